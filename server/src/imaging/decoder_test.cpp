#include "imaging/decoder.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <random>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "imaging/header.hpp"
#include "imaging/picture.hpp"
#include "imaging/test_pictures.hpp"
#include "imaging/words.hpp"

namespace palette::imaging {
namespace {

using testing::Bytes;
using testing::kBlue;
using testing::kGreen;
using testing::kRed;
using testing::kWhite;
using testing::looks_like;
using testing::pixel_at;
using testing::TestFolder;

Result<Pixels> decode_file(const std::filesystem::path& file, int width_max = kWorkingWidth,
                           int height_max = kWorkingHeight) {
    auto opened = PictureFile::open(file, {});
    if (!opened) return forward(opened);
    return decode_pixels(*opened, width_max, height_max);
}

void expect_four_quarters(const Pixels& pixels) {
    const int left = pixels.width / 4;
    const int right = pixels.width * 3 / 4;
    const int top = pixels.height / 4;
    const int bottom = pixels.height * 3 / 4;
    EXPECT_TRUE(looks_like(pixel_at(pixels, left, top), kRed)) << to_hex_color(pixel_at(pixels, left, top));
    EXPECT_TRUE(looks_like(pixel_at(pixels, right, top), kGreen))
        << to_hex_color(pixel_at(pixels, right, top));
    EXPECT_TRUE(looks_like(pixel_at(pixels, left, bottom), kBlue))
        << to_hex_color(pixel_at(pixels, left, bottom));
    EXPECT_TRUE(looks_like(pixel_at(pixels, right, bottom), kWhite))
        << to_hex_color(pixel_at(pixels, right, bottom));
}

VipsImageHandle with_interpretation(VipsImage* image, VipsInterpretation interpretation) {
    return vips_result(
        [&](VipsImage** out) { return vips_colourspace(image, out, interpretation, nullptr); });
}

VipsImageHandle with_int(VipsImage* image, const char* field, int value) {
    auto copy = vips_result([&](VipsImage** out) { return vips_copy(image, out, nullptr); });
    vips_image_set_int(copy.get(), field, value);
    return copy;
}

VipsImageHandle quarters(int width = 120, int height = 80) {
    return testing::to_vips(testing::four_quarters(width, height));
}

Bytes wide_rgb(const char* suffix) {
    return testing::encode(with_interpretation(quarters().get(), VIPS_INTERPRETATION_RGB16).get(), suffix);
}

Bytes in_cmyk(const char* suffix, bool with_profile) {
    const auto cmyk = vips_result([&](VipsImage** out) {
        return vips_icc_transform(quarters().get(), out, "cmyk", "input_profile", "srgb", nullptr);
    });
    if (!with_profile) vips_image_remove(cmyk.get(), VIPS_META_ICC_NAME);
    return testing::encode(cmyk.get(), suffix);
}

Bytes in_display_p3(const char* suffix) {
    const auto wide = vips_result([&](VipsImage** out) {
        return vips_icc_transform(quarters().get(), out, "p3", "input_profile", "srgb", nullptr);
    });
    return testing::encode(wide.get(), suffix);
}

struct ColourRow {
    const char* name;
    Bytes (*make)();
};

class DecodedColours : public ::testing::TestWithParam<ColourRow> {
  protected:
    TestFolder folder_;
};

TEST_P(DecodedColours, AreThoseThatWentIn) {
    for (const int width_max : {1280, 60, 33}) {
        const auto pixels = decode_file(folder_.write("card", GetParam().make()), width_max);
        ASSERT_TRUE(pixels) << describe(pixels.error());
        EXPECT_EQ(pixels->width, std::min(width_max, 120));
        EXPECT_EQ(pixels->channels, 3);
        expect_four_quarters(*pixels);
    }
}

INSTANTIATE_TEST_SUITE_P(
    All, DecodedColours,
    ::testing::Values(
        ColourRow{"jpeg", [] { return testing::encode(quarters().get(), ".jpg[Q=95]"); }},
        ColourRow{"progressive_jpeg",
                  [] { return testing::encode(quarters().get(), ".jpg[Q=95,interlace]"); }},
        ColourRow{"cmyk_jpeg", [] { return in_cmyk(".jpg[Q=95]", true); }},
        ColourRow{"cmyk_jpeg_without_profile", [] { return in_cmyk(".jpg[Q=95]", false); }},
        ColourRow{"display_p3_jpeg", [] { return in_display_p3(".jpg[Q=95]"); }},
        ColourRow{"jpeg_with_a_broken_profile",
                  [] {
                      auto copy = quarters();
                      static const Bytes nonsense(300, 7);
                      vips_image_set_blob_copy(copy.get(), VIPS_META_ICC_NAME, nonsense.data(),
                                               nonsense.size());
                      return testing::encode(copy.get(), ".jpg[Q=95]");
                  }},
        ColourRow{"png", [] { return testing::encode(quarters().get(), ".png"); }},
        ColourRow{"interlaced_png", [] { return testing::encode(quarters().get(), ".png[interlace]"); }},
        ColourRow{"palette_png", [] { return testing::encode(quarters().get(), ".png[palette]"); }},
        ColourRow{"png_of_16_bits", [] { return wide_rgb(".png"); }},
        ColourRow{"display_p3_png", [] { return in_display_p3(".png"); }},
        ColourRow{"webp", [] { return testing::encode(quarters().get(), ".webp[Q=95]"); }},
        ColourRow{"lossless_webp", [] { return testing::encode(quarters().get(), ".webp[lossless]"); }},
        ColourRow{"gif", [] { return testing::encode(quarters().get(), ".gif"); }},
        ColourRow{"tiff", [] { return testing::encode(quarters().get(), ".tif"); }},
        ColourRow{"tiff_of_16_bits", [] { return wide_rgb(".tif"); }},
        ColourRow{"cmyk_tiff", [] { return in_cmyk(".tif", true); }},
        ColourRow{"tiled_jpeg_tiff",
                  [] { return testing::encode(quarters().get(), ".tif[tile,compression=jpeg,Q=95]"); }},
        ColourRow{"lab_tiff",
                  [] {
                      return testing::encode(
                          with_interpretation(quarters().get(), VIPS_INTERPRETATION_LABS).get(), ".tif");
                  }},
        ColourRow{"avif", [] { return testing::encode(quarters().get(), ".avif[Q=90]"); }},
        ColourRow{"heic", [] { return testing::encode(quarters().get(), ".heic[Q=90]"); }},
        ColourRow{"jpeg_xl", [] { return testing::encode(quarters().get(), ".jxl"); }},
        ColourRow{"jpeg_2000", [] { return testing::encode(quarters().get(), ".jp2[Q=90]"); }},
        ColourRow{"ppm", [] { return testing::encode(quarters().get(), ".ppm"); }},
        ColourRow{"tiff_of_floats",
                  [] {
                      return testing::encode(
                          with_interpretation(quarters().get(), VIPS_INTERPRETATION_scRGB).get(), ".tif");
                  }},
        ColourRow{"pfm",
                  [] {
                      return testing::encode(
                          with_interpretation(quarters().get(), VIPS_INTERPRETATION_scRGB).get(), ".pfm");
                  }}),
    [](const auto& row) { return row.param.name; });

class Decode : public ::testing::Test {
  protected:
    TestFolder folder_;
};

class DecodeOrientation : public ::testing::TestWithParam<int> {
  protected:
    TestFolder folder_;
};

TEST_P(DecodeOrientation, IsUprightAsSeen) {
    // A camera held in some way stores what vips_autorot would turn back.
    const auto stored = vips_result([&](VipsImage** out) {
        const auto card = quarters();
        const auto turned = [&](VipsAngle angle, bool mirrored) {
            const auto first =
                vips_result([&](VipsImage** o) { return vips_rot(card.get(), o, angle, nullptr); });
            if (!mirrored) return vips_copy(first.get(), out, nullptr);
            return vips_flip(first.get(), out, VIPS_DIRECTION_HORIZONTAL, nullptr);
        };
        switch (GetParam()) {
            case 2:
                return turned(VIPS_ANGLE_D0, true);
            case 3:
                return turned(VIPS_ANGLE_D180, false);
            case 4:
                return turned(VIPS_ANGLE_D180, true);
            case 5:
                return turned(VIPS_ANGLE_D90, true);
            case 6:
                return turned(VIPS_ANGLE_D270, false);
            case 7:
                return turned(VIPS_ANGLE_D270, true);
            case 8:
                return turned(VIPS_ANGLE_D90, false);
            default:
                return turned(VIPS_ANGLE_D0, false);
        }
    });
    const auto tagged = with_int(stored.get(), VIPS_META_ORIENTATION, GetParam());
    for (const char* suffix : {".jpg[Q=95]", ".tif", ".webp[Q=95]"}) {
        const auto file = folder_.write("turned", testing::encode(tagged.get(), suffix));
        const auto header = read_header(file);
        ASSERT_TRUE(header) << describe(header.error());
        EXPECT_EQ(header->width, 120) << suffix;
        EXPECT_EQ(header->height, 80) << suffix;
        for (const int width_max : {1280, 45}) {
            const auto pixels = decode_file(file, width_max);
            ASSERT_TRUE(pixels) << describe(pixels.error());
            EXPECT_EQ(pixels->width, std::min(120, width_max)) << suffix;
            EXPECT_EQ(pixels->height, std::min(80, width_max * 2 / 3)) << suffix;
            expect_four_quarters(*pixels);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, DecodeOrientation, ::testing::Range(1, 9));

TEST_F(Decode, KeepsAlphaAndTheColoursUnderIt) {
    // Red, half transparent, left; nothing at all, right.
    Pixels source{200, 100, 4, {}};
    for (int i = 0; i < 200 * 100; ++i) {
        const bool left = i % 200 < 100;
        source.bytes.insert(source.bytes.end(), {220, 30, 30, static_cast<std::uint8_t>(left ? 128 : 0)});
    }
    for (const char* suffix : {".png", ".webp[lossless]", ".tif", ".jxl[lossless]"}) {
        for (const int width_max : {1280, 70}) {
            const auto pixels =
                decode_file(folder_.write("glass", testing::encode(source, suffix)), width_max);
            ASSERT_TRUE(pixels) << suffix << describe(pixels.error());
            ASSERT_EQ(pixels->channels, 4) << suffix;
            const int x = pixels->width / 4;
            const int y = pixels->height / 2;
            EXPECT_TRUE(looks_like(pixel_at(*pixels, x, y), kRed)) << suffix;
            EXPECT_NEAR(pixels->bytes[static_cast<std::size_t>((y * pixels->width + x) * 4 + 3)], 128, 2)
                << suffix;
            EXPECT_EQ(
                pixels->bytes[static_cast<std::size_t>((y * pixels->width + pixels->width - 1) * 4 + 3)], 0)
                << suffix;
        }
    }
}

TEST_F(Decode, KeepsAlphaOf16Bits) {
    const auto wide = vips_result([&](VipsImage** out) {
        const auto opaque = with_interpretation(quarters().get(), VIPS_INTERPRETATION_RGB16);
        return vips_bandjoin_const1(opaque.get(), out, 32'768, nullptr);
    });
    for (const int width_max : {1280, 50}) {
        const auto pixels =
            decode_file(folder_.write("wide.png", testing::encode(wide.get(), ".png")), width_max);
        ASSERT_TRUE(pixels) << describe(pixels.error());
        ASSERT_EQ(pixels->channels, 4);
        EXPECT_NEAR(pixels->bytes[3], 128, 2);
        expect_four_quarters(*pixels);
    }
}

TEST_F(Decode, DropsAlphaThatHidesNothing) {
    const auto opaque =
        vips_result([&](VipsImage** out) { return vips_addalpha(quarters().get(), out, nullptr); });
    const auto pixels = decode_file(folder_.write("opaque.png", testing::encode(opaque.get(), ".png")));
    ASSERT_TRUE(pixels) << describe(pixels.error());
    EXPECT_EQ(pixels->channels, 3);
    expect_four_quarters(*pixels);
}

TEST_F(Decode, MakesGreyOfOneBandRgb) {
    const auto grey = with_interpretation(quarters().get(), VIPS_INTERPRETATION_B_W);
    const auto glass =
        vips_result([&](VipsImage** out) { return vips_bandjoin_const1(grey.get(), out, 100, nullptr); });
    for (const char* suffix : {".png", ".tif", ".jpg", ".pgm", ".webp", ".png[bitdepth=1]"}) {
        const auto pixels = decode_file(folder_.write("grey", testing::encode(grey.get(), suffix)));
        ASSERT_TRUE(pixels) << suffix << describe(pixels.error());
        const Rgb corner = pixel_at(*pixels, pixels->width - 1, pixels->height - 1);
        EXPECT_TRUE(looks_like(corner, kWhite)) << suffix << to_hex_color(corner);
    }
    const auto light = with_interpretation(vips_result([&](VipsImage** out) {
                                               return vips_linear1(grey.get(), out, 1 / 255.0, 0, nullptr);
                                           }).get(),
                                           VIPS_INTERPRETATION_B_W);
    const auto height_map = decode_file(folder_.write("grey.pfm", testing::encode(light.get(), ".pfm")));
    ASSERT_TRUE(height_map) << describe(height_map.error());
    const auto pixels = decode_file(folder_.write("glass.png", testing::encode(glass.get(), ".png")), 50);
    ASSERT_TRUE(pixels) << describe(pixels.error());
    EXPECT_EQ(pixels->channels, 4);
    EXPECT_NEAR(pixels->bytes[3], 100, 1);
}

TEST_F(Decode, TakesTheFirstThreeOfManyBands) {
    const auto many = vips_result([&](VipsImage** out) {
        double more[] = {1, 2, 3, 4};
        const auto card = quarters();
        return vips_bandjoin_const(card.get(), out, more, 4, nullptr);
    });
    const auto pixels = decode_file(folder_.write("satellite.tif", testing::encode(many.get(), ".tif")), 40);
    ASSERT_TRUE(pixels) << describe(pixels.error());
    expect_four_quarters(*pixels);
}

class DecodeDamage : public ::testing::TestWithParam<const char*> {
  protected:
    TestFolder folder_;
};

TEST_P(DecodeDamage, OfAnEarlyEndIsSaidAndNeverHalfShown) {
    const Bytes whole = testing::encode(testing::soft_photo(300, 200), GetParam());
    ASSERT_TRUE(Picture::decode(folder_.write("whole", whole)));
    for (const int percent : {0, 1, 3, 10, 25, 50, 75, 90, 95}) {
        const auto size = std::max<std::size_t>(1, whole.size() * static_cast<std::size_t>(percent) / 100);
        const auto picture = Picture::decode(folder_.write("cut", std::span(whole).first(size)));
        ASSERT_FALSE(picture) << GetParam() << " at " << percent << " %";
        EXPECT_THAT(picture.error().code, ::testing::AnyOf("image_corrupt", "image_type_unsupported"));
    }
}

TEST_P(DecodeDamage, OfAnySortNeverCrashes) {
    auto photo = testing::to_vips(testing::soft_photo(60, 40));
    vips_image_set_string(photo.get(), "exif-ifd0-Artist", "Mae Jo");
    vips_image_set_string(photo.get(), "png-comment-0-Title", "Waves");
    const Bytes whole = testing::encode(photo.get(), GetParam());
    std::mt19937 random(20'261'123);
    const auto below = [&](std::size_t end) {
        return std::uniform_int_distribution<std::size_t>(0, end - 1)(random);
    };
    for (int round = 0; round < 80; ++round) {
        Bytes damaged = whole;
        for (std::size_t i = 0, count = 1 + below(12); i < count; ++i) {
            damaged[below(damaged.size())] = static_cast<std::uint8_t>(below(256));
        }
        const auto file = folder_.write("damaged", damaged);
        if (const auto header = read_header(file)) {
            EXPECT_TRUE(read_words(file, *header));
        }
        if (const auto picture = Picture::decode(file)) {
            EXPECT_TRUE(picture->renditions());
            (void)picture->swatches();
        } else {
            EXPECT_FALSE(picture.error().public_message.empty());
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, DecodeDamage,
                         ::testing::Values(".jpg", ".jpg[interlace]", ".png", ".png[interlace]", ".webp",
                                           ".webp[lossless]", ".gif", ".tif", ".tif[compression=lzw]",
                                           ".avif", ".heic", ".jxl", ".jp2", ".ppm"),
                         [](const auto& row) {
                             std::string name = row.param + 1;
                             std::ranges::replace_if(name, [](char c) { return std::isalnum(c) == 0; }, '_');
                             return name;
                         });

TEST_F(Decode, ShowsOnlyTheFirstFrame) {
    const auto frames = vips_result([&](VipsImage** out) {
        const auto first = quarters();
        const auto second =
            testing::to_vips(testing::paint(120, 80, [](int, int) { return testing::kGrey; }));
        VipsImage* both[] = {first.get(), second.get()};
        return vips_arrayjoin(both, out, 2, "across", 1, nullptr);
    });
    const auto animation = with_int(frames.get(), VIPS_META_PAGE_HEIGHT, 80);
    for (const char* suffix : {".gif", ".webp[lossless]", ".tif"}) {
        const auto file = folder_.write("loop", testing::encode(animation.get(), suffix));
        EXPECT_EQ(read_header(file)->frames, 2) << suffix;
        const auto pixels = decode_file(file);
        ASSERT_TRUE(pixels) << suffix << describe(pixels.error());
        EXPECT_EQ(pixels->height, 80) << suffix;
        expect_four_quarters(*pixels);
    }
}

TEST_F(Decode, HoldsTheSameLimitsAsTheHeader) {
    const auto file = folder_.write("card.png", testing::encode(quarters().get(), ".png"));
    const auto refused = Picture::decode(file, {.pixels_max = 100});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "image_too_large");
}

TEST_F(Decode, IsTheSameOnManyThreadsAtOnce) {
    std::vector<std::filesystem::path> files;
    for (const char* suffix : {".jpg", ".png", ".webp", ".avif", ".gif", ".tif"}) {
        files.push_back(folder_.write(std::string("photo") + suffix,
                                      testing::encode(testing::soft_photo(400, 300), suffix)));
    }
    files.push_back(folder_.write("d.svg",
                                  "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>"
                                  "<circle cx='4' cy='4' r='3' fill='red'/></svg>"));
    std::vector<std::uint64_t> alone;
    alone.reserve(files.size());
    for (const auto& file : files) alone.push_back(Picture::decode(file)->perceptual_hash());
    std::array<std::jthread, 8> threads;
    for (auto& thread : threads) {
        thread = std::jthread([&] {
            for (std::size_t i = 0; i < files.size(); ++i) {
                const auto picture = Picture::decode(files[i]);
                ASSERT_TRUE(picture) << describe(picture.error());
                EXPECT_EQ(picture->perceptual_hash(), alone[i]);
                EXPECT_TRUE(picture->renditions());
            }
        });
    }
}

}  // namespace
}  // namespace palette::imaging
