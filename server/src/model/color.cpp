#include "model/color.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/core.h>

namespace palette {
namespace {

// IEC 61966-2-1.
float to_linear(std::uint8_t channel) {
    const float value = static_cast<float>(channel) / 255.0F;
    return value <= 0.04045F ? value / 12.92F : std::pow((value + 0.055F) / 1.055F, 2.4F);
}

std::uint8_t from_linear(float linear) {
    const float value =
        linear <= 0.0031308F ? linear * 12.92F : 1.055F * std::pow(linear, 1.0F / 2.4F) - 0.055F;
    return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0F, 1.0F) * 255.0F));
}

const std::array<float, 256>& linear_table() {
    static const std::array<float, 256> table = [] {
        std::array<float, 256> values{};
        for (std::size_t i = 0; i < values.size(); ++i) values[i] = to_linear(static_cast<std::uint8_t>(i));
        return values;
    }();
    return table;
}

}  // namespace

OkLab to_oklab(Rgb rgb) {
    const float r = linear_table()[rgb.r];
    const float g = linear_table()[rgb.g];
    const float b = linear_table()[rgb.b];
    const float l = std::cbrt(0.4122214708F * r + 0.5363325363F * g + 0.0514459929F * b);
    const float m = std::cbrt(0.2119034982F * r + 0.6806995451F * g + 0.1073969566F * b);
    const float s = std::cbrt(0.0883024619F * r + 0.2817188376F * g + 0.6299787005F * b);
    return {0.2104542553F * l + 0.7936177850F * m - 0.0040720468F * s,
            1.9779984951F * l - 2.4285922050F * m + 0.4505937099F * s,
            0.0259040371F * l + 0.7827717662F * m - 0.8086757660F * s};
}

Rgb to_rgb(OkLab lab) {
    const float l_root = lab.l + 0.3963377774F * lab.a + 0.2158037573F * lab.b;
    const float m_root = lab.l - 0.1055613458F * lab.a - 0.0638541728F * lab.b;
    const float s_root = lab.l - 0.0894841775F * lab.a - 1.2914855480F * lab.b;
    const float l = l_root * l_root * l_root;
    const float m = m_root * m_root * m_root;
    const float s = s_root * s_root * s_root;
    return {from_linear(4.0767416621F * l - 3.3077115913F * m + 0.2309699292F * s),
            from_linear(-1.2684380046F * l + 2.6097574011F * m - 0.3413193965F * s),
            from_linear(-0.0041960863F * l - 0.7034186147F * m + 1.7076147010F * s)};
}

float chroma(OkLab lab) {
    return std::hypot(lab.a, lab.b);
}

float distance(OkLab x, OkLab y) {
    return std::hypot(x.l - y.l, x.a - y.a, x.b - y.b);
}

std::string to_hex_color(Rgb rgb) {
    return fmt::format("#{:02x}{:02x}{:02x}", rgb.r, rgb.g, rgb.b);
}

std::optional<Rgb> parse_hex_color(std::string_view text) {
    if (text.starts_with('#')) text.remove_prefix(1);
    if (text.size() != 6) return std::nullopt;
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return Rgb{static_cast<std::uint8_t>(value >> 16U), static_cast<std::uint8_t>(value >> 8U),
               static_cast<std::uint8_t>(value)};
}

}  // namespace palette
