// How close the scan comes to exact float32 on kinds of data that are hard in different ways.

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <string>

#include <gtest/gtest.h>

#include "vectors/synthetic_embeddings.hpp"
#include "vectors/vector_index.hpp"

namespace palette::vectors {
namespace {

constexpr std::size_t kDimension = 512;
constexpr std::size_t kCount = 10'000;
constexpr std::size_t kNeighbors = 50;
constexpr std::size_t kQueries = 40;
constexpr std::size_t kFamily = 10;  // embeddings at most that belong together
constexpr double kRecallMin = 0.99;

using Embeddings = std::vector<std::vector<float>>;

struct Spread {
    const char* name;
    std::function<Embeddings(SyntheticEmbeddings&, std::size_t count)> make;
    // Of strangers to search for; empty: as the embeddings are made.
    std::function<Embeddings(SyntheticEmbeddings&, std::size_t count)> make_strangers;
};

Embeddings random_directions(SyntheticEmbeddings& synthetic, std::size_t count) {
    Embeddings embeddings;
    for (std::size_t i = 0; i < count; ++i) embeddings.push_back(synthetic.random());
    return embeddings;
}

// Families that differ a little, as edits of one picture do.
Embeddings clusters(SyntheticEmbeddings& synthetic, std::size_t count) {
    Embeddings embeddings;
    while (embeddings.size() < count) {
        const auto center = synthetic.random();
        for (std::size_t i = 0; i < kFamily; ++i) embeddings.push_back(synthetic.near(center, 0.3F));
    }
    return embeddings;
}

Embeddings exact_duplicates(SyntheticEmbeddings& synthetic, std::size_t count) {
    Embeddings embeddings;
    while (embeddings.size() < count) embeddings.insert(embeddings.end(), kFamily, synthetic.random());
    return embeddings;
}

// Cosines of about 0.8 between any two: what picture encoders give.
Embeddings narrow_cone(SyntheticEmbeddings& synthetic, std::size_t count) {
    const auto axis = SyntheticEmbeddings(kDimension, 99).random();
    Embeddings embeddings;
    for (std::size_t i = 0; i < count; ++i) embeddings.push_back(synthetic.near(axis, 0.5F));
    return embeddings;
}

// A cone that lies elsewhere, as those of texts do (the modality gap).
Embeddings another_cone(SyntheticEmbeddings& synthetic, std::size_t count) {
    const auto axis = SyntheticEmbeddings(kDimension, 98).random();
    Embeddings embeddings;
    for (std::size_t i = 0; i < count; ++i) embeddings.push_back(synthetic.near(axis, 0.7F));
    return embeddings;
}

// Dimensions that carry less and less, as principal components of real embeddings do.
Embeddings decaying_spectrum(SyntheticEmbeddings& synthetic, std::size_t count) {
    Embeddings embeddings = random_directions(synthetic, count);
    for (auto& values : embeddings) {
        for (std::size_t i = 0; i < kDimension; ++i) values[i] /= std::sqrt(1 + static_cast<float>(i) / 8);
        values[5] += 0.6F;
    }
    return embeddings;
}

// A few dimensions far larger than the rest and the same in all, as in CLIP.
Embeddings outlier_dimensions(SyntheticEmbeddings& synthetic, std::size_t count) {
    Embeddings embeddings = random_directions(synthetic, count);
    for (auto& values : embeddings) {
        values[92] += 0.5F;
        values[133] += 0.8F;
    }
    return embeddings;
}

float cosine(const std::vector<float>& x, const std::vector<float>& y) {
    const auto product = [](const std::vector<float>& a, const std::vector<float>& b) {
        return std::inner_product(a.begin(), a.end(), b.begin(), 0.0F);
    };
    return product(x, y) / std::sqrt(product(x, x) * product(y, y));
}

class Recall : public testing::TestWithParam<Spread> {};

TEST_P(Recall, IsNearlyThatOfExactFloats) {
    SyntheticEmbeddings synthetic(kDimension, 1);
    const Embeddings embeddings = GetParam().make(synthetic, kCount);
    VectorIndex index(kDimension);
    for (std::size_t i = 0; i < embeddings.size(); ++i) {
        ASSERT_TRUE(index.upsert(static_cast<std::int64_t>(i), embeddings[i]));
    }
    // Half of the queries are strangers of the same kind, half lie near an embedding that is there.
    const auto& make_strangers = GetParam().make_strangers ? GetParam().make_strangers : GetParam().make;
    const Embeddings strangers = make_strangers(synthetic, kQueries * kFamily);
    Embeddings queries;
    for (std::size_t i = 0; i < kQueries; i += 2) {
        queries.push_back(strangers[i * kFamily]);
        queries.push_back(synthetic.near(embeddings[i * 101], 0.2F));
    }
    std::size_t hits = 0;
    double largest_error = 0;
    for (std::size_t i = 0; i < kQueries; ++i) {
        const auto& query = queries[i];
        std::vector<float> exact;
        for (const auto& embedding : embeddings) exact.push_back(cosine(query, embedding));
        std::vector<float> best = exact;
        std::ranges::nth_element(best, best.begin() + kNeighbors - 1, std::greater<>());
        const float worst_wanted = best[kNeighbors - 1] - 1e-6F;
        const auto found = index.search(query, kNeighbors);
        ASSERT_TRUE(found);
        for (const auto& [id, score] : found->neighbors) {
            const float truth = exact[static_cast<std::size_t>(id)];
            hits += truth >= worst_wanted ? 1 : 0;
            largest_error = std::max(largest_error, double{std::abs(score - truth)});
        }
    }
    const double recall = static_cast<double>(hits) / static_cast<double>(kQueries * kNeighbors);
    RecordProperty("recall", std::to_string(recall));
    RecordProperty("largest_error", std::to_string(largest_error));
    EXPECT_GE(recall, kRecallMin);
    EXPECT_LT(largest_error, 0.002);
}

INSTANTIATE_TEST_SUITE_P(Spreads, Recall,
                         testing::Values(Spread{"random_directions", random_directions, {}},
                                         Spread{"clusters", clusters, {}},
                                         Spread{"exact_duplicates", exact_duplicates, {}},
                                         Spread{"narrow_cone", narrow_cone, {}},
                                         Spread{"decaying_spectrum", decaying_spectrum, {}},
                                         Spread{"a_cone_searched_from_another", narrow_cone, another_cone},
                                         Spread{"outlier_dimensions", outlier_dimensions, {}}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Adversarial, AllEqualEmbeddingsAreFoundInOrder) {
    VectorIndex index(kDimension);
    const auto same = SyntheticEmbeddings(kDimension, 1).random();
    for (std::int64_t id = 0; id < 6000; ++id) ASSERT_TRUE(index.upsert(6000 - id, same));
    const auto found = index.search(same, kNeighbors);
    ASSERT_TRUE(found);
    ASSERT_EQ(found->neighbors.size(), kNeighbors);
    for (std::size_t i = 0; i < kNeighbors; ++i) EXPECT_NEAR(found->neighbors[i].score, 1, 1e-5);
    // Those that are still float32 may differ from the rest in the last digit.
    EXPECT_TRUE(std::ranges::is_sorted(found->neighbors, [](const Neighbor& x, const Neighbor& y) {
        return x.score != y.score ? x.score > y.score : x.id < y.id;
    }));
    EXPECT_NEAR(found->distribution.mean, 1, 1e-3);
    EXPECT_NEAR(found->distribution.standard_deviation, 0, 1e-2);
}

TEST(Adversarial, OppositeEmbeddingsWithoutACommonDirectionAreFound) {
    VectorIndex index(kDimension);
    SyntheticEmbeddings synthetic(kDimension, 1);
    std::vector<float> wanted;
    for (std::int64_t id = 0; id < 6000; id += 2) {
        wanted = synthetic.random();
        auto opposite = wanted;
        for (float& value : opposite) value = -value;
        ASSERT_TRUE(index.upsert(id, wanted));
        ASSERT_TRUE(index.upsert(id + 1, opposite));
    }
    const auto found = index.search(wanted, 1);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->neighbors.front().id, 5998);
    EXPECT_NEAR(found->distribution.mean, 0, 0.005);
}

}  // namespace
}  // namespace palette::vectors
