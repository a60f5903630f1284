#include "search/query.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace palette::search {
namespace {

std::vector<float> unit_vector(std::size_t dimension) {
    std::vector<float> values(dimension);
    double squares = 0;
    for (std::size_t i = 0; i < dimension; ++i) {
        values[i] = std::sin(static_cast<float>(i * i) * 0.37F);
        squares += values[i] * values[i];
    }
    for (float& value : values) value = static_cast<float>(value / std::sqrt(squares));
    return values;
}

TEST(ExampleToken, KeepsTheDirectionOfAnEmbedding) {
    const auto embedding = unit_vector(384);
    const std::string token = encode_example("starter@1", embedding);
    EXPECT_LT(token.size(), 340U) << "eight of them have to fit in a link";
    const auto decoded = decode_example("starter@1", 384, token).value();
    double cosine = 0;
    for (std::size_t i = 0; i < embedding.size(); ++i)
        cosine += static_cast<double>(embedding[i]) * decoded[i];
    EXPECT_GT(cosine, 0.998);
}

TEST(ExampleToken, IsRefusedWhenItIsNotOurs) {
    const std::string token = encode_example("starter@1", unit_vector(8));
    EXPECT_EQ(decode_example("other@1", 8, token).error().code, "example_outdated");
    EXPECT_EQ(decode_example("starter@1", 9, token).error().code, "example_invalid");
    EXPECT_EQ(decode_example("starter@1", 8, "e.").error().code, "example_invalid");
    EXPECT_EQ(decode_example("starter@1", 8, "e.!!!").error().code, "example_invalid");
    EXPECT_EQ(decode_example("starter@1", 8, token.substr(2)).error().code, "example_invalid");
    EXPECT_EQ(
        decode_example("starter@1", 8, encode_example("starter@1", std::vector<float>(8, 0))).error().code,
        "example_invalid");
}

}  // namespace
}  // namespace palette::search
