#include "imaging/text_encoding.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace palette::imaging {
namespace {

using namespace std::string_view_literals;

TEST(DecodeText, GoesByItsByteOrderMark) {
    EXPECT_EQ(decode_text("\xEF\xBB\xBFZo\xC3\xAB"sv), "Zo\xC3\xAB");
    EXPECT_EQ(decode_text("\xFF\xFEZ\0o\0\xEB\0"sv), "Zo\xC3\xAB");
    EXPECT_EQ(decode_text("\xFE\xFF\0Z\0o\0\xEB"sv), "Zo\xC3\xAB");
}

TEST(DecodeText, TakesWhatIsNoUtf8ForWindows1252) {
    EXPECT_EQ(decode_text("Zo\xEB \x96 5 \x80"sv), "Zo\xC3\xAB \xE2\x80\x93 5 \xE2\x82\xAC");
    EXPECT_EQ(decode_text("Zo\xC3\xAB"sv), "Zo\xC3\xAB");
    EXPECT_EQ(decode_text("\x81\xFF"sv), "\xEF\xBF\xBD\xC3\xBF");
}

TEST(Utf16, PairsSurrogatesAndReplacesLoneOnes) {
    const auto decode = [](std::vector<std::uint8_t> bytes) { return utf16_to_utf8(bytes, ByteOrder::big); };
    EXPECT_EQ(decode({0xD8, 0x3D, 0xDE, 0x00}), "\xF0\x9F\x98\x80");
    EXPECT_EQ(decode({0xD8, 0x3D, 0, 'x'}), "\xEF\xBF\xBDx");
    EXPECT_EQ(decode({0xDE, 0x00}), "\xEF\xBF\xBD");
    EXPECT_EQ(decode({0xD8, 0x3D}), "\xEF\xBF\xBD");
    EXPECT_EQ(decode({0, 'a', 0, 0, 0, 'b'}), "a");
    EXPECT_EQ(decode({0, 'a', 0}), "a");
    EXPECT_EQ(decode({}), "");
}

TEST(DecodeText, IsAlwaysUtf8) {
    std::string bytes;
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            bytes = {static_cast<char>(first), static_cast<char>(second), 'a', 'b'};
            EXPECT_TRUE(is_valid_utf8(decode_text(bytes))) << first << ' ' << second;
        }
    }
}

}  // namespace
}  // namespace palette::imaging
