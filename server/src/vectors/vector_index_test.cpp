#include "vectors/vector_index.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vectors/chunk.hpp"
#include "vectors/synthetic_embeddings.hpp"

namespace palette::vectors {
namespace {

using testing::ElementsAre;

constexpr std::size_t kDimension = 32;

std::vector<std::int64_t> ids_of(const SearchResult& result) {
    std::vector<std::int64_t> ids;
    ids.reserve(result.neighbors.size());
    for (const auto& neighbor : result.neighbors) ids.push_back(neighbor.id);
    return ids;
}

// Points at `angle` in the plane of the first two dimensions: cosines between such embeddings are cosines of
// differences.
std::vector<float> at_angle(double angle) {
    std::vector<float> values(kDimension, 0.0F);
    values[0] = static_cast<float>(std::cos(angle));
    values[1] = static_cast<float>(std::sin(angle));
    return values;
}

// Enough for several sealed chunks and an open one. Ids are 0, 10, 20 ...
constexpr std::int64_t kManyCount = 3 * kChunkPlaces + 100;
void fill_many(VectorIndex& index, std::uint64_t seed = 1) {
    SyntheticEmbeddings embeddings(kDimension, seed);
    for (std::int64_t i = 0; i < kManyCount; ++i) ASSERT_TRUE(index.upsert(i * 10, embeddings.random()));
}

TEST(VectorIndex, FindsTheNearestFirst) {
    VectorIndex index(kDimension);
    for (const std::int64_t id : {1, 2, 3, 4}) {
        ASSERT_TRUE(index.upsert(id, at_angle(0.3 * static_cast<double>(id))));
    }
    const auto result = index.search(at_angle(0.65), 3);
    ASSERT_TRUE(result);
    EXPECT_THAT(ids_of(*result), ElementsAre(2, 3, 1));
    EXPECT_NEAR(result->neighbors[0].score, std::cos(0.05), 1e-6);
}

TEST(VectorIndex, IsEmptyAtFirst) {
    const VectorIndex index(kDimension);
    const auto result = index.search(at_angle(0), 10);
    ASSERT_TRUE(result);
    EXPECT_TRUE(result->neighbors.empty());
    EXPECT_EQ(result->distribution.count, 0U);
    EXPECT_EQ(result->distribution.max, 0);
    EXPECT_EQ(index.size(), 0U);
    EXPECT_EQ(index.dimension(), kDimension);
}

TEST(VectorIndex, ComparesDirectionsOnly) {
    VectorIndex index(kDimension);
    auto large = at_angle(0);
    for (float& value : large) value *= 1e18F;
    auto small = at_angle(0);
    for (float& value : small) value *= 1e-30F;
    ASSERT_TRUE(index.upsert(1, large));
    ASSERT_TRUE(index.upsert(2, small));
    const auto result = index.search(large, 2);
    ASSERT_TRUE(result);
    EXPECT_THAT(result->neighbors, ElementsAre(Neighbor{1, 1.0F}, Neighbor{2, 1.0F}));
}

TEST(VectorIndex, OrdersEqualScoresBySmallerId) {
    VectorIndex index(kDimension);
    for (const std::int64_t id : {5, 3, 9, 1}) ASSERT_TRUE(index.upsert(id, at_angle(1)));
    EXPECT_THAT(ids_of(*index.search(at_angle(1), 3)), ElementsAre(1, 3, 5));
}

TEST(VectorIndex, ReplacesWhatAnIdHad) {
    VectorIndex index(kDimension);
    fill_many(index);
    for (const std::int64_t id : {std::int64_t{0}, (kManyCount - 1) * 10}) {
        ASSERT_TRUE(index.upsert(id, at_angle(1)));
        EXPECT_NEAR(index.scores_of(at_angle(1), std::vector{id})->front().value(), 1, 2e-3);
    }
    EXPECT_EQ(index.size(), static_cast<std::size_t>(kManyCount));
}

TEST(VectorIndex, NeverShowsWhatWasErased) {
    VectorIndex index(kDimension);
    fill_many(index);
    std::size_t left = index.size();
    for (std::int64_t i = 0; i < kManyCount; i += 2) {
        EXPECT_TRUE(index.erase(i * 10));
        EXPECT_FALSE(index.erase(i * 10));
        EXPECT_FALSE(index.contains(i * 10));
        --left;
    }
    EXPECT_EQ(index.size(), left);
    const auto result = index.search(at_angle(0), kManyCount);
    EXPECT_EQ(result->neighbors.size(), left);
    EXPECT_EQ(result->distribution.count, left);
    EXPECT_TRUE(
        std::ranges::all_of(result->neighbors, [](const Neighbor& found) { return found.id / 10 % 2 == 1; }));
}

TEST(VectorIndex, UsesErasedPlacesAgain) {
    VectorIndex index(kDimension);
    fill_many(index);
    SyntheticEmbeddings embeddings(kDimension, 2);
    for (std::int64_t round = 0; round < 3; ++round) {
        for (std::int64_t i = 0; i < 500; ++i) ASSERT_TRUE(index.erase((round * 1000 + i) * 10));
        for (std::int64_t i = 0; i < 500; ++i) {
            ASSERT_TRUE(index.upsert((round * 1000 + i) * 10, embeddings.random()));
        }
    }
    EXPECT_EQ(index.size(), static_cast<std::size_t>(kManyCount));
    // Places are where a filter has its bits: none lies beyond what the first filling took.
    const auto ids = index.ids();
    const Filter all = index.filter_of(ids);
    EXPECT_EQ(all.word((kManyCount + 63) / 64), 0U);
}

TEST(VectorIndex, GivesBackStoredEmbeddingsAtUnitLength) {
    VectorIndex index(kDimension);
    fill_many(index);
    SyntheticEmbeddings same(kDimension, 1);
    for (std::int64_t i = 0; i < kManyCount; ++i) {
        const auto original = same.random();
        const auto stored = index.vector_of(i * 10);
        ASSERT_TRUE(stored);
        const float length =
            std::sqrt(std::inner_product(original.begin(), original.end(), original.begin(), 0.0F));
        float largest_difference = 0;
        for (std::size_t d = 0; d < kDimension; ++d) {
            largest_difference = std::max(largest_difference, std::abs((*stored)[d] - original[d] / length));
        }
        EXPECT_LT(largest_difference, 0.004F);
        EXPECT_NEAR(std::inner_product(stored->begin(), stored->end(), stored->begin(), 0.0F), 1, 1e-5);
    }
    EXPECT_EQ(index.vector_of(5), std::nullopt);
}

struct BadEmbedding {
    const char* name;
    std::vector<float> values;
};

class VectorIndexRefuses : public testing::TestWithParam<BadEmbedding> {};

TEST_P(VectorIndexRefuses, AnEmbeddingThatCannotBeCompared) {
    VectorIndex index(4);
    ASSERT_TRUE(index.upsert(1, std::vector<float>{1, 2, 3, 4}));
    const auto& bad = GetParam().values;
    const std::vector<std::int64_t> ids = {1};
    for (const auto& error : {index.upsert(2, bad).error(), index.search(bad, 1).error(),
                              index.score_all(bad).error(), index.scores_of(bad, ids).error()}) {
        EXPECT_EQ(error.kind, ErrorKind::invalid);
        EXPECT_EQ(error.code, "embedding_invalid");
    }
    EXPECT_EQ(index.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(
    Embeddings, VectorIndexRefuses,
    testing::Values(BadEmbedding{"too_short", {1, 2, 3}}, BadEmbedding{"too_long", {1, 2, 3, 4, 5}},
                    BadEmbedding{"empty", {}}, BadEmbedding{"all_zero", {0, 0, -0.0F, 0}},
                    BadEmbedding{"not_a_number", {1, std::numeric_limits<float>::quiet_NaN(), 0, 0}},
                    BadEmbedding{"infinite", {1, 0, -std::numeric_limits<float>::infinity(), 0}}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(VectorIndex, TellsTheDistributionOfAllScores) {
    VectorIndex index(kDimension);
    fill_many(index);
    const auto query = at_angle(0.5);
    const auto all = index.score_all(query);
    ASSERT_TRUE(all);
    ASSERT_EQ(all->scores.size(), static_cast<std::size_t>(kManyCount));
    const double count = static_cast<double>(kManyCount);
    const double mean = std::accumulate(all->scores.begin(), all->scores.end(), 0.0) / count;
    double squares = 0;
    for (const float score : all->scores) squares += (score - mean) * (score - mean);
    const double deviation = std::sqrt(squares / count);
    // A search looks at few by four bits a dimension.
    for (const auto& [distribution, precision] :
         {std::pair{all->distribution, 1e-9}, {index.search(query, 5)->distribution, 0.01 * deviation}}) {
        EXPECT_EQ(distribution.count, static_cast<std::uint64_t>(kManyCount));
        EXPECT_NEAR(distribution.mean, mean, precision);
        EXPECT_NEAR(distribution.standard_deviation, deviation, precision);
        EXPECT_NEAR(distribution.min, std::ranges::min(all->scores), 10 * precision);
        EXPECT_EQ(distribution.max, std::ranges::max(all->scores));
    }
}

TEST(VectorIndex, GivesTheSameScoreByEveryRoad) {
    VectorIndex index(kDimension);
    fill_many(index);
    const auto query = at_angle(0.5);
    const auto all = index.score_all(query);
    auto ids = all->ids;
    ids.push_back(7);
    const auto scores = index.scores_of(query, ids);
    ASSERT_TRUE(scores);
    for (std::size_t i = 0; i < all->ids.size(); ++i) EXPECT_EQ((*scores)[i], all->scores[i]);
    EXPECT_EQ(scores->back(), std::nullopt);
    EXPECT_THAT(index.ids(), testing::UnorderedElementsAreArray(all->ids));
    const auto found = index.search(query, 20);
    for (const auto& [id, score] : found->neighbors) {
        EXPECT_EQ(index.scores_of(query, std::vector{id})->front(), score);
    }
}

// Large enough that searches go by candidates instead of looking at all finely.
constexpr std::int64_t kLargeCount = 8 * kChunkPlaces + 200;
constexpr std::size_t kLargeDimension = 128;
void fill_large(VectorIndex& index) {
    SyntheticEmbeddings embeddings(kLargeDimension, 1);
    const auto axis = embeddings.random();
    for (std::int64_t id = 0; id < kLargeCount; ++id) {
        ASSERT_TRUE(index.upsert(id, embeddings.near(axis, static_cast<float>(1 + id % 3))));
    }
}

TEST(LargeVectorIndex, EstimatesTheDistributionOfAllScores) {
    VectorIndex index(kLargeDimension);
    fill_large(index);
    SyntheticEmbeddings queries(kLargeDimension, 5);
    const auto axis = SyntheticEmbeddings(kLargeDimension, 1).random();
    for (const auto& query : {queries.random(), queries.near(axis, 1), axis}) {
        const auto exact = index.score_all(query)->distribution;
        const auto found = index.search(query, 10);
        EXPECT_EQ(found->distribution.count, exact.count);
        EXPECT_NEAR(found->distribution.mean, exact.mean, 0.02 * exact.standard_deviation);
        EXPECT_NEAR(found->distribution.standard_deviation, exact.standard_deviation,
                    0.04 * exact.standard_deviation);
        EXPECT_EQ(found->distribution.max, exact.max);
    }
}

// What such embeddings have in common is not what all have, so half of their signs alone would tell of all of
// them too much, or too little.
TEST(LargeVectorIndex, EstimatesTheDistributionOfEmbeddingsThatAreMuchAlike) {
    constexpr std::size_t kManyDimensions = 512;
    VectorIndex index(kManyDimensions);
    SyntheticEmbeddings embeddings(kManyDimensions, 1);
    const std::array axes = {embeddings.random(), embeddings.random()};
    std::vector<std::int64_t> alike;
    for (std::int64_t id = 0; id < 3 * static_cast<std::int64_t>(kFewMax); ++id) {
        const bool is_alike = id % 2 == 0;
        if (is_alike) alike.push_back(id);
        ASSERT_TRUE(index.upsert(id, embeddings.near(axes[is_alike ? 0 : 1], is_alike ? 0.5F : 2.0F)));
    }
    const Filter filter = index.filter_of(alike);
    for (const auto& query : {embeddings.near(axes[0], 0.5F), embeddings.near(axes[1], 0.5F)}) {
        const auto exact = index.score_all(query, &filter)->distribution;
        const auto found = index.search(query, 10, &filter)->distribution;
        EXPECT_EQ(found.count, exact.count);
        EXPECT_NEAR(found.mean, exact.mean, 0.04 * exact.standard_deviation);
        EXPECT_NEAR(found.standard_deviation, exact.standard_deviation, 0.04 * exact.standard_deviation);
    }
}

TEST(LargeVectorIndex, FindsWithAFilterWhatItFindsAmongThoseAlone) {
    VectorIndex index(kLargeDimension);
    fill_large(index);
    const auto query = SyntheticEmbeddings(kLargeDimension, 5).random();
    for (const std::int64_t divisor : {1, 2, 10, 100, 1000}) {
        SCOPED_TRACE(divisor);
        std::vector<std::int64_t> ids;
        for (std::int64_t id = 0; id < kLargeCount; id += divisor) ids.push_back(id);
        const Filter filter = index.filter_of(ids);
        const auto found = index.search(query, 5, &filter);
        EXPECT_EQ(found->distribution.count, ids.size());
        std::vector<Neighbor> expected;
        const auto scores = index.scores_of(query, ids);
        for (std::size_t i = 0; i < ids.size(); ++i) expected.push_back({ids[i], *(*scores)[i]});
        std::ranges::sort(expected, std::greater<>(), &Neighbor::score);
        expected.resize(5);
        EXPECT_EQ(found->neighbors, expected);
    }
}

TEST(LargeVectorIndex, AnswersSeveralQueriesAsItAnswersEach) {
    VectorIndex index(kLargeDimension);
    fill_large(index);
    SyntheticEmbeddings embeddings(kLargeDimension, 5);
    std::vector<std::vector<float>> queries;
    for (int i = 0; i < 19; ++i) queries.push_back(embeddings.random());
    const auto several = index.search_several(queries, 20);
    ASSERT_TRUE(several);
    ASSERT_EQ(several->size(), queries.size());
    for (std::size_t i = 0; i < queries.size(); ++i) {
        EXPECT_EQ((*several)[i].neighbors, index.search(queries[i], 20)->neighbors);
    }
    queries.emplace_back(kLargeDimension, 0.0F);
    EXPECT_FALSE(index.search_several(queries, 20));
}

TEST(LargeVectorIndex, NeverShowsWhatWasErasedOrReplaced) {
    VectorIndex index(kLargeDimension);
    fill_large(index);
    SyntheticEmbeddings embeddings(kLargeDimension, 5);
    const auto query = embeddings.random();
    for (int round = 0; round < 50; ++round) {
        const auto best = index.search(query, 1)->neighbors.front();
        if (round % 2 == 0) {
            ASSERT_TRUE(index.erase(best.id));
        } else {
            auto away = query;
            for (float& value : away) value = -value;
            ASSERT_TRUE(index.upsert(best.id, away));
        }
        const auto next = index.search(query, 1)->neighbors.front();
        EXPECT_NE(next.id, best.id);
        EXPECT_LE(next.score, best.score);
    }
}

}  // namespace
}  // namespace palette::vectors
