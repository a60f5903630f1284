#include "base/encoding.hpp"

#include <gtest/gtest.h>

#include "base/clock.hpp"

namespace palette {
namespace {

TEST(Encoding, SurvivesBase64url) {
    for (std::size_t length = 0; length < 40; ++length) {
        std::vector<std::uint8_t> bytes;
        for (std::size_t i = 0; i < length; ++i) bytes.push_back(static_cast<std::uint8_t>(i * 37 + length));
        const std::string text = to_base64url(bytes);
        EXPECT_EQ(text.find_first_of("+/="), std::string::npos);
        EXPECT_EQ(from_base64url(text), bytes);
    }
}

TEST(Encoding, RefusesWhatIsNotBase64url) {
    EXPECT_EQ(from_base64url("a"), std::nullopt);
    EXPECT_EQ(from_base64url("ab+/"), std::nullopt);
    EXPECT_EQ(from_base64url("abc="), std::nullopt);
}

TEST(Encoding, WritesHexAndBase64) {
    const std::vector<std::uint8_t> bytes{0x00, 0xAB, 0xFF};
    EXPECT_EQ(to_hex(bytes), "00abff");
    EXPECT_EQ(to_base64(bytes), "AKv/");
}

TEST(Clock, WritesRfc3339) {
    using namespace std::chrono;
    EXPECT_EQ(to_rfc3339(Timestamp{sys_days{year{2026} / 11 / 3} + 4h + 5min + 6s + 7ms}),
              "2026-11-03T04:05:06.007Z");
}

}  // namespace
}  // namespace palette
