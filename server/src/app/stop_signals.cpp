#include "app/stop_signals.hpp"

#include <csignal>
#include <ctime>

namespace palette::app {
namespace {

constexpr timespec kLookEvery{0, 100'000'000};

sigset_t stop_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    return signals;
}

}  // namespace

void block_stop_signals() {
    const sigset_t signals = stop_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
}

bool stop_was_asked_for() {
    sigset_t pending;
    return sigpending(&pending) == 0 &&
           (sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1);
}

StopWatcher::StopWatcher(std::function<void()> on_stop)
    : thread_([action = std::move(on_stop)](const std::stop_token& token) {
          const sigset_t signals = stop_signals();
          while (!token.stop_requested()) {
              if (sigtimedwait(&signals, nullptr, &kLookEvery) > 0) return action();
          }
      }) {}

StopWatcher::~StopWatcher() = default;

}  // namespace palette::app
