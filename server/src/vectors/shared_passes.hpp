#pragma once

// Lets work that has to wait share: as many passes as there are cores go on at a time, and what comes
// meanwhile waits and goes together in the next one. The longer the queue, the more a pass takes along.
//
// One per VectorIndex. Any thread.

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

namespace palette::vectors {

template <class Job>
class SharedPasses {
  public:
    using Pass = std::function<void(std::span<Job* const>)>;

    // `pass` works at up to `jobs_max` jobs; it does not throw, and is called by up to `passes_max` threads
    // at a time.
    SharedPasses(std::size_t passes_max, std::size_t jobs_max, Pass pass)
        : passes_max_(passes_max), jobs_max_(jobs_max), pass_(std::move(pass)) {}

    // Returns when `job` is done, by this thread or another.
    void run(Job& job) {
        Ticket own{&job};
        std::unique_lock lock(mutex_);
        if (passes_ < passes_max_) {
            ++passes_;
        } else {
            waiting_.push_back(&own);
            own.changed.wait(lock, [&] { return own.state != State::waits; });
            if (own.state == State::done) return;
        }
        lead(own, lock);
    }

    // How many jobs wait for a pass.
    [[nodiscard]] std::size_t waiting() const {
        const std::lock_guard lock(mutex_);
        return waiting_.size();
    }

  private:
    enum class State { waits, leads, done };

    struct Ticket {
        explicit Ticket(Job* its_job) : job(its_job) {}
        Job* job;
        State state = State::waits;
        std::condition_variable changed;

        void change(State to) {
            state = to;
            changed.notify_one();
        }
    };

    // One pass with those that have waited longest; the next that waits leads the next one.
    void lead(Ticket& own, std::unique_lock<std::mutex>& lock) {
        std::vector<Job*> jobs = {own.job};
        std::vector<Ticket*> others;
        while (!waiting_.empty() && jobs.size() < jobs_max_) {
            others.push_back(waiting_.front());
            jobs.push_back(waiting_.front()->job);
            waiting_.pop_front();
        }
        lock.unlock();
        pass_(jobs);
        lock.lock();
        for (Ticket* other : others) other->change(State::done);
        if (waiting_.empty()) {
            --passes_;
        } else {
            Ticket* next = waiting_.front();
            waiting_.pop_front();
            next->change(State::leads);
        }
    }

    const std::size_t passes_max_;
    const std::size_t jobs_max_;
    const Pass pass_;
    mutable std::mutex mutex_;
    std::size_t passes_ = 0;  // that go on
    std::deque<Ticket*> waiting_;
};

}  // namespace palette::vectors
