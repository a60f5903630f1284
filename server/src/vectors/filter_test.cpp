#include "vectors/filter.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vectors/chunk.hpp"
#include "vectors/synthetic_embeddings.hpp"
#include "vectors/vector_index.hpp"

namespace palette::vectors {
namespace {

constexpr std::size_t kDimension = 16;
constexpr std::int64_t kCount = 2 * kChunkPlaces + 300;

class FilterTest : public testing::Test {
  protected:
    void SetUp() override {
        for (std::int64_t id = 0; id < kCount; ++id) ASSERT_TRUE(index_.upsert(id, embeddings_.random()));
    }

    Filter multiples_of(std::int64_t divisor) {
        std::vector<std::int64_t> ids;
        for (std::int64_t id = 0; id < kCount; id += divisor) ids.push_back(id);
        return index_.filter_of(ids);
    }

    // All ids that pass, sorted.
    std::vector<std::int64_t> passing(const Filter& filter) {
        auto ids = index_.score_all(query_, &filter)->ids;
        std::ranges::sort(ids);
        return ids;
    }

    template <class Wanted>
    void expect_passing(const Filter& filter, Wanted wanted) {
        std::vector<std::int64_t> expected;
        for (const std::int64_t id : index_.ids()) {
            if (wanted(id)) expected.push_back(id);
        }
        std::ranges::sort(expected);
        EXPECT_EQ(passing(filter), expected);
    }

    SyntheticEmbeddings embeddings_{kDimension, 1};
    std::vector<float> query_ = SyntheticEmbeddings(kDimension, 2).random();
    VectorIndex index_{kDimension};
};

TEST_F(FilterTest, PassesItsIdsOnly) {
    expect_passing(multiples_of(7), [](std::int64_t id) { return id % 7 == 0; });
    expect_passing(multiples_of(1), [](std::int64_t) { return true; });
    expect_passing(index_.filter_of({}), [](std::int64_t) { return false; });
}

TEST_F(FilterTest, LeavesUnknownIdsOut) {
    const std::vector<std::int64_t> ids = {-1, 5, kCount + 1};
    expect_passing(index_.filter_of(ids), [](std::int64_t id) { return id == 5; });
}

TEST_F(FilterTest, CombinesAsSetsDo) {
    const Filter twos = multiples_of(2);
    const Filter threes = multiples_of(3);
    expect_passing(twos & threes, [](std::int64_t id) { return id % 6 == 0; });
    expect_passing(twos | threes, [](std::int64_t id) { return id % 2 == 0 || id % 3 == 0; });
    expect_passing(~twos, [](std::int64_t id) { return id % 2 != 0; });
    expect_passing(~(twos | threes) | (twos & threes),
                   [](std::int64_t id) { return (id % 2 == 0) == (id % 3 == 0); });
}

TEST_F(FilterTest, GivesTheBestOfThoseThatPassAndTheirDistribution) {
    const Filter sevens = multiples_of(7);
    const auto all = index_.search(query_, kCount);
    std::vector<Neighbor> expected;
    for (const auto& neighbor : all->neighbors) {
        if (neighbor.id % 7 == 0) expected.push_back(neighbor);
    }
    const auto filtered = index_.search(query_, 10, &sevens);
    EXPECT_EQ(filtered->distribution.count, expected.size());
    EXPECT_EQ(filtered->distribution.max, expected.front().score);
    EXPECT_NEAR(filtered->distribution.min, expected.back().score, 0.02);
    expected.resize(10);
    EXPECT_EQ(filtered->neighbors, expected);
}

TEST_F(FilterTest, KnowsNothingOfWhatTookAnErasedPlaceLater) {
    const Filter all = multiples_of(1);
    const Filter none = ~all;
    for (const std::int64_t id : {std::int64_t{3}, kCount - 1}) {
        ASSERT_TRUE(index_.erase(id));
        ASSERT_TRUE(index_.upsert(id + 1'000'000, embeddings_.random()));
    }
    expect_passing(all, [](std::int64_t id) { return id < 1'000'000; });
    expect_passing(none, [](std::int64_t id) { return id >= 1'000'000; });
}

TEST_F(FilterTest, PassesNothingThatCameBetweenTheTwoItWasCombinedFrom) {
    const Filter before = index_.filter_of({});
    ASSERT_TRUE(index_.upsert(kCount, embeddings_.random()));
    const Filter after = index_.filter_of({});
    expect_passing(~before & ~after, [](std::int64_t id) { return id < kCount; });
}

}  // namespace
}  // namespace palette::vectors
