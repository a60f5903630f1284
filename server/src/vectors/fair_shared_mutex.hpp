#pragma once

// A shared mutex whose writer does not wait for readers that come after it: std::shared_mutex of libstdc++
// lets overlapping searches keep a writer out for good. Not recursive. Use with std::shared_lock and
// std::unique_lock.

#include <mutex>
#include <shared_mutex>

namespace palette::vectors {

class FairSharedMutex {
  public:
    void lock() {
        const std::lock_guard turn(turnstile_);
        mutex_.lock();
    }
    void unlock() { mutex_.unlock(); }

    void lock_shared() {
        const std::lock_guard turn(turnstile_);
        mutex_.lock_shared();
    }
    void unlock_shared() { mutex_.unlock_shared(); }

  private:
    std::mutex turnstile_;  // held by a waiting writer, so that later readers queue behind it
    std::shared_mutex mutex_;
};

}  // namespace palette::vectors
