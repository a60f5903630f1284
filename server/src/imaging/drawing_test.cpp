#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "base/encoding.hpp"
#include "imaging/decoder.hpp"
#include "imaging/header.hpp"
#include "imaging/test_pictures.hpp"

namespace palette::imaging {
namespace {

using testing::looks_like;
using testing::pixel_at;
using testing::TestFolder;

constexpr Rgb kLime{0, 255, 0};
constexpr Rgb kSecret{255, 0, 0};

std::string svg(const std::string& attributes, const std::string& content) {
    return "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' " +
           attributes + ">" + content + "</svg>";
}

class DrawingTest : public ::testing::Test {
  protected:
    Result<Pixels> draw(const std::string& text) {
        const auto opened = PictureFile::open(folder_.write("drawing.svg", text), {});
        if (!opened) return std::unexpected(opened.error());
        return decode_pixels(*opened, 1280, 5120);
    }
    TestFolder folder_;
};

struct SizeRow {
    const char* name;
    const char* attributes;
    int width;
    int height;
};

class DrawingSize : public DrawingTest, public ::testing::WithParamInterface<SizeRow> {};

TEST_P(DrawingSize, IsEnlargedToTheLongerSideWithItsRatio) {
    const auto& row = GetParam();
    const std::string text = svg(row.attributes, "<rect x='2' y='1' width='1' height='2' fill='lime'/>");
    const auto header = read_header(folder_.write("drawing.svg", text));
    ASSERT_TRUE(header) << describe(header.error());
    EXPECT_EQ(header->media_type, "image/svg+xml");
    EXPECT_EQ(header->width, row.width);
    EXPECT_EQ(header->height, row.height);
    const auto pixels = draw(text);
    ASSERT_TRUE(pixels) << describe(pixels.error());
    EXPECT_EQ(pixels->width, row.width);
    EXPECT_EQ(pixels->height, row.height);
}

INSTANTIATE_TEST_SUITE_P(All, DrawingSize,
                         ::testing::Values(SizeRow{"pixels", "width='300' height='200'", 1280, 853},
                                           SizeRow{"view_box_only", "viewBox='0 0 30 60'", 640, 1280},
                                           SizeRow{"less_than_a_pixel", "width='0.3' height='0.1'", 1280,
                                                   427},
                                           SizeRow{"per_cent_of_nothing",
                                                   "width='100%' height='100%' viewBox='0 0 4 3'", 1280, 960},
                                           SizeRow{"millimetres", "width='210mm' height='297mm'", 905, 1280},
                                           SizeRow{"a_poster", "width='90000' height='45000'", 1280, 640},
                                           SizeRow{"no_size_at_all", "", 640, 1280}),
                         [](const auto& row) { return row.param.name; });

TEST_F(DrawingTest, TakesAPointForWhatBrowsersTakeItFor) {
    // 72pt are 96 pixels, so the square ends exactly at the edge.
    const auto pixels =
        draw(svg("width='72pt' height='72pt'", "<rect x='90' y='90' width='6' height='6' fill='lime'/>"));
    ASSERT_TRUE(pixels) << describe(pixels.error());
    EXPECT_TRUE(looks_like(pixel_at(*pixels, 1279, 1279), kLime));
}

TEST_F(DrawingTest, KeepsTransparencyStraight) {
    const auto pixels =
        draw(svg("width='10' height='10'", "<rect width='5' height='10' fill='lime' fill-opacity='0.5'/>"));
    ASSERT_TRUE(pixels) << describe(pixels.error());
    ASSERT_EQ(pixels->channels, 4);
    EXPECT_TRUE(looks_like(pixel_at(*pixels, 100, 100), kLime));
    EXPECT_NEAR(pixels->bytes[3], 128, 1);
    EXPECT_EQ(pixels->bytes.back(), 0);
}

TEST_F(DrawingTest, IsReadWithoutNamespaceAndInUtf16) {
    EXPECT_TRUE(draw("<?xml version='1.0' ?>\n<!-- a comment -->\n<svg width='5' height='5'/>"));
    std::string wide = "\xFF\xFE";
    for (const char c : svg("width='5' height='5'", "")) wide += std::string{c, '\0'};
    EXPECT_TRUE(draw(wide));
}

TEST_F(DrawingTest, ShowsPicturesThatItHoldsItself) {
    const auto red = testing::encode(testing::paint(4, 4, [](int, int) { return kSecret; }), ".png");
    const auto pixels = draw(
        svg("width='10' height='10'",
            "<image width='10' height='10' xlink:href='data:image/png;base64," + to_base64(red) + "'/>"));
    ASSERT_TRUE(pixels) << describe(pixels.error());
    EXPECT_TRUE(looks_like(pixel_at(*pixels, 640, 640), kSecret));
}

struct HostileRow {
    const char* name;
    const char* before;  // the root element
    const char* content;
};

class HostileDrawing : public DrawingTest, public ::testing::WithParamInterface<HostileRow> {};

// Each tries to bring the red of a file beside the drawing onto a lime ground.
TEST_P(HostileDrawing, SeesNoOtherFile) {
    const auto secret = testing::paint(16, 16, [](int, int) { return kSecret; });
    (void)folder_.write("secret.png", testing::encode(secret, ".png"));
    (void)folder_.write("secret.svg", svg("id='root' width='10' height='10'",
                                          "<rect id='a' width='10' height='10' fill='red'/>"));
    (void)folder_.write("secret.css", "rect { fill: red !important }");
    (void)folder_.write("secret.txt",
                        "<rect xmlns='http://www.w3.org/2000/svg' width='10' height='10' fill='red'/>");
    const auto with_folder = [&](std::string text) {
        const std::string mark = "FOLDER";
        for (auto at = text.find(mark); at != text.npos; at = text.find(mark)) {
            text.replace(at, mark.size(), "file://" + folder_.path().native());
        }
        return text;
    };
    const std::string ground = "<rect width='10' height='10' fill='lime'/>";
    const auto pixels =
        draw(with_folder(GetParam().before + svg("width='10' height='10'", ground + GetParam().content)));
    if (!pixels) return;  // refused as a whole: just as well
    for (const int at : {10, 640, 1270}) {
        EXPECT_TRUE(looks_like(pixel_at(*pixels, at, at), kLime)) << to_hex_color(pixel_at(*pixels, at, at));
    }
}

INSTANTIATE_TEST_SUITE_P(
    All, HostileDrawing,
    ::testing::Values(
        HostileRow{"script", "",
                   "<script>document.documentElement.innerHTML = '&lt;rect fill=red/>'</script>"},
        HostileRow{"event_handler", "", "<rect width='1' height='1' fill='lime' onload='alert(1)'/>"},
        HostileRow{"image", "", "<image width='10' height='10' xlink:href='FOLDER/secret.png'/>"},
        HostileRow{"image_beside", "", "<image width='10' height='10' xlink:href='secret.png'/>"},
        HostileRow{"drawing_as_image", "", "<image width='10' height='10' xlink:href='FOLDER/secret.svg'/>"},
        HostileRow{"use", "", "<use xlink:href='FOLDER/secret.svg#a'/>"},
        HostileRow{
            "filter_image", "",
            "<filter id='f'><feImage xlink:href='FOLDER/secret.png'/></filter><rect width='10' height='10' "
            "fill='lime' filter='url(#f)'/><rect width='10' height='10' fill='lime'/>"},
        HostileRow{"style_import", "", "<style>@import url('FOLDER/secret.css');</style>"},
        HostileRow{"style_sheet", "<?xml-stylesheet href='FOLDER/secret.css' type='text/css'?>", ""},
        HostileRow{"include", "",
                   "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='FOLDER/secret.svg'/>"},
        HostileRow{"entity", "<!DOCTYPE svg [<!ENTITY x SYSTEM 'FOLDER/secret.txt'>]>", "&x;"},
        HostileRow{"parameter_entity", "<!DOCTYPE svg [<!ENTITY % x SYSTEM 'FOLDER/secret.txt'> %x;]>", ""}),
    [](const auto& row) { return row.param.name; });

struct BombRow {
    const char* name;
    std::string (*make)();
};

class DrawingBomb : public DrawingTest, public ::testing::WithParamInterface<BombRow> {};

TEST_P(DrawingBomb, EndsSoon) {
    const Stopwatch watch;
    const auto pixels = draw(GetParam().make());
    if (!pixels) {
        EXPECT_THAT(pixels.error().code, ::testing::AnyOf("image_corrupt", "image_type_unsupported"));
    }
    EXPECT_LT(watch.elapsed_ms(), 20'000);
}

INSTANTIATE_TEST_SUITE_P(
    All, DrawingBomb,
    ::testing::Values(
        BombRow{"billion_laughs",
                [] {
                    std::string entities = "<!DOCTYPE svg [<!ENTITY l0 'ha'>";
                    for (int i = 1; i < 12; ++i) {
                        entities += "<!ENTITY l" + std::to_string(i) + " '";
                        for (int k = 0; k < 10; ++k) entities += "&l" + std::to_string(i - 1) + ";";
                        entities += "'>";
                    }
                    return entities + "]>" + svg("width='9' height='9'", "<text>&l11;</text>");
                }},
        BombRow{"billion_uses",
                [] {
                    std::string defs = "<defs><rect id='u0' width='1' height='1'/>";
                    for (int i = 1; i < 12; ++i) {
                        defs += "<g id='u" + std::to_string(i) + "'>";
                        const std::string use = "<use xlink:href='#u" + std::to_string(i - 1) + "'/>";
                        for (int k = 0; k < 10; ++k) defs += use;
                        defs += "</g>";
                    }
                    return svg("width='9' height='9'", defs + "</defs><use xlink:href='#u11'/>");
                }},
        BombRow{"nested_too_deep",
                [] {
                    std::string open;
                    for (int i = 0; i < 100'000; ++i) open += "<g>";
                    return svg("width='9' height='9'", open);
                }},
        BombRow{"uses_itself",
                [] { return svg("width='9' height='9'", "<g id='me'><use xlink:href='#me'/></g>"); }}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace palette::imaging
