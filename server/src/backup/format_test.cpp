#include "backup/format.hpp"

#include <gtest/gtest.h>

namespace palette::backup {
namespace {

const std::string kSha256 = "ab12" + std::string(60, '0');

TEST(StoredFileTest, IsReadFromTheNameItHas) {
    for (const StoredFile& file : {StoredFile{kSha256, std::nullopt}, StoredFile{kSha256, "320.webp"}}) {
        const auto parsed = parse_stored_file(file.name());
        ASSERT_TRUE(parsed) << file.name();
        EXPECT_EQ(parsed->sha256, file.sha256);
        EXPECT_EQ(parsed->rendition, file.rendition);
    }
    EXPECT_EQ(StoredFile({kSha256, std::nullopt}).name(), "originals/ab/12/" + kSha256);
}

TEST(StoredFileTest, IsNoOtherName) {
    const std::string original = "originals/ab/12/" + kSha256;
    const std::string rendition = "renditions/ab/12/" + kSha256;
    for (const std::string& name : {
             std::string(),
             std::string("palette.db"),
             "originals/cd/12/" + kSha256,
             "originals/ab/12/" + std::string(64, 'G'),
             "/" + original,
             "./" + original,
             "originals//12/" + kSha256,
             original + "/",
             original + "/320.webp",
             rendition,
             rendition + "/..",
             rendition + "/.webp",
             rendition + "/320.",
             rendition + "/320.webp.part1-0",
             rendition + "/320/webp",
             "originals/../ab/12/" + kSha256,
         }) {
        EXPECT_FALSE(parse_stored_file(name)) << name;
    }
}

TEST(TrailerTest, ComesBackAsItWas) {
    const auto trailer = parse_trailer(to_json({42, kSha256}));
    ASSERT_TRUE(trailer);
    EXPECT_EQ(trailer->originals, 42U);
    EXPECT_EQ(trailer->database_sha256, kSha256);
}

TEST(TrailerTest, IsRefusedWhereItIsDamaged) {
    for (const char* text :
         {"", "{}", "[]", "null", R"({"originals":1})", R"({"originals":-1,"database_sha256":""})",
          R"({"originals":"1","database_sha256":"a"})", R"({"originals":1,"database_sha256":2})"}) {
        const auto trailer = parse_trailer(text);
        ASSERT_FALSE(trailer) << text;
        EXPECT_EQ(trailer.error().code, "backup_invalid");
    }
}

TEST(HeaderTest, SaysWhatItIs) {
    EXPECT_TRUE(check_header(header_json("1.2.3")));
    EXPECT_EQ(check_header("").error().code, "backup_invalid");
    EXPECT_EQ(check_header(R"({"palette":1})").error().code, "backup_invalid");
    EXPECT_EQ(check_header(R"({"palette_backup":"1"})").error().code, "backup_invalid");
    EXPECT_EQ(check_header(R"({"palette_backup":2})").error().code, "backup_newer");
}

}  // namespace
}  // namespace palette::backup
