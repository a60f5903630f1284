#include "imaging/header.hpp"

#include <string>
#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "imaging/test_pictures.hpp"

namespace palette::imaging {
namespace {

using testing::Bytes;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::TestFolder;

void append(Bytes& bytes, std::string_view text) {
    for (const char c : text) bytes.push_back(static_cast<std::uint8_t>(c));
}

void append_big_endian(Bytes& bytes, std::uint32_t value) {
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
        bytes.push_back(static_cast<std::uint8_t>(value >> shift));
    }
}

std::uint32_t crc_of(std::span<const std::uint8_t> bytes) {
    std::uint32_t crc = ~0U;
    for (const std::uint8_t byte : bytes) {
        crc ^= byte;
        for (int bit = 0; bit < 8; ++bit) crc = crc >> 1U ^ (crc & 1U ? 0xEDB88320U : 0U);
    }
    return ~crc;
}

void append_chunk(Bytes& png, std::string_view type, const Bytes& data) {
    append_big_endian(png, static_cast<std::uint32_t>(data.size()));
    const std::size_t from = png.size();
    append(png, type);
    png.insert(png.end(), data.begin(), data.end());
    append_big_endian(png, crc_of(std::span(png).subspan(from)));
}

// A PNG that promises width x height pixels and holds next to none.
Bytes png_promising(std::uint32_t width, std::uint32_t height, std::uint8_t interlace = 0) {
    Bytes header;
    append_big_endian(header, width);
    append_big_endian(header, height);
    header.insert(header.end(), {8, 2, 0, 0, interlace});
    Bytes png = testing::to_bytes("\x89PNG\r\n\x1A\n");
    append_chunk(png, "IHDR", header);
    append_chunk(png, "IDAT", {0x78, 0x9C, 0x63, 0x00, 0x00, 0x00, 0x01, 0x00, 0x01});
    append_chunk(png, "IEND", {});
    return png;
}

// `frames` times one black pixel.
Bytes gif_of(int frames) {
    Bytes gif = testing::to_bytes("GIF89a");
    gif.insert(gif.end(), {1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255});
    for (int i = 0; i < frames; ++i) {
        gif.insert(gif.end(), {0x21, 0xF9, 4, 0, 10, 0, 0, 0});                         // shown for 0.1 s
        gif.insert(gif.end(), {0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 0x01, 0});  // the pixel
    }
    gif.push_back(0x3B);
    return gif;
}

struct FormatRow {
    const char* name;
    const char* suffix;  // for libvips' saver
    const char* media_type;
    const char* extension;
};

class HeaderOfFormat : public ::testing::TestWithParam<FormatRow> {
  protected:
    TestFolder folder_;
};

TEST_P(HeaderOfFormat, IsReadFromTheBytesWhateverTheNameSays) {
    const auto file = folder_.write("some [page=3].txt",
                                    testing::encode(testing::four_quarters(60, 40), GetParam().suffix));
    const auto header = read_header(file);
    ASSERT_TRUE(header) << describe(header.error());
    EXPECT_EQ(header->media_type, GetParam().media_type);
    EXPECT_EQ(header->extension, GetParam().extension);
    EXPECT_EQ(header->width, 60);
    EXPECT_EQ(header->height, 40);
    EXPECT_EQ(header->frames, 1);
}

INSTANTIATE_TEST_SUITE_P(
    All, HeaderOfFormat,
    ::testing::Values(
        FormatRow{"jpeg", ".jpg", "image/jpeg", "jpg"}, FormatRow{"png", ".png", "image/png", "png"},
        FormatRow{"webp", ".webp", "image/webp", "webp"}, FormatRow{"gif", ".gif", "image/gif", "gif"},
        FormatRow{"tiff", ".tif", "image/tiff", "tiff"},
        FormatRow{"big_tiff", ".tif[bigtiff]", "image/tiff", "tiff"},
        FormatRow{"avif", ".avif", "image/avif", "avif"}, FormatRow{"heic", ".heic", "image/heic", "heic"},
        FormatRow{"jpeg_xl", ".jxl", "image/jxl", "jxl"}, FormatRow{"jpeg_2000", ".jp2", "image/jp2", "jp2"},
        FormatRow{"ppm", ".ppm", "image/x-portable-anymap", "pnm"},
        FormatRow{"ascii_ppm", ".ppm[ascii]", "image/x-portable-anymap", "pnm"}),
    [](const auto& row) { return row.param.name; });

struct RefusedRow {
    const char* name;
    Bytes bytes;
    ErrorKind kind;
    const char* code;
    const char* message;
};

class RefusedFile : public ::testing::TestWithParam<RefusedRow> {
  protected:
    TestFolder folder_;
};

TEST_P(RefusedFile, SaysWhyInASentenceWithoutAPath) {
    const auto header = read_header(folder_.write("holiday.jpg", GetParam().bytes));
    ASSERT_FALSE(header);
    EXPECT_EQ(header.error().kind, GetParam().kind);
    EXPECT_EQ(header.error().code, GetParam().code);
    EXPECT_THAT(header.error().public_message, HasSubstr(GetParam().message));
}

const Bytes kJpegStart = {0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 'J', 'F', 'I', 'F', 0};

INSTANTIATE_TEST_SUITE_P(
    All, RefusedFile,
    ::testing::Values(
        RefusedRow{"zero_bytes", {}, ErrorKind::invalid, "image_empty", "This file is empty."},
        RefusedRow{"text", testing::to_bytes("Dear diary, no picture today."), ErrorKind::unsupported,
                   "image_type_unsupported", "This is not a picture in a format Palette reads."},
        RefusedRow{"text_that_begins_like_a_bitmap", testing::to_bytes("P5 is the name of the fifth pin."),
                   ErrorKind::unsupported, "image_type_unsupported",
                   "This is not a picture in a format Palette reads."},
        RefusedRow{"web_page", testing::to_bytes("<!DOCTYPE html><html><body><svg/></body></html>"),
                   ErrorKind::unsupported, "image_type_unsupported",
                   "This is not a picture in a format Palette reads."},
        RefusedRow{"pdf", testing::to_bytes("%PDF-1.7\n"), ErrorKind::unsupported, "image_type_unsupported",
                   "This is not a picture in a format Palette reads."},
        RefusedRow{"start_of_a_jpeg", kJpegStart, ErrorKind::invalid, "image_corrupt",
                   "This JPEG file is damaged: it ends early or part of it makes no sense."},
        RefusedRow{"svg_that_stops", testing::to_bytes("<svg xmlns='http://www.w3.org/2000/svg' width='9'"),
                   ErrorKind::unsupported, "image_type_unsupported",
                   "This is not a picture in a format Palette reads."},
        RefusedRow{"svg_not_closed",
                   testing::to_bytes("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect"),
                   ErrorKind::invalid, "image_corrupt",
                   "This SVG file is damaged: it ends early or part of it makes no sense."},
        RefusedRow{"png_of_900_megapixels", png_promising(30'000, 30'000), ErrorKind::too_large,
                   "image_too_large", "30,000 x 30,000 is 900 megapixels; at most 268 are read."},
        RefusedRow{"png_70000_wide", png_promising(70'000, 10), ErrorKind::too_large, "image_too_large",
                   "70,000 x 10 has a side of more than 65,535 pixels."},
        RefusedRow{"gif_of_5000_frames", gif_of(5'000), ErrorKind::too_large, "image_too_many_frames",
                   "frames or pages; at most 1,000 are read."}),
    [](const auto& row) { return row.param.name; });

class HeaderLimits : public ::testing::Test {
  protected:
    TestFolder folder_;
};

TEST_F(HeaderLimits, CountTheFramesOfAnAnimation) {
    const auto header = read_header(folder_.write("loop.gif", gif_of(7)));
    ASSERT_TRUE(header) << describe(header.error());
    EXPECT_EQ(header->frames, 7);
}

TEST_F(HeaderLimits, LetTheGreatestAllowedThroughAndNotOneMore) {
    const auto file = folder_.write("card.png", testing::encode(testing::four_quarters(50, 40), ".png"));
    EXPECT_TRUE(read_header(file, {.pixels_max = 2'000}));
    EXPECT_FALSE(read_header(file, {.pixels_max = 1'999}));
    EXPECT_TRUE(read_header(file, {.side_px_max = 50}));
    EXPECT_FALSE(read_header(file, {.side_px_max = 49}));
    const auto loop = folder_.write("loop.gif", gif_of(4));
    EXPECT_TRUE(read_header(loop, {.frames_max = 4}));
    EXPECT_FALSE(read_header(loop, {.frames_max = 3}));
}

TEST_F(HeaderLimits, CountMemoryOnlyWhereAWholeFrameIsHeld) {
    const auto strips = folder_.write("strips.png", png_promising(16'000, 16'000));
    const auto interlaced = folder_.write("interlaced.png", png_promising(16'000, 16'000, 1));
    const Limits limits{.frame_bytes_max = 104'857'600};
    EXPECT_TRUE(read_header(strips, limits));
    const auto refused = read_header(interlaced, limits);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "image_too_large");
    EXPECT_EQ(refused.error().public_message,
              "16,000 x 16,000 in this form takes 733 MiB of memory to read; at most 100 are spent on one "
              "picture.");

    const auto photo = testing::soft_photo(400, 300);
    const auto baseline = folder_.write("baseline.jpg", testing::encode(photo, ".jpg"));
    const auto progressive = folder_.write("progressive.jpg", testing::encode(photo, ".jpg[interlace]"));
    EXPECT_TRUE(read_header(baseline, {.frame_bytes_max = 1'000}));
    EXPECT_FALSE(read_header(progressive, {.frame_bytes_max = 1'000}));
}

TEST_F(HeaderLimits, BoundTheTextOfADrawing) {
    const auto file =
        folder_.write("d.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='2' height='2'></svg>");
    EXPECT_TRUE(read_header(file));
    const auto refused = read_header(file, {.svg_bytes_max = 20});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "image_too_large");
}

class UnreadableFile : public ::testing::Test {
  protected:
    void expect_unreadable(const std::filesystem::path& file) {
        const auto header = read_header(file);
        ASSERT_FALSE(header);
        EXPECT_EQ(header.error().code, "image_unreadable");
        EXPECT_THAT(header.error().public_message, Not(HasSubstr(folder_.path().native())));
    }
    TestFolder folder_;
};

TEST_F(UnreadableFile, IsAFolder) {
    expect_unreadable(folder_.path());
}

TEST_F(UnreadableFile, IsMissing) {
    expect_unreadable(folder_.path() / "gone.jpg");
}

TEST_F(UnreadableFile, IsAPipeAndNobodyWaitsForIt) {
    const auto pipe = folder_.path() / "pipe.jpg";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    expect_unreadable(pipe);
}

TEST(HeaderOfAnOddName, IsReadAllTheSame) {
    const TestFolder folder;
    const Bytes png = testing::encode(testing::four_quarters(8, 6), ".png");
    for (const std::string& name :
         {std::string("two\nlines.png"), std::string(251, 'n') + ".png", std::string("-"),
          std::string("a[fail_on=none].png"), std::string("\xFF\xFE.png")}) {
        EXPECT_TRUE(read_header(folder.write(name, png)));
    }
}

}  // namespace
}  // namespace palette::imaging
