#pragma once

// A named, bounded pool for work that blocks: decoding, inference, SQLite. Event-loop threads hand such work
// over and never wait for it. When the queue is full, try_submit says so at once and the caller answers
// "busy"; memory does not grow.
//
// Safe to call from any thread. The destructor finishes what was accepted.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace palette {

class ThreadPool {
  public:
    // `name` shows in top and gdb (15 characters at most are kept by the kernel).
    // A thread that has worked looks for more for as long as `alert`, giving way to others, before it sleeps:
    // for work that comes in quick succession and is shorter than waking up takes.
    ThreadPool(std::string name, std::size_t threads, std::size_t queue_length_max,
               std::chrono::microseconds alert = {});
    ~ThreadPool();
    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    // False when the queue is full or the pool is stopping; `work` is then not run. `work` must not throw.
    [[nodiscard]] bool try_submit(std::function<void()> work);

    [[nodiscard]] std::size_t queue_length() const;

  private:
    void run();

    const std::size_t queue_length_max_;
    const std::chrono::microseconds alert_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> queue_;
    std::atomic<bool> calls_ = false;  // something is queued, or the pool stops
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace palette
