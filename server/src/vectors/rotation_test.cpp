#include "vectors/rotation.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "vectors/synthetic_embeddings.hpp"

namespace palette::vectors {
namespace {

float product(const std::vector<float>& x, const std::vector<float>& y) {
    return std::inner_product(x.begin(), x.end(), y.begin(), 0.0F);
}

class Rotated : public testing::TestWithParam<std::size_t> {};

TEST_P(Rotated, KeepsAnglesAndComesBack) {
    const Rotation rotation(GetParam());
    SyntheticEmbeddings embeddings(GetParam(), 1);
    auto x = embeddings.random();
    auto y = embeddings.near(x, 1);
    const auto before = x;
    const float angle = product(x, y);
    rotation.apply(x.data());
    rotation.apply(y.data());
    EXPECT_NEAR(product(x, y), angle, 1e-5);
    rotation.undo(x.data());
    for (std::size_t i = 0; i < x.size(); ++i) EXPECT_NEAR(x[i], before[i], 1e-6);
}

TEST_P(Rotated, SpreadsOneDimensionOverAll) {
    const Rotation rotation(GetParam());
    std::vector<float> spike(GetParam());
    spike[3] = 1;
    rotation.apply(spike.data());
    const float even = 1 / std::sqrt(static_cast<float>(GetParam()));
    for (const float value : spike) EXPECT_LT(std::abs(value), 6 * even);
}

INSTANTIATE_TEST_SUITE_P(Lengths, Rotated, testing::Values(64, 192, 384, 512, 640, 768, 4096));

// Saved codes depend on it.
TEST(Rotation, IsTheSameInEveryVersion) {
    std::vector<float> values(192);
    values[0] = 1;
    Rotation(192).apply(values.data());
    std::vector<float> first(values.begin(), values.begin() + 6);
    for (float& value : first) value *= 512;
    EXPECT_EQ(first, (std::vector<float>{14, -2, -22, -88, -36, 14}));
}

}  // namespace
}  // namespace palette::vectors
