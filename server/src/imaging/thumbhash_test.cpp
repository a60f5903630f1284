#include "imaging/thumbhash.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"

namespace palette::imaging {
namespace {

// The hashes below are what the npm package thumbhash 0.1.1, with which the web app decodes, made of the same
// pattern.
Pixels pattern(int width, int height, bool alpha) {
    Pixels pixels{width, height, 4, {}};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const int mixed = x * x * 3 + y * y * 5 + x * y * 7;
            for (const int value : {mixed, mixed + 60, mixed + 120, alpha ? x * x + y * 5 : 255}) {
                pixels.bytes.push_back(static_cast<std::uint8_t>(value));
            }
        }
    }
    return pixels;
}

struct HashRow {
    const char* name;
    int width;
    int height;
    bool alpha;
    const char* hash;
};

class ThumbHash : public ::testing::TestWithParam<HashRow> {};

TEST_P(ThumbHash, IsThatOfTheReferenceEncoder) {
    const auto& row = GetParam();
    EXPECT_EQ(to_hex(encode_thumbhash(pattern(row.width, row.height, row.alpha))), row.hash);
}

INSTANTIATE_TEST_SUITE_P(
    All, ThumbHash,
    ::testing::Values(
        HashRow{"landscape", 96, 64, false, "20080205808971a76b9a66a0776586835063787044"},
        HashRow{"portrait", 64, 96, false, "1f08020d000b778a787888136b5827784094057744"},
        HashRow{"square", 80, 80, false, "1f08020f005ca0587c8895924b46583896b33a00b900420a"},
        HashRow{"landscape_with_alpha", 96, 64, true, "20088203800797837b89900665bb90b366547767206258"},
        HashRow{"narrow_with_alpha", 30, 90, true, "e0f78102001750db6a341ca08506d43967556576670672"},
        HashRow{"one_pixel", 1, 1, false, "0f851db71e08f708888788708f7088f80888707ff8f7870f"},
        HashRow{"one_clear_pixel", 1, 1, true, "00088205000000000000000000000000000000000000000000"},
        HashRow{"line", 96, 1, false, "5fe83d21887777778888088875886076f8"}),
    [](const auto& row) { return row.param.name; });

TEST(ThumbHash, OfRgbIsThatOfOpaqueRgba) {
    Pixels opaque = pattern(40, 30, false);
    Pixels rgb{40, 30, 3, {}};
    for (std::size_t i = 0; i < opaque.bytes.size(); ++i) {
        if (i % 4 != 3) rgb.bytes.push_back(opaque.bytes[i]);
    }
    EXPECT_EQ(encode_thumbhash(rgb), encode_thumbhash(opaque));
}

}  // namespace
}  // namespace palette::imaging
