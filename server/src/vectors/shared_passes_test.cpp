#include "vectors/shared_passes.hpp"

#include <atomic>
#include <latch>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace palette::vectors {
namespace {

TEST(SharedPasses, TakesAllThatWaitedAlongInTheNextPass) {
    constexpr std::size_t kWaiting = 5;
    std::latch first_began(1);
    std::latch first_may_end(1);
    std::vector<std::size_t> sizes;
    SharedPasses<int> passes(1, 8, [&](std::span<int* const> jobs) {
        if (sizes.empty()) {
            first_began.count_down();
            first_may_end.wait();
        }
        sizes.push_back(jobs.size());
        for (int* job : jobs) *job += 1;
    });
    std::vector<int> jobs(kWaiting + 1, 0);
    std::vector<std::jthread> threads;
    threads.emplace_back([&] { passes.run(jobs[0]); });
    first_began.wait();
    for (std::size_t i = 1; i <= kWaiting; ++i) threads.emplace_back([&, i] { passes.run(jobs[i]); });
    while (passes.waiting() < kWaiting) std::this_thread::yield();
    first_may_end.count_down();
    threads.clear();
    EXPECT_THAT(sizes, testing::ElementsAre(1, kWaiting));
    EXPECT_THAT(jobs, testing::Each(1));
}

TEST(SharedPasses, DoesEachJobOnceAndNeverMoreThanAllowedAtATime) {
    constexpr std::size_t kPasses = 2;
    constexpr std::size_t kJobs = 3;
    std::atomic<int> running = 0;
    std::atomic<bool> too_many = false;
    SharedPasses<int> passes(kPasses, kJobs, [&](std::span<int* const> jobs) {
        if (++running > static_cast<int>(kPasses) || jobs.empty() || jobs.size() > kJobs) too_many = true;
        for (int* job : jobs) *job += 1;
        --running;
    });
    std::vector<std::vector<int>> done(8, std::vector<int>(2000, 0));
    {
        std::vector<std::jthread> threads;
        for (auto& own : done) {
            threads.emplace_back([&] {
                for (int& job : own) passes.run(job);
            });
        }
    }
    EXPECT_FALSE(too_many);
    for (const auto& own : done) EXPECT_THAT(own, testing::Each(1));
}

}  // namespace
}  // namespace palette::vectors
