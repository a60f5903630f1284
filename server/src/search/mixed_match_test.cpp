#include "search/mixed_match.hpp"

#include <gtest/gtest.h>

#include "search/signals.hpp"

namespace palette::search {
namespace {

constexpr std::uint64_t kImages = 10'000;
constexpr float kBelow = 0.9F * kRelatedLevel;  // a little less than a wish alone would want

struct Wish {
    float level;
    float z;
    float weight = 1;
};

Match match(std::initializer_list<Wish> wishes, std::uint64_t images = kImages) {
    MixedMatch mixed;
    for (const auto& wish : wishes) mixed.add(wish.level, wish.z, wish.weight);
    return mixed.of(images);
}

TEST(MixedMatch, OfOneWishIsThatWishsOwn) {
    EXPECT_EQ(match({{kStrongLevel, 0}}), Match::strong);
    EXPECT_EQ(match({{kRelatedLevel, 9}}), Match::related);
    EXPECT_EQ(match({{kBelow, 9}}), Match::weak);
}

TEST(MixedMatch, OfNoWishIsStrong) {
    EXPECT_EQ(match({}), Match::strong);
}

TEST(MixedMatch, IsAtLeastAsGoodAsTheWorstOfAll) {
    EXPECT_EQ(match({{kStrongLevel, 0.1F}, {kStrongLevel, 0.1F}}), Match::strong);
    EXPECT_EQ(match({{kStrongLevel, 0.1F}, {kRelatedLevel, 0.1F}}), Match::related);
    EXPECT_EQ(match({{kStrongLevel, 0.1F}, {kBelow, 0.1F}}), Match::weak);
}

TEST(MixedMatch, IsBetterForWhatStandsOutInTheMix) {
    for (const float level : {kBelow, kRelatedLevel}) {
        const auto by_z = [&](float z) { return match({{level, z}, {level, z}}); };
        EXPECT_EQ(by_z(0.5F), match_of(level));
        EXPECT_LT(by_z(9), by_z(0.5F)) << "a step better";
        Match before = Match::weak;
        for (float z = 0; z < 9; z += 0.1F) {
            EXPECT_LE(by_z(z), before) << z;
            before = by_z(z);
        }
    }
}

TEST(MixedMatch, HasToStandOutFurtherOfMoreImages) {
    Match before = Match::strong;
    for (std::uint64_t images = 2; images < 100'000'000; images *= 10) {
        const Match now = match({{kBelow, 3.2F}, {kBelow, 3.2F}}, images);
        EXPECT_GE(now, before) << images;
        before = now;
    }
    EXPECT_NE(match({{kBelow, 3.2F}, {kBelow, 3.2F}}, 10),
              match({{kBelow, 3.2F}, {kBelow, 3.2F}}, 100'000'000));
}

TEST(MixedMatch, IsNoMatchWhereItIsFarFromOneWish) {
    EXPECT_EQ(match({{-0.5F, 9}, {kStrongLevel, 9}}), Match::weak);
}

TEST(MixedMatch, IsNotMadeByOneWishAlone) {
    EXPECT_EQ(match({{kStrongLevel, 30}, {0, 0}}), Match::weak);
    EXPECT_EQ(match({{kStrongLevel, 30}, {0, -2}, {kStrongLevel, 30}}), Match::weak);
}

TEST(MixedMatch, DependsOnTheRatioOfTheWeightsAlone) {
    for (float z = 0; z < 8; z += 0.25F) {
        EXPECT_EQ(match({{kBelow, z, 1}, {kBelow, z / 2, 2}}), match({{kBelow, z, 2}, {kBelow, z / 2, 4}}));
    }
}

}  // namespace
}  // namespace palette::search
