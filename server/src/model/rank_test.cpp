#include "model/rank.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

namespace palette {
namespace {

void expect_between(const std::vector<std::string>& ranks, const std::string& lower,
                    const std::string& upper) {
    EXPECT_TRUE(std::ranges::is_sorted(ranks));
    EXPECT_EQ(std::ranges::adjacent_find(ranks), ranks.end()) << "the same rank twice";
    for (const auto& rank : ranks) {
        EXPECT_GT(rank, lower);
        EXPECT_TRUE(upper.empty() || rank < upper) << rank;
        EXPECT_FALSE(rank.ends_with('0')) << rank << " has nothing before it";
    }
}

TEST(Rank, LiesBetweenItsNeighbours) {
    struct Row {
        const char* lower;
        const char* upper;
    };
    for (const Row& row :
         {Row{"", ""}, Row{"V", ""}, Row{"", "V"}, Row{"A", "B"}, Row{"A", "A1"}, Row{"A", "A01"},
          Row{"", "1"}, Row{"", "000001"}, Row{"zzzzzz", ""}, Row{"zzzzzzzz", ""}, Row{"Az", "B"},
          Row{"A", "Azz"}, Row{"V0000000001", "V0000000002"}}) {
        for (const std::size_t count : {0U, 1U, 2U, 7U, 500U}) {
            SCOPED_TRACE(std::string(row.lower) + " .. " + row.upper + " x " + std::to_string(count));
            const auto ranks = ranks_between(row.lower, row.upper, count);
            EXPECT_EQ(ranks.size(), count);
            expect_between(ranks, row.lower, row.upper);
        }
    }
}

TEST(Rank, StaysShortAtBothEnds) {
    std::string first = ranks_between("", "", 1).front();
    std::string last = first;
    for (int i = 0; i < 20'000; ++i) {
        const std::string before = ranks_between("", first, 1).front();
        const std::string behind = ranks_between(last, "", 1).front();
        ASSERT_LT(before, first);
        ASSERT_GT(behind, last);
        first = before;
        last = behind;
    }
    EXPECT_LE(first.size(), 6U);
    EXPECT_LE(last.size(), 6U);
}

TEST(Rank, GrowsByOneDigitInSixHalvings) {
    std::string lower = "V";
    const std::string upper = "W";
    for (int i = 0; i < 60; ++i) lower = ranks_between(lower, upper, 1).front();
    EXPECT_LE(lower.size(), 13U);
}

TEST(Rank, KeepsTheOrderOfAThousandRandomMoves) {
    std::mt19937 random(7);
    std::vector<std::string> ranks = ranks_between("", "", 10);
    for (int i = 0; i < 1000; ++i) {
        const std::size_t at = random() % (ranks.size() + 1);
        const std::string lower = at == 0 ? "" : ranks[at - 1];
        const std::string upper = at == ranks.size() ? "" : ranks[at];
        ranks.insert(ranks.begin() + static_cast<std::ptrdiff_t>(at), ranks_between(lower, upper, 1).front());
    }
    expect_between(ranks, "", "");
}

}  // namespace
}  // namespace palette
