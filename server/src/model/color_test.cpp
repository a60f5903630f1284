#include "model/color.hpp"

#include <gtest/gtest.h>

#include "model/image.hpp"

namespace palette {
namespace {

TEST(Color, MatchesThePublishedOklabValues) {
    struct Row {
        const char* name;
        Rgb rgb;
        OkLab lab;
    };
    // Converted with the reference matrices of https://bottosson.github.io/posts/oklab/.
    for (const Row& row :
         {Row{"white", {255, 255, 255}, {1.0F, 0.0F, 0.0F}}, Row{"black", {0, 0, 0}, {0.0F, 0.0F, 0.0F}},
          Row{"red", {255, 0, 0}, {0.627955F, 0.224863F, 0.125846F}},
          Row{"green", {0, 255, 0}, {0.866440F, -0.233888F, 0.179498F}},
          Row{"blue", {0, 0, 255}, {0.452014F, -0.032457F, -0.311528F}}}) {
        const OkLab lab = to_oklab(row.rgb);
        EXPECT_NEAR(lab.l, row.lab.l, 1e-3) << row.name;
        EXPECT_NEAR(lab.a, row.lab.a, 1e-3) << row.name;
        EXPECT_NEAR(lab.b, row.lab.b, 1e-3) << row.name;
    }
}

TEST(Color, SurvivesOklabToTheByte) {
    for (int i = 0; i < 256 * 256 * 256; i += 4099) {
        const Rgb rgb{static_cast<std::uint8_t>(i >> 16), static_cast<std::uint8_t>(i >> 8),
                      static_cast<std::uint8_t>(i)};
        EXPECT_EQ(to_rgb(to_oklab(rgb)), rgb);
    }
}

TEST(Color, IsReadAndWrittenAsHex) {
    EXPECT_EQ(parse_hex_color("#1E90ff"), (Rgb{0x1E, 0x90, 0xFF}));
    EXPECT_EQ(to_hex_color({0x1E, 0x90, 0xFF}), "#1e90ff");
    for (const char* text : {"", "#", "1e90f", "1e90fff", "+e90ff", "0x1e90", "1e90fg", "##1e90f"}) {
        EXPECT_EQ(parse_hex_color(text), std::nullopt) << text;
    }
}

TEST(Orientation, CallsNearlyEqualSidesSquare) {
    EXPECT_EQ(orientation_of(1000, 1000), Orientation::square);
    EXPECT_EQ(orientation_of(1000, 951), Orientation::square);
    EXPECT_EQ(orientation_of(1000, 949), Orientation::landscape);
    EXPECT_EQ(orientation_of(10, 1000), Orientation::portrait);
}

TEST(AlternativeText, IsNeverEmpty) {
    ImageCard card;
    EXPECT_EQ(alternative_text(card), "Untitled picture");
    card.tag_names = {"cat", "sofa"};
    EXPECT_EQ(alternative_text(card), "cat, sofa");
    card.tag_names = {"a", "b", "c", "d", "e"};
    EXPECT_EQ(alternative_text(card), "a, b, c, d");
    card.title = "Tom";
    EXPECT_EQ(alternative_text(card), "Tom");
    card.artist = "Ada";
    EXPECT_EQ(alternative_text(card), "Tom by Ada");
}

}  // namespace
}  // namespace palette
