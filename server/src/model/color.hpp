#pragma once

// Colours as Palette compares them: OKLab (Ottosson 2020, https://bottosson.github.io/posts/oklab/), where
// equal distances look equally different. l is 0 (black) to 1 (white); a and b are about -0.4 to 0.4 within
// sRGB.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace palette {

struct Rgb {
    std::uint8_t r = 0;
    std::uint8_t g = 0;
    std::uint8_t b = 0;
    bool operator==(const Rgb&) const = default;
};

struct OkLab {
    float l = 0;
    float a = 0;
    float b = 0;
    bool operator==(const OkLab&) const = default;
};

// One colour of an Image with the part of the area it covers, 0 to 1.
struct Swatch {
    OkLab color;
    float share = 0;
    bool operator==(const Swatch&) const = default;
};

[[nodiscard]] OkLab to_oklab(Rgb rgb);
// The nearest sRGB colour; what lies outside the gamut is clipped per channel.
[[nodiscard]] Rgb to_rgb(OkLab lab);
// sqrt(a^2 + b^2): 0 for greys, about 0.32 at most within sRGB.
[[nodiscard]] float chroma(OkLab lab);
[[nodiscard]] float distance(OkLab x, OkLab y);

[[nodiscard]] std::string to_hex_color(Rgb rgb);  // "#rrggbb"
// Six hex digits with or without '#'; nothing for any other text.
[[nodiscard]] std::optional<Rgb> parse_hex_color(std::string_view text);

}  // namespace palette
