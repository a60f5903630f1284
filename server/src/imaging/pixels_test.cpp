#include "imaging/pixels.hpp"

#include <string>

#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "imaging/test_pictures.hpp"

namespace palette::imaging {
namespace {

// The bytes below are what Pillow 13 made of the same pattern.
Pixels pattern(int width, int height, int channels) {
    Pixels pixels{width, height, channels, {}};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            for (int c = 0; c < channels; ++c) {
                pixels.bytes.push_back(static_cast<std::uint8_t>(x * 37 + y * 91 + c * 53 + x * y * 7));
            }
        }
    }
    return pixels;
}

struct ResizeRow {
    const char* name;
    Interpolation interpolation;
    int width;
    int height;
    const char* pillow;
};

class ResizeLikePillow : public ::testing::TestWithParam<ResizeRow> {};

TEST_P(ResizeLikePillow, ByteForByte) {
    const auto& row = GetParam();
    const Pixels scaled = resize(pattern(13, 7, 3), row.width, row.height, row.interpolation);
    EXPECT_EQ(scaled.width, row.width);
    EXPECT_EQ(scaled.height, row.height);
    EXPECT_EQ(to_hex(scaled.bytes), row.pillow);
}

INSTANTIATE_TEST_SUITE_P(
    All, ResizeLikePillow,
    ::testing::Values(
        ResizeRow{
            "box_down", Interpolation::box, 5, 3,
            "568b967c71a676808b867b706ba08084807c87919c8a85657e89938f8b876ba0807d72678f9979776c61896873"},
        ResizeRow{
            "box_across", Interpolation::box, 3, 9,
            "386da278797b85ba6f9d928763989a695e939d928763989a695e9383786d8283858e8378689d92a06f7172a79c8e83"
            "788c8d8f978c8173a85d77797b7b706573a85d77797b7b7065598e83969766a0558a"},
        ResizeRow{
            "bilinear_down", Interpolation::bilinear, 5, 3,
            "6b838e7886917e7c86738289778e767a88828d8c828d817e7e817e878f8f70987a7c866e93887b7d86698c677f"},
        ResizeRow{
            "bilinear_across", Interpolation::bilinear, 3, 9,
            "4c81a77b767e70a57673898f77818f6f848385867f7c838e797b8280827f87818185877f798f958c83798096928e8b7d"
            "92857b8c898d838b6e84897d827c70719170828976807268679c82998266916d83"},
        ResizeRow{
            "bicubic_down", Interpolation::bicubic, 5, 3,
            "67828f7a88937b7d86717e8b7692747e877f908b858c827a808180898f916e9c7c7f836c938c7b7c86658e6481"},
        ResizeRow{
            "bicubic_across", Interpolation::bicubic, 3, 9,
            "4981ab7b757f70a77373889175828f6f84838a847b7987927b758382807d85828287857e789096907f737f9794908a7e"
            "9485798f8b90878a69808b7f807a6e6f916e808b767e6e66619a889b8762986984"}),
    [](const auto& row) { return row.param.name; });

TEST(Resize, OfAWindowIsThatPartOfTheWhole) {
    const Pixels part = resize(pattern(13, 7, 3), 9, 5, Interpolation::bicubic, {2, 1, 4, 3});
    EXPECT_EQ(to_hex(part.bytes), "76618c639b85956c8b669e9ca2ad789b7b808689859a7455807f718e8976a38080598f8e");
}

TEST(Resize, OfAWindowOfAnExtremeShapeCostsTheWindowOnly) {
    const Pixels line{5'000, 1, 3, std::vector<std::uint8_t>(15'000, 77)};
    const Pixels part =
        resize(line, 5'000 * 2'000, 2'000, Interpolation::bicubic, {4'999'000, 0, 2'000, 2'000});
    EXPECT_EQ(part.bytes, std::vector<std::uint8_t>(12'000'000, 77));
}

TEST(Resize, KeepsTheColourOfWhatIsVisible) {
    // Left half opaque red, right half transparent green.
    Pixels pixels{8, 8, 4, {}};
    for (int i = 0; i < 64; ++i) {
        const auto visible = i % 8 < 4;
        pixels.bytes.insert(pixels.bytes.end(), {static_cast<std::uint8_t>(visible ? 200 : 0),
                                                 static_cast<std::uint8_t>(visible ? 0 : 200), 0,
                                                 static_cast<std::uint8_t>(visible ? 255 : 0)});
    }
    const Pixels dot = resize(pixels, 1, 1, Interpolation::box);
    EXPECT_NEAR(dot.bytes[0], 200, 2);
    EXPECT_EQ(dot.bytes[1], 0);
    EXPECT_NEAR(dot.bytes[3], 128, 1);
}

TEST(Flatten, ShowsTransparencyOnWhite) {
    const Pixels flat = flatten({3, 1, 4, {200, 100, 0, 255, 200, 100, 0, 0, 200, 100, 0, 128}});
    EXPECT_EQ(flat.bytes, (std::vector<std::uint8_t>{200, 100, 0, 255, 255, 255, 227, 177, 127}));
}

TEST(FitWithin, KeepsTheRatioAndNeverEnlarges) {
    const auto fitted = [](int width, int height) {
        const Size size = fit_within({width, height}, 1280, 5120);
        return std::pair(size.width, size.height);
    };
    EXPECT_EQ(fitted(4000, 3000), std::pair(1280, 960));
    EXPECT_EQ(fitted(100, 50), std::pair(100, 50));
    EXPECT_EQ(fitted(800, 20'000), std::pair(205, 5120));
    EXPECT_EQ(fitted(60'000, 1), std::pair(1280, 1));
    EXPECT_EQ(fitted(1, 60'000), std::pair(1, 5120));
}

}  // namespace
}  // namespace palette::imaging
