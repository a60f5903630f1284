#include "palettes/suggestions.hpp"

#include <cmath>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace palette::palettes {
namespace {

constexpr std::size_t kDimension = 32;

// A unit vector near the axis `axis`.
std::vector<float> near_axis(std::size_t axis, std::mt19937& random) {
    std::normal_distribution<float> noise(0, 0.05F);
    std::vector<float> values(kDimension);
    for (auto& value : values) value = noise(random);
    values[axis] += 1;
    float length = 0;
    for (const float value : values) length += value * value;
    for (auto& value : values) value /= std::sqrt(length);
    return values;
}

class SuggestionsTest : public ::testing::Test {
  protected:
    // Ten Images near each axis: 1 to 10 near the first, 11 to 20 near the second ...
    void SetUp() override {
        std::mt19937 random(5);
        for (std::int64_t id = 1; id <= 320; ++id) {
            index_.upsert(id, near_axis(static_cast<std::size_t>(id - 1) / 10, random)).value();
        }
    }
    vectors::VectorIndex index_{kDimension};
};

TEST_F(SuggestionsTest, AreWhatIsLikeTheImagesInside) {
    const std::vector<std::int64_t> inside{1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16};
    const auto suggestions = suggest(index_, inside, 4).value();
    std::set<std::int64_t> ids;
    for (const auto& suggestion : suggestions) ids.insert(suggestion.id);
    EXPECT_EQ(ids, (std::set<std::int64_t>{7, 8, 9, 10, 17, 18, 19, 20}))
        << "of both groups, and none that is inside";
    EXPECT_GT(suggestions.front().cosine, 0.85F);
    EXPECT_GT(suggestions.front().z, 3);
    for (std::size_t i = 1; i < suggestions.size(); ++i) EXPECT_GE(suggestions[i - 1].z, suggestions[i].z);
}

TEST_F(SuggestionsTest, AreNoneWhereThereIsNothingToGoBy) {
    EXPECT_TRUE(suggest(index_, {}, 10)->empty());
    EXPECT_TRUE(suggest(index_, std::vector<std::int64_t>{9999}, 10)->empty());
}

TEST_F(SuggestionsTest, LookAtAFewOfMany) {
    std::vector<std::int64_t> inside = index_.ids();
    EXPECT_TRUE(suggest(index_, inside, 10)->empty()) << "everything is inside";
    inside.resize(310);
    EXPECT_FALSE(suggest(index_, inside, 10)->empty());
}

TEST(Medoids, AreOneOfEachGroup) {
    std::mt19937 random(3);
    std::vector<std::vector<float>> embeddings;
    for (std::size_t i = 0; i < 60; ++i) embeddings.push_back(near_axis(i % 3, random));
    std::set<std::size_t> axes;
    for (const std::size_t middle : medoids(embeddings)) axes.insert(middle % 3);
    EXPECT_EQ(axes.size(), 3U);
    EXPECT_EQ(medoids({embeddings[0]}), std::vector<std::size_t>{0});
    EXPECT_TRUE(medoids({}).empty());
}

}  // namespace
}  // namespace palette::palettes
