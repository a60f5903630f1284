#include "base/text.hpp"

#include <gtest/gtest.h>

namespace palette {
namespace {

using namespace std::string_view_literals;

TEST(Text, KnowsValidUtf8) {
    EXPECT_TRUE(is_valid_utf8("Zürich 东京 🌊"));
    EXPECT_TRUE(is_valid_utf8(""));
    EXPECT_FALSE(is_valid_utf8("\xFF"));
    EXPECT_FALSE(is_valid_utf8("\xC3"));          // cut off
    EXPECT_FALSE(is_valid_utf8("\xED\xA0\x80"));  // a surrogate
    EXPECT_FALSE(is_valid_utf8("\xC0\xAF"));      // overlong
}

TEST(Text, IsCleanedOfWhatIsNotText) {
    EXPECT_EQ(to_clean_text("a\xFF"
                            "b"),
              "a\xEF\xBF\xBD"
              "b");
    EXPECT_EQ(to_clean_text("a\x00\x1B[31mb\n\tc"sv), "a[31mb\n\tc");
    EXPECT_EQ(to_clean_text("e\u0301"), "\u00E9");  // composed
}

TEST(Text, BecomesOneLine) {
    EXPECT_EQ(to_clean_line("  a \n\n b\tc  ", 100), "a b c");
    EXPECT_EQ(to_clean_line("\u00A0\u3000x", 100), "x");
}

TEST(Text, IsCutAtACharactersBorder) {
    EXPECT_EQ(to_clean_line("aü", 2), "a");
    EXPECT_EQ(to_clean_line("aü", 3), "aü");
    EXPECT_EQ(to_clean_line("aüb", 2), "a");  // nothing after what did not fit
    EXPECT_EQ(to_clean_line("abc def", 4), "abc");
}

TEST(Text, IsCountedInCharacters) {
    EXPECT_EQ(count_characters(""), 0U);
    EXPECT_EQ(count_characters("aü东🌊"), 4U);
    EXPECT_EQ(count_characters("\xFF\xFF"), 2U);
}

TEST(Text, CanBePrintedWhateverItHolds) {
    EXPECT_EQ(printable("a\nb\x1B\xFF\x7F.jpg"), "a\\nb\\x1b\\xff\\x7f.jpg");
    EXPECT_EQ(printable("ü"), "ü");
}

TEST(Text, IsComparedWithoutCase) {
    EXPECT_EQ(fold_case("STRASSE"), fold_case("straße"));
    EXPECT_EQ(fold_case("Ａ"), "a");  // full width
}

TEST(Text, IsTrimmedAndSplit) {
    EXPECT_EQ(trim(" \t a b \n"), "a b");
    EXPECT_EQ(trim("   "), "");
    EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
    EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
}

}  // namespace
}  // namespace palette
