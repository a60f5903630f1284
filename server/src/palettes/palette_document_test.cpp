#include "palettes/palette_document.hpp"

#include <gtest/gtest.h>

namespace palette::palettes {
namespace {

PaletteDocument sample() {
    PaletteDocument document{"Reds", "All\nof them", {}, 1};
    DocumentImage first{archive_name(0, "a cat.png", "png"), std::string(64, 'a'), "a cat.png", "public", {}};
    first.words = {"Cat", "On a\nsofa", "Ada", "Museum", "https://example.org/cat", "CC0", {"cat", "sofa"}};
    DocumentImage second{
        archive_name(1, "../\xC3\xA9.tar.gz", "jpg"), std::string(64, 'b'), "x", "private", {}};
    document.images = {first, second};
    return document;
}

std::string code(std::string_view json) {
    const auto parsed = parse_document(json, 10);
    return parsed ? "" : parsed.error().code;
}

TEST(PaletteDocument, IsReadAsItWasWritten) {
    const auto wanted = sample();
    const auto read = parse_document(to_json(wanted), 10).value();
    EXPECT_EQ(to_json(read), to_json(wanted));
    EXPECT_EQ(read.images[0].words.description, "On a\nsofa");
    EXPECT_EQ(read.images[0].words.tags, (std::vector<std::string>{"cat", "sofa"}));
    EXPECT_EQ(read.images[1].visibility, "private");
    EXPECT_EQ(read.cover_image, 1U);
}

TEST(PaletteDocument, NamesFilesPlainly) {
    EXPECT_EQ(sample().images[0].file, "originals/00001-a_cat.png");
    EXPECT_EQ(sample().images[1].file, "originals/00002-______tar.jpg");
    EXPECT_EQ(archive_name(9, "", "webp"), "originals/00010-.webp");
}

TEST(PaletteDocument, SaysWhomToName) {
    EXPECT_EQ(
        credits_of(sample()),
        "Reds\n\noriginals/00001-a_cat.png\n  Title: Cat\n  Artist: Ada\n  Credit: Museum\n  Licence: CC0\n"
        "  Source: https://example.org/cat\n\noriginals/00002-______tar.jpg\n");
}

TEST(PaletteDocument, IsRefusedWhereItMakesNoSense) {
    const std::string hash(64, 'a');
    const std::string good = R"({"format":"palette","version":1,"images":[]})";
    EXPECT_EQ(code(good), "");
    for (const std::string& wrong :
         {std::string(""), std::string("[]"), std::string("{}"),
          std::string(R"({"format":"palette","images":[]})"),
          std::string(R"({"format":"other","version":1,"images":[]})"),
          std::string(R"({"format":"palette","version":2,"images":[]})"),
          std::string(R"({"format":"palette","version":1})"),
          std::string(R"({"format":"palette","version":1,"images":[1]})"),
          std::string(R"({"format":"palette","version":1,"images":[{"file":"originals/a"}]})"),
          R"({"format":"palette","version":1,"images":[{"file":"/etc/passwd","sha256":")" + hash + R"("}]})",
          R"({"format":"palette","version":1,"images":[{"file":"originals/a","sha256":")" + hash +
              R"("},{"file":"originals/a","sha256":")" + hash + R"("}]})"}) {
        EXPECT_EQ(code(wrong), "archive_invalid") << wrong;
    }
    std::string many = R"({"format":"palette","version":1,"images":[0)";
    for (int i = 0; i < 10; ++i) many += ",0";
    EXPECT_EQ(code(many + "]}"), "archive_too_large");
}

TEST(PaletteDocument, TakesNoLinkThatIsNone) {
    auto document = sample();
    document.images[0].words.source_url = "javascript:alert(1)";
    EXPECT_EQ(parse_document(to_json(document), 10)->images[0].words.source_url, "");
}

}  // namespace
}  // namespace palette::palettes
