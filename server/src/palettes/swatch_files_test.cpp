#include "palettes/swatch_files.hpp"

#include <gtest/gtest.h>

namespace palette::palettes {
namespace {

using namespace std::string_literals;

TEST(Swatches, AreWrittenAsAdobeReadsThem) {
    const std::vector<Rgb> colors{{255, 0, 51}};
    // Two blocks around one colour; 51 / 255 is 0.2, 0x3e4ccccd.
    EXPECT_EQ(to_ase("R\xC3\xA9\xF0\x9F\x8E\xA8", colors),
              "ASEF\0\1\0\0\0\0\0\3"s                                           //
              "\xC0\x01\0\0\0\x0C\0\5\0R\0\xE9\xD8\x3C\xDF\xA8\0\0"s            // "Ré🎨"
              "\0\1\0\0\0\x24\0\x08\0#\0f\0f\0\x30\0\x30\0\x33\0\x33\0\0RGB "s  // "#ff0033"
              "\x3F\x80\0\0\0\0\0\0\x3E\x4C\xCC\xCD\0\0"s                       //
              "\xC0\x02\0\0\0\0"s);
}

TEST(Swatches, AreWrittenAsGimpReadsThem) {
    const std::vector<Rgb> colors{{255, 0, 51}, {1, 22, 133}};
    EXPECT_EQ(to_gpl("Blue\nhour", colors),
              "GIMP Palette\nName: Blue hour\nColumns: 8\n#\n"
              "255   0  51\t#ff0033\n"
              "  1  22 133\t#011685\n");
    EXPECT_EQ(to_gpl("", {}), "GIMP Palette\nName: \nColumns: 8\n#\n");
}

TEST(LeadingColors, AddUpWhatIsAlikeAndPutTheLargestFirst) {
    const OkLab red = to_oklab({200, 20, 20});
    const OkLab nearly_red = to_oklab({202, 22, 20});
    const OkLab blue = to_oklab({20, 20, 200});
    const std::vector<Swatch> swatches{{blue, 0.5F}, {red, 0.4F}, {nearly_red, 0.3F}};
    EXPECT_EQ(leading_colors(swatches), (std::vector<Rgb>{{200, 20, 20}, {20, 20, 200}}));
    EXPECT_TRUE(leading_colors({}).empty());
}

TEST(LeadingColors, AreFew) {
    std::vector<Swatch> swatches;
    for (int i = 0; i < 16 * 16 * 16; ++i) {
        const auto channel = [&](int shift) { return static_cast<std::uint8_t>(((i >> shift) % 16) * 17); };
        swatches.push_back({to_oklab({channel(8), channel(4), channel(0)}), 0.1F});
    }
    EXPECT_EQ(leading_colors(swatches).size(), kLeadingColorsMax);
}

}  // namespace
}  // namespace palette::palettes
