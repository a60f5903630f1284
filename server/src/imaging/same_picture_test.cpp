#include "imaging/same_picture.hpp"

#include <functional>

#include <gtest/gtest.h>

#include "imaging/test_pictures.hpp"

namespace palette::imaging {
namespace {

using testing::paint;
using testing::soft_photo;

// A soft ground with a disc, so that every place of it looks different.
Pixels scene(int width, int height, double disc_x = 0.3, Rgb disc = testing::kRed) {
    const Pixels ground = soft_photo(width, height, 0.4);
    return paint(width, height, [&](int x, int y) {
        const double u = static_cast<double>(x) / width - disc_x;
        const double v = (static_cast<double>(y) / height - 0.6) * height / width;
        const auto at = static_cast<std::size_t>(y * width + x) * 3;
        if (u * u + v * v < 0.012) return disc;
        return Rgb{ground.bytes[at], ground.bytes[at + 1], ground.bytes[at + 2]};
    });
}

Pixels crop(const Pixels& source, int left, int top, int width, int height) {
    return paint(width, height, [&](int x, int y) {
        const auto at = static_cast<std::size_t>((top + y) * source.width + left + x) * 3;
        return Rgb{source.bytes[at], source.bytes[at + 1], source.bytes[at + 2]};
    });
}

Pixels turn(const Pixels& source) {
    return paint(source.height, source.width, [&](int x, int y) {
        const auto at = static_cast<std::size_t>((source.height - 1 - x) * source.width + y) * 3;
        return Rgb{source.bytes[at], source.bytes[at + 1], source.bytes[at + 2]};
    });
}

Pixels mirror(const Pixels& source) {
    return paint(source.width, source.height, [&](int x, int y) {
        const auto at = static_cast<std::size_t>(y * source.width + source.width - 1 - x) * 3;
        return Rgb{source.bytes[at], source.bytes[at + 1], source.bytes[at + 2]};
    });
}

class SamePicture : public ::testing::Test {
  protected:
    PictureSketch sketch(const Pixels& pixels, const char* format = ".png") {
        const auto file =
            folder_.write("picture" + std::to_string(++count_), testing::encode(pixels, format));
        return PictureSketch(Picture::decode(file).value());
    }
    testing::TestFolder folder_;
    int count_ = 0;
};

TEST_F(SamePicture, IsThatOfAnotherSizeFormatOrQuality) {
    const Pixels photo = scene(640, 480);
    const auto whole = sketch(photo);
    EXPECT_TRUE(show_the_same(whole, sketch(photo, ".jpg[Q=30]")));
    EXPECT_TRUE(show_the_same(whole, sketch(resize(photo, 201, 151, Interpolation::bicubic), ".webp[Q=60]")));
}

TEST_F(SamePicture, IsThatTurnedAndMirrored) {
    const Pixels photo = scene(640, 480);
    const auto whole = sketch(photo);
    Pixels other = photo;
    for (int quarter = 1; quarter < 4; ++quarter) {
        other = turn(other);
        EXPECT_TRUE(show_the_same(whole, sketch(other))) << quarter;
        EXPECT_TRUE(show_the_same(whole, sketch(mirror(other)))) << quarter;
    }
    EXPECT_TRUE(show_the_same(whole, sketch(mirror(photo))));
}

TEST_F(SamePicture, IsALargePartOfIt) {
    const Pixels photo = scene(640, 480);
    const auto whole = sketch(photo);
    for (const auto& part : {crop(photo, 30, 20, 580, 440), crop(photo, 101, 7, 400, 440),
                             crop(photo, 0, 33, 640, 300), crop(photo, 90, 70, 400, 300)}) {
        EXPECT_TRUE(show_the_same(whole, sketch(part, ".jpg[Q=70]"))) << part.width << "x" << part.height;
        EXPECT_TRUE(show_the_same(sketch(part), whole)) << part.width << "x" << part.height;
    }
    EXPECT_FALSE(show_the_same(whole, sketch(crop(photo, 200, 150, 160, 120))));
}

TEST_F(SamePicture, IsNotAnotherOfTheSameSeries) {
    const auto one = sketch(scene(640, 480));
    EXPECT_FALSE(show_the_same(one, sketch(scene(640, 480, 0.42))));
    EXPECT_FALSE(show_the_same(one, sketch(scene(640, 480, 0.3, testing::kGreen))));
    EXPECT_FALSE(show_the_same(one, sketch(soft_photo(640, 480, 0.4))));
    EXPECT_FALSE(show_the_same(one, sketch(soft_photo(640, 480, 0.9))));
}

TEST_F(SamePicture, TellsFlatPicturesByTheirColour) {
    const auto flat = [&](Rgb color) { return sketch(paint(60, 60, [=](int, int) { return color; })); };
    EXPECT_TRUE(show_the_same(flat({200, 40, 40}), flat({201, 40, 41})));
    EXPECT_FALSE(show_the_same(flat({200, 40, 40}), flat({40, 40, 200})));
    EXPECT_FALSE(show_the_same(flat({200, 40, 40}), flat({188, 40, 40})));
}

TEST_F(SamePicture, IsNoFlatCornerOfADrawing) {
    const auto drawing = sketch(
        paint(400, 400, [](int x, int y) { return x > 300 && y > 300 ? testing::kBlue : testing::kWhite; }));
    EXPECT_FALSE(show_the_same(drawing, sketch(paint(400, 400, [](int, int) { return testing::kWhite; }))));
}

}  // namespace
}  // namespace palette::imaging
