#include "imaging/picture.hpp"

#include <array>
#include <string>

#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "imaging/header.hpp"
#include "imaging/test_pictures.hpp"

namespace palette::imaging {
namespace {

using testing::Bytes;
using testing::TestFolder;

struct ShapeRow {
    const char* name;
    int width;
    int height;
    int decoded_width;
    int decoded_height;
};

class PictureOfShape : public ::testing::TestWithParam<ShapeRow> {
  protected:
    TestFolder folder_;
};

TEST_P(PictureOfShape, IsScaledToWorkingSizeAndAllIsDerived) {
    const auto& row = GetParam();
    const auto source = testing::paint(row.width, row.height, [](int, int) { return testing::kBlue; });
    for (const char* suffix : {".png", ".jpg", ".webp", ".tif", ".gif"}) {
        if (std::max(row.width, row.height) > 16'383 && std::string(suffix) == ".webp") continue;
        const auto file = folder_.write("shape", testing::encode(source, suffix));
        const auto picture = Picture::decode(file);
        ASSERT_TRUE(picture) << suffix << describe(picture.error());
        EXPECT_EQ(picture->width(), row.decoded_width) << suffix;
        EXPECT_EQ(picture->height(), row.decoded_height) << suffix;
        const auto renditions = picture->renditions();
        ASSERT_TRUE(renditions) << suffix << describe(renditions.error());
        EXPECT_FALSE(renditions->empty());
        EXPECT_FALSE(picture->thumbhash().empty());
        EXPECT_EQ(picture->swatches().size(), 1U) << suffix;
        EXPECT_EQ(picture->encoder_input(32, ResizeRule::crop, Interpolation::bicubic).size(),
                  32U * 32U * 3U);
        EXPECT_EQ(picture->encoder_input(32, ResizeRule::squash, Interpolation::bilinear).size(),
                  32U * 32U * 3U);
    }
}

INSTANTIATE_TEST_SUITE_P(All, PictureOfShape,
                         ::testing::Values(ShapeRow{"one_pixel", 1, 1, 1, 1},
                                           ShapeRow{"row", 3'000, 1, 1'280, 1},
                                           ShapeRow{"column", 1, 9'000, 1, 5'120},
                                           ShapeRow{"long_row", 20'000, 2, 1'280, 1},
                                           ShapeRow{"strip_comic", 640, 20'480, 160, 5'120},
                                           ShapeRow{"just_the_working_width", 1'280, 9, 1'280, 9},
                                           ShapeRow{"one_more", 1'281, 9, 1'280, 9},
                                           ShapeRow{"more_than_twice", 2'600, 1'300, 1'280, 640}),
                         [](const auto& row) { return row.param.name; });

struct RenditionRow {
    const char* name;
    int width;
    int height;
    std::vector<std::array<int, 3>> made;  // for_width, width, height
};

class Renditions : public ::testing::TestWithParam<RenditionRow> {
  protected:
    TestFolder folder_;
};

TEST_P(Renditions, AreAsManyAsShowSomethingNew) {
    const auto& row = GetParam();
    const auto file =
        folder_.write("photo.jpg", testing::encode(testing::soft_photo(row.width, row.height), ".jpg"));
    const auto picture = Picture::decode(file);
    ASSERT_TRUE(picture) << describe(picture.error());
    const auto renditions = picture->renditions();
    ASSERT_TRUE(renditions) << describe(renditions.error());
    std::vector<std::array<int, 3>> made;
    for (const auto& rendition : *renditions) {
        made.push_back({rendition.for_width, rendition.width, rendition.height});
        const auto copy = folder_.write("copy", rendition.bytes);
        const auto header = read_header(copy);
        ASSERT_TRUE(header) << describe(header.error());
        EXPECT_EQ(header->media_type, rendition.for_width == 1280 ? "image/jpeg" : "image/webp");
        EXPECT_EQ(header->width, rendition.width);
        EXPECT_EQ(header->height, rendition.height);
    }
    EXPECT_EQ(made, row.made);
}

INSTANTIATE_TEST_SUITE_P(
    All, Renditions,
    ::testing::Values(
        RenditionRow{"photograph", 2'000, 1'500, {{320, 320, 240}, {640, 640, 480}, {1280, 1280, 960}}},
        RenditionRow{"icon", 100, 80, {{320, 100, 80}}},
        RenditionRow{"smallest", 320, 200, {{320, 320, 200}}},
        RenditionRow{"hardly_more", 340, 200, {{320, 320, 188}}},
        RenditionRow{"between", 500, 300, {{320, 320, 192}, {640, 500, 300}}},
        RenditionRow{"large", 1'000, 700, {{320, 320, 224}, {640, 640, 448}, {1280, 1'000, 700}}}),
    [](const auto& row) { return row.param.name; });

TEST(RenditionsOfAPhotograph, CarryNoMetadata) {
    const TestFolder folder;
    auto photo = testing::to_vips(testing::soft_photo(1'400, 700));
    vips_image_set_string(photo.get(), "exif-ifd3-GPSLatitude", "52/1 31/1 0/1");
    vips_image_set_string(photo.get(), "exif-ifd0-Artist", "Somebody");
    const auto picture = Picture::decode(folder.write("home.jpg", testing::encode(photo.get(), ".jpg")));
    ASSERT_TRUE(picture) << describe(picture.error());
    const auto renditions = picture->renditions();
    ASSERT_TRUE(renditions);
    for (const auto& rendition : *renditions) {
        const std::string bytes(rendition.bytes.begin(), rendition.bytes.end());
        for (const char* chunk : {"EXIF", "Exif", "XMP ", "ICC", "Somebody"}) {
            EXPECT_EQ(bytes.find(chunk), bytes.npos) << chunk;
        }
    }
}

TEST(EncoderInput, IsWhatPillowMakesOfThePicture) {
    const TestFolder folder;
    Pixels pattern{20, 10, 3, {}};
    for (int y = 0; y < 10; ++y) {
        for (int x = 0; x < 20; ++x) {
            for (int c = 0; c < 3; ++c) {
                pattern.bytes.push_back(static_cast<std::uint8_t>(x * 37 + y * 91 + c * 53 + x * y * 7));
            }
        }
    }
    const auto picture = Picture::decode(folder.write("pattern.png", testing::encode(pattern, ".png")));
    ASSERT_TRUE(picture) << describe(picture.error());
    EXPECT_EQ(
        to_hex(picture->encoder_input(6, ResizeRule::crop, Interpolation::bicubic)),
        "8f8a705b71947976825c89889fb1548c76408b8879777e8582859590887560738668ac9b93877a8782787f87749275917a"
        "bb918c726a98877f819d73727765977b65774e9091b18277867b8a62807e858b885394856fa4815e9b57948395739872b0"
        "666e749e915995948e76");
    EXPECT_EQ(
        to_hex(picture->encoder_input(4, ResizeRule::squash, Interpolation::bilinear)),
        "76858b7780897e8a71768b8085888186857c808d868881847b867d867f788676868b81878a78867d818583748f7c7e7b");
}

TEST(EncoderInput, ShowsTransparencyOnWhite) {
    const TestFolder folder;
    const Pixels clear{30, 20, 4, Bytes(2'400, 0)};
    const auto picture = Picture::decode(folder.write("clear.png", testing::encode(clear, ".png")));
    ASSERT_TRUE(picture) << describe(picture.error());
    EXPECT_TRUE(picture->has_alpha());
    EXPECT_EQ(picture->encoder_input(8, ResizeRule::crop, Interpolation::bicubic), Bytes(192, 255));
    EXPECT_TRUE(picture->swatches().empty());
    EXPECT_EQ(picture->perceptual_hash(), 0U);
}

}  // namespace
}  // namespace palette::imaging
