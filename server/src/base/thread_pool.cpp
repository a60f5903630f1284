#include "base/thread_pool.hpp"

#include <pthread.h>
#include <utility>

#include "base/spin.hpp"

namespace palette {

ThreadPool::ThreadPool(std::string name, std::size_t threads, std::size_t queue_length_max,
                       std::chrono::microseconds alert)
    : queue_length_max_(queue_length_max), alert_(alert) {
    name.resize(std::min<std::size_t>(name.size(), 15));
    for (std::size_t i = 0; i < threads; ++i) {
        threads_.emplace_back([this] { run(); });
        pthread_setname_np(threads_.back().native_handle(), name.c_str());
    }
}

ThreadPool::~ThreadPool() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        calls_ = true;
    }
    changed_.notify_all();
    for (auto& thread : threads_) thread.join();
}

bool ThreadPool::try_submit(std::function<void()> work) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || queue_.size() >= queue_length_max_) return false;
        queue_.push_back(std::move(work));
        calls_ = true;
    }
    changed_.notify_one();
    return true;
}

std::size_t ThreadPool::queue_length() const {
    const std::lock_guard lock(mutex_);
    return queue_.size();
}

void ThreadPool::run() {
    while (true) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
        if (queue_.empty()) return;
        auto work = std::move(queue_.front());
        queue_.pop_front();
        calls_ = stopping_ || !queue_.empty();
        lock.unlock();
        work();
        spin_until([this] { return calls_.load(std::memory_order_relaxed); }, alert_);
    }
}

}  // namespace palette
