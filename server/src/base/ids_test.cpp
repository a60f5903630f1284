#include "base/ids.hpp"

#include <algorithm>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace palette {
namespace {

TEST(Ids, SurviveBeingText) {
    for (const std::int64_t value : {std::int64_t{0}, std::int64_t{1}, std::int64_t{1} << 40, INT64_MAX}) {
        const std::string text = encode_id(value);
        EXPECT_EQ(text.size(), 13U);
        EXPECT_EQ(decode_id(text), value);
    }
}

TEST(Ids, AreReadInEitherCase) {
    EXPECT_EQ(decode_id("06FJR3T2XK8G0"), decode_id("06fjr3t2xk8g0"));
}

TEST(Ids, SortAsTextAsTheySortAsNumbers) {
    std::vector<std::int64_t> values{5, 31, 32, 1 << 20, std::int64_t{1} << 50, INT64_MAX};
    EXPECT_TRUE(std::ranges::is_sorted(values, {}, encode_id));
}

TEST(Ids, RefuseWhatIsNoId) {
    for (const char* text : {"", "0", "06fjr3t2xk8g", "06fjr3t2xk8g00", "06fjr3t2xk8gu", "06fjr3t2xk8g!",
                             "zzzzzzzzzzzzz", "80000000000000", "06fjr3t2xk8gI"}) {
        EXPECT_EQ(decode_id(text), std::nullopt) << text;
    }
}

TEST(Ids, GrowAndNeverRepeatAcrossThreads) {
    constexpr int kThreads = 4;
    constexpr int kEach = 5000;
    std::vector<std::vector<std::int64_t>> made(kThreads);
    {
        std::vector<std::jthread> threads;
        for (auto& mine : made) {
            threads.emplace_back([&mine] {
                for (int i = 0; i < kEach; ++i) mine.push_back(new_id_value());
            });
        }
    }
    std::vector<std::int64_t> all;
    for (const auto& mine : made) {
        EXPECT_TRUE(std::ranges::is_sorted(mine));
        all.insert(all.end(), mine.begin(), mine.end());
    }
    std::ranges::sort(all);
    EXPECT_EQ(std::ranges::adjacent_find(all), all.end());
}

TEST(Ids, StayAboveTheFloorWhenTheClockIsBehind) {
    const std::int64_t far_future = new_id_value() + (std::int64_t{1} << 45);
    raise_id_floor(far_future);
    EXPECT_GT(new_id_value(), far_future);
}

}  // namespace
}  // namespace palette
