#include "vectors/top_k.hpp"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace palette::vectors {
namespace {

TEST(TopK, KeepsTheBestInOrderWhateverOrderTheyComeIn) {
    std::mt19937 random(1);
    std::vector<Neighbor> stream;
    stream.reserve(1000);
    for (std::int64_t id = 0; id < 1000; ++id) stream.push_back({id, static_cast<float>(random() % 50)});
    std::vector<Neighbor> expected = stream;
    std::ranges::sort(expected, [](const Neighbor& x, const Neighbor& y) {
        return x.score != y.score ? x.score > y.score : x.id < y.id;
    });
    for (const std::size_t k : {0U, 1U, 7U, 100U, 999U, 1000U, 5000U}) {
        SCOPED_TRACE(k);
        std::ranges::shuffle(stream, random);
        TopK best(k);
        for (const auto& [id, score] : stream) {
            if (score >= best.threshold()) best.push(id, score);
        }
        const std::vector<Neighbor> wanted(
            expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(k, 1000)));
        EXPECT_EQ(best.take_sorted(), wanted);
    }
}

}  // namespace
}  // namespace palette::vectors
