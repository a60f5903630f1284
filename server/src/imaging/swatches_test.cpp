#include "imaging/swatches.hpp"

#include <algorithm>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

#include "imaging/test_pictures.hpp"

namespace palette::imaging {
namespace {

using testing::looks_like;
using testing::paint;

float share_sum(const std::vector<Swatch>& swatches) {
    return std::accumulate(swatches.begin(), swatches.end(), 0.0F,
                           [](float sum, const Swatch& swatch) { return sum + swatch.share; });
}

// The share of the swatch that looks like `color`; 0 when there is none.
float share_of(const std::vector<Swatch>& swatches, Rgb color) {
    for (const auto& swatch : swatches) {
        if (looks_like(to_rgb(swatch.color), color)) return swatch.share;
    }
    return 0;
}

// Wet asphalt, walls and sky: every grey with some noise, `accent` on a square of `accent_side` pixels.
Pixels grey_street(Rgb accent, int accent_side) {
    std::mt19937 random(7);
    std::uniform_int_distribution<int> noise(-12, 12);
    return paint(96, 96, [&](int x, int y) {
        const int grey = 40 + y * 2 + (x / 24) * 8 + noise(random);
        const auto channel = [&](int tint) {
            return static_cast<std::uint8_t>(std::clamp(grey + tint, 0, 255));
        };
        if (x >= 50 && x < 50 + accent_side && y >= 40 && y < 40 + accent_side) return accent;
        return Rgb{channel(0), channel(1), channel(4)};
    });
}

struct AccentRow {
    const char* name;
    Rgb color;
    int side;  // of 96
};

class Accent : public ::testing::TestWithParam<AccentRow> {};

TEST_P(Accent, IsKeptBesideTheGreyOfAStreet) {
    const auto& row = GetParam();
    const auto swatches = find_swatches(grey_street(row.color, row.side));
    const float wanted = static_cast<float>(row.side * row.side) / (96.0F * 96.0F);
    EXPECT_NEAR(share_of(swatches, row.color), wanted, wanted * 0.15F);
    EXPECT_LT(chroma(swatches.front().color), 0.03F);
    EXPECT_GE(swatches.size(), 5U);
    EXPECT_LE(swatches.size(), kSwatchesMax);
}

INSTANTIATE_TEST_SUITE_P(All, Accent,
                         ::testing::Values(AccentRow{"red_umbrella_of_one_per_cent", {200, 20, 30}, 10},
                                           AccentRow{"yellow_coat_of_half_a_per_cent", {250, 210, 20}, 7},
                                           AccentRow{"blue_door", {20, 60, 190}, 10},
                                           AccentRow{"muted_green_bin", {60, 110, 70}, 14}),
                         [](const auto& row) { return row.param.name; });

TEST(Swatches, DoNotTakeASpeckForAnAccent) {
    const auto swatches = find_swatches(grey_street({200, 20, 30}, 3));
    EXPECT_EQ(share_of(swatches, {200, 20, 30}), 0);
}

TEST(Swatches, KeepSeveralAccentsAtOnce) {
    auto street = grey_street({200, 20, 30}, 10);
    const auto other = grey_street({20, 60, 190}, 96);
    for (int y = 70; y < 80; ++y) {
        const auto row = static_cast<std::ptrdiff_t>(y) * 96 * 3;
        std::copy_n(other.bytes.begin() + static_cast<std::ptrdiff_t>((50 * 96 + 60) * 3), 30,
                    street.bytes.begin() + row);
    }
    const auto swatches = find_swatches(street);
    EXPECT_GT(share_of(swatches, {200, 20, 30}), 0.008F);
    EXPECT_GT(share_of(swatches, {20, 60, 190}), 0.008F);
}

TEST(Swatches, OfFlatColoursAreExactlyThese) {
    const auto swatches = find_swatches(paint(90, 60, [](int x, int) {
        if (x < 30) return Rgb{0, 146, 70};
        return x < 60 ? Rgb{255, 255, 255} : Rgb{206, 43, 55};
    }));
    ASSERT_EQ(swatches.size(), 3U);
    EXPECT_NEAR(share_sum(swatches), 1, 1e-4);
    for (const Rgb color : {Rgb{0, 146, 70}, Rgb{255, 255, 255}, Rgb{206, 43, 55}}) {
        EXPECT_NEAR(share_of(swatches, color), 1.0F / 3, 1e-4);
    }
}

TEST(Swatches, LeaveOutTheBlendsAlongEdges) {
    const auto hard = paint(300, 200, [](int x, int y) {
        return (x - 150) * (x - 150) + (y - 100) * (y - 100) < 4'900 ? Rgb{188, 0, 45} : Rgb{255, 255, 255};
    });
    const auto swatches = find_swatches(resize(hard, 96, 64, Interpolation::box));
    EXPECT_EQ(swatches.size(), 2U);
}

TEST(Swatches, CountOnlyWhatCanBeSeen) {
    Pixels pixels{20, 20, 4, {}};
    for (int i = 0; i < 400; ++i) {
        const bool visible = i < 100;
        pixels.bytes.insert(pixels.bytes.end(), {static_cast<std::uint8_t>(visible ? 200 : 0), 30, 30,
                                                 static_cast<std::uint8_t>(visible ? 255 : 0)});
    }
    const auto swatches = find_swatches(pixels);
    ASSERT_EQ(swatches.size(), 1U);
    EXPECT_NEAR(swatches[0].share, 1, 1e-5);
    EXPECT_TRUE(looks_like(to_rgb(swatches[0].color), {200, 30, 30}));
    EXPECT_TRUE(find_swatches({20, 20, 4, std::vector<std::uint8_t>(1'600, 0)}).empty());
}

TEST(Swatches, AreFiveEvenForADimPicture) {
    const auto swatches = find_swatches(paint(96, 96, [](int x, int y) {
        return Rgb{static_cast<std::uint8_t>(40 + x / 2), static_cast<std::uint8_t>(30 + y / 3), 30};
    }));
    EXPECT_GE(swatches.size(), 5U);
}

TEST(Swatches, AreInOrderDistinctAndNeverMoreThanTheWhole) {
    for (int i = 0; i < 20; ++i) {
        const auto swatches = find_swatches(testing::soft_photo(96, 72, i * 0.7));
        ASSERT_FALSE(swatches.empty());
        EXPECT_LE(swatches.size(), kSwatchesMax);
        EXPECT_LE(share_sum(swatches), 1.0001F);
        EXPECT_GE(share_sum(swatches), 0.95F);
        EXPECT_TRUE(std::ranges::is_sorted(swatches, std::ranges::greater{}, &Swatch::share));
        for (std::size_t a = 0; a < swatches.size(); ++a) {
            for (std::size_t b = a + 1; b < swatches.size(); ++b) {
                EXPECT_GT(distance(swatches[a].color, swatches[b].color), 0.02F);
            }
        }
        EXPECT_EQ(swatches, find_swatches(testing::soft_photo(96, 72, i * 0.7)));
    }
}

}  // namespace
}  // namespace palette::imaging
