#include "base/thread_pool.hpp"

#include <atomic>
#include <future>
#include <latch>

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

}  // namespace
}  // namespace palette
