#pragma once

// SIGINT and SIGTERM as something to wait for instead of something that interrupts.

#include <functional>
#include <thread>

namespace palette::app {

// Blocks both signals for this thread and all threads it starts, and SIGPIPE for good. Call before threads
// start.
void block_stop_signals();

// True once one of them has arrived.
[[nodiscard]] bool stop_was_asked_for();

// Waits for them on a thread of its own and then calls `on_stop` once. Ends with this object.
class StopWatcher {
  public:
    explicit StopWatcher(std::function<void()> on_stop);
    ~StopWatcher();
    StopWatcher(const StopWatcher&) = delete;
    StopWatcher& operator=(const StopWatcher&) = delete;

  private:
    std::jthread thread_;
};

}  // namespace palette::app
