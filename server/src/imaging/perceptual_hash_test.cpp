#include "imaging/perceptual_hash.hpp"

#include <algorithm>
#include <bit>

#include <gtest/gtest.h>

#include "imaging/picture.hpp"
#include "imaging/test_pictures.hpp"

namespace palette::imaging {
namespace {

int bits_between(const Pixels& x, const Pixels& y) {
    return std::popcount(hash_perceptually(x) ^ hash_perceptually(y));
}

template <class Change>
Pixels changed(Pixels pixels, Change change) {
    for (auto& byte : pixels.bytes) byte = static_cast<std::uint8_t>(std::clamp(change(byte), 0, 255));
    return pixels;
}

TEST(PerceptualHash, StaysTheSameThroughSmallChanges) {
    for (int i = 0; i < 10; ++i) {
        const Pixels photo = testing::soft_photo(96, 64, i);
        EXPECT_LE(bits_between(photo, resize(photo, 48, 32, Interpolation::bicubic)), kSamePictureBits);
        EXPECT_LE(bits_between(photo, resize(photo, 90, 70, Interpolation::bilinear)), kSamePictureBits);
        EXPECT_LE(bits_between(photo, changed(photo, [](int value) { return value + 15; })),
                  kSamePictureBits);
        EXPECT_LE(bits_between(photo, changed(photo, [](int value) { return (value - 128) * 8 / 10 + 128; })),
                  kSamePictureBits);
    }
}

TEST(PerceptualHash, StaysTheSameThroughHardCompression) {
    const testing::TestFolder folder;
    const Pixels photo = testing::soft_photo(800, 600);
    const auto original = Picture::decode(folder.write("a.png", testing::encode(photo, ".png")));
    const auto poor = Picture::decode(folder.write("b.jpg", testing::encode(photo, ".jpg[Q=20]")));
    ASSERT_TRUE(original && poor);
    EXPECT_LE(std::popcount(original->perceptual_hash() ^ poor->perceptual_hash()), kSamePictureBits);
}

TEST(PerceptualHash, TellsPicturesApart) {
    for (int i = 1; i < 12; ++i) {
        EXPECT_GT(bits_between(testing::soft_photo(96, 64), testing::soft_photo(96, 64, i * 0.5)),
                  kSamePictureBits);
    }
    EXPECT_GT(bits_between(testing::four_quarters(96, 96), testing::soft_photo(96, 96)), kSamePictureBits);
}

TEST(PerceptualHash, SaysAboutWhatTurnedPicturesHave) {
    for (int i = 0; i < 10; ++i) {
        const Pixels photo = testing::soft_photo(96, 96, i);
        const auto hashes = turned_hashes(hash_perceptually(photo));
        EXPECT_EQ(hashes[0], hash_perceptually(photo));
        const auto at = [&](int x, int y) {
            const auto first = static_cast<std::size_t>(y * 96 + x) * 3;
            return Rgb{photo.bytes[first], photo.bytes[first + 1], photo.bytes[first + 2]};
        };
        const Pixels mirrored = testing::paint(96, 96, [&](int x, int y) { return at(95 - x, y); });
        const Pixels upside_down = testing::paint(96, 96, [&](int x, int y) { return at(x, 95 - y); });
        const Pixels swapped = testing::paint(96, 96, [&](int x, int y) { return at(y, x); });
        EXPECT_LE(std::popcount(hashes[1] ^ hash_perceptually(mirrored)), 16) << i;
        EXPECT_LE(std::popcount(hashes[2] ^ hash_perceptually(upside_down)), 16) << i;
        EXPECT_LE(std::popcount(hashes[4] ^ hash_perceptually(swapped)), 4) << i;
    }
}

TEST(PerceptualHash, OfNothingToSeeIsZero) {
    EXPECT_EQ(hash_perceptually(testing::paint(50, 50, [](int, int) { return testing::kRed; })), 0U);
    EXPECT_EQ(hash_perceptually({30, 30, 4, std::vector<std::uint8_t>(3'600, 0)}), 0U);
}

TEST(PerceptualHash, OfASymmetricDrawingDoesNotHangOnRounding) {
    const auto disc = [](int offset) {
        return testing::paint(96, 96, [=](int x, int y) {
            const int dx = x * 2 - 95;
            const int dy = y * 2 - 95;
            return dx * dx + dy * dy < 4'000 ? Rgb{static_cast<std::uint8_t>(60 + offset), 60, 60}
                                             : testing::kWhite;
        });
    };
    for (const int offset : {1, 2, 3, 5}) EXPECT_LE(bits_between(disc(0), disc(offset)), 1);
}

}  // namespace
}  // namespace palette::imaging
