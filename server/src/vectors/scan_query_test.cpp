#include "vectors/scan_query.hpp"

#include <array>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace palette::vectors {
namespace {

constexpr std::size_t kPadded = 512;
constexpr std::size_t kWords = kPadded / 64;

// Number i, from the planes.
int number(const SignQuery& query, std::size_t i) {
    const std::size_t front = front_words(kPadded);
    const bool in_front = i / 64 < front;
    const std::uint64_t* planes = in_front ? query.front_planes.get() : query.rear_planes.get();
    const std::size_t words = in_front ? front : kWords - front;
    const std::size_t word = in_front ? i / 64 : i / 64 - front;
    int sum = 0;
    for (std::size_t b = 0; b < kSignQueryBits; ++b) {
        sum += ((planes[b * words + word] >> (i % 64) & 1U) != 0 ? 1 : -1) * (1 << b);
    }
    return sum;
}

std::vector<float> random_rest(std::uint32_t seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal(0, 0.04F);
    std::vector<float> rest(kPadded);
    for (float& value : rest) value = normal(random);
    return rest;
}

void expect_stands_in(const SignQuery::StandIn& stand_in, const SignQuery& query, std::size_t count,
                      const std::vector<float>& rest) {
    double product = 0;
    double squared_length = 0;
    double wanted = 0;
    for (std::size_t i = 0; i < kPadded; ++i) {
        const double y = i < count ? double{stand_in.scale} * number(query, i) : 0;
        product += y * rest[i];
        squared_length += y * y;
        wanted += double{rest[i]} * rest[i];
    }
    EXPECT_NEAR(product, wanted, 1e-4 * wanted);
    EXPECT_NEAR(stand_in.squared_length, squared_length, 1e-4 * squared_length);
    // Three bits lose 0.0345 of a normal number's square (Max 1960), half of the dimensions the other half.
    EXPECT_NEAR(squared_length, wanted * kPadded / static_cast<double>(count) / (1 - 0.0345),
                0.15 * squared_length);
}

TEST(SignQuery, HasStandInsWithTheVectorsOwnProduct) {
    for (const std::uint32_t seed : {1U, 2U, 3U}) {
        const auto rest = random_rest(seed);
        const SignQuery query(rest.data(), kPadded);
        expect_stands_in(query.front, query, 64 * front_words(kPadded), rest);
        expect_stands_in(query.all, query, kPadded, rest);
    }
}

TEST(SignQuery, OrdersNumbersAsTheVectorDoes) {
    const auto rest = random_rest(4);
    const SignQuery query(rest.data(), kPadded);
    for (std::size_t i = 1; i < kPadded; ++i) {
        if (rest[i - 1] < rest[i]) {
            EXPECT_LE(number(query, i - 1), number(query, i));
        } else {
            EXPECT_GE(number(query, i - 1), number(query, i));
        }
    }
}

TEST(SignQuery, HasNoneWhereTheFrontSaysNothing) {
    std::vector<float> rest(kPadded);
    rest.back() = 1;
    const SignQuery query(rest.data(), kPadded);
    EXPECT_EQ(query.front.scale, 0);
    EXPECT_GT(query.all.scale, 0);
    const SignQuery of_nothing(std::vector<float>(kPadded).data(), kPadded);
    EXPECT_EQ(of_nothing.all.scale, 0);
}

}  // namespace
}  // namespace palette::vectors
