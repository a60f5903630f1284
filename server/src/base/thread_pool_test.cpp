#include "base/thread_pool.hpp"

#include <atomic>
#include <chrono>
#include <future>
#include <latch>
#include <thread>

#include <gtest/gtest.h>

namespace palette {
namespace {

TEST(ThreadPool, FinishesWhatItAccepted) {
    std::atomic<int> done{0};
    {
        ThreadPool pool("test", 2, 100);
        for (int i = 0; i < 50; ++i) ASSERT_TRUE(pool.try_submit([&] { ++done; }));
    }
    EXPECT_EQ(done, 50);
}

TEST(ThreadPool, RefusesWhenItsQueueIsFull) {
    std::promise<void> release;
    std::latch running(1);
    ThreadPool pool("test", 1, 2);
    ASSERT_TRUE(pool.try_submit([&] {
        running.count_down();
        release.get_future().wait();
    }));
    running.wait();
    EXPECT_TRUE(pool.try_submit([] {}));
    EXPECT_TRUE(pool.try_submit([] {}));
    EXPECT_EQ(pool.queue_length(), 2U);
    EXPECT_FALSE(pool.try_submit([] {}));
    release.set_value();
}

TEST(ThreadPool, TakesMoreWhileItsThreadsAreAlertAndAfterTheySleep) {
    using namespace std::chrono_literals;
    constexpr auto kAlert = 5ms;
    ThreadPool pool("test", 1, 1, kAlert);
    for (const auto pause : {0ms, 1ms, 20ms, 0ms}) {
        std::this_thread::sleep_for(pause);
        std::promise<void> done;
        ASSERT_TRUE(pool.try_submit([&] { done.set_value(); }));
        done.get_future().wait();
    }
}

TEST(ThreadPool, EndsAtOnceWhileItsThreadsAreAlert) {
    const auto start = std::chrono::steady_clock::now();
    {
        ThreadPool pool("test", 1, 1, std::chrono::hours(1));
        std::promise<void> done;
        ASSERT_TRUE(pool.try_submit([&] { done.set_value(); }));
        done.get_future().wait();
    }
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::minutes(1));
}

}  // namespace
}  // namespace palette
