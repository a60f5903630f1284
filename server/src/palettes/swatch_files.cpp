#include "palettes/swatch_files.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>

#include <fmt/core.h>

#include "base/text.hpp"

namespace palette::palettes {
namespace {

constexpr float kAlike = 0.06F;
constexpr std::size_t kTitleBytesMax = 400;
constexpr std::uint16_t kGroupBegins = 0xC001;
constexpr std::uint16_t kGroupEnds = 0xC002;
constexpr std::uint16_t kColor = 0x0001;
constexpr std::uint16_t kGlobal = 0;

void put16(std::string& out, std::uint16_t value) {
    out += static_cast<char>(value >> 8U);
    out += static_cast<char>(value & 0xFFU);
}

void put32(std::string& out, std::uint32_t value) {
    put16(out, static_cast<std::uint16_t>(value >> 16U));
    put16(out, static_cast<std::uint16_t>(value & 0xFFFFU));
}

// Valid UTF-8 as UTF-16 units.
std::vector<std::uint16_t> to_utf16(std::string_view text) {
    std::vector<std::uint16_t> units;
    for (std::size_t at = 0; at < text.size();) {
        const auto first = static_cast<unsigned char>(text[at]);
        const int more = first < 0x80 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
        std::uint32_t point = more == 0 ? first : first & (0x3FU >> static_cast<unsigned>(more));
        ++at;
        for (int i = 0; i < more && at < text.size(); ++i, ++at) {
            point = (point << 6U) | (static_cast<unsigned char>(text[at]) & 0x3FU);
        }
        if (point < 0x10000) {
            units.push_back(static_cast<std::uint16_t>(point));
        } else {
            units.push_back(static_cast<std::uint16_t>(0xD800 + ((point - 0x10000) >> 10U)));
            units.push_back(static_cast<std::uint16_t>(0xDC00 + ((point - 0x10000) & 0x3FFU)));
        }
    }
    return units;
}

// Length with the closing zero, units, zero.
void put_name(std::string& out, std::string_view name) {
    const auto units = to_utf16(name);
    put16(out, static_cast<std::uint16_t>(units.size() + 1));
    for (const auto unit : units) put16(out, unit);
    put16(out, 0);
}

void put_block(std::string& out, std::uint16_t kind, std::string_view body) {
    put16(out, kind);
    put32(out, static_cast<std::uint32_t>(body.size()));
    out += body;
}

}  // namespace

std::vector<Rgb> leading_colors(std::span<const Swatch> swatches) {
    std::vector<Swatch> leading;
    std::vector<Swatch> largest_first(swatches.begin(), swatches.end());
    std::ranges::stable_sort(largest_first, std::ranges::greater{}, &Swatch::share);
    for (const auto& swatch : largest_first) {
        const auto alike = std::ranges::find_if(
            leading, [&](const Swatch& other) { return distance(other.color, swatch.color) < kAlike; });
        if (alike == leading.end()) {
            leading.push_back(swatch);
        } else {
            alike->share += swatch.share;
        }
    }
    std::ranges::stable_sort(leading, std::ranges::greater{}, &Swatch::share);
    std::vector<Rgb> colors;
    for (const auto& swatch : leading) {
        if (colors.size() == kLeadingColorsMax) break;
        colors.push_back(to_rgb(swatch.color));
    }
    return colors;
}

std::string to_ase(std::string_view title, std::span<const Rgb> colors) {
    std::string out = "ASEF";
    put16(out, 1);
    put16(out, 0);
    put32(out, static_cast<std::uint32_t>(colors.size() + 2));
    std::string group;
    put_name(group, to_clean_line(title, kTitleBytesMax));
    put_block(out, kGroupBegins, group);
    for (const Rgb& color : colors) {
        std::string body;
        put_name(body, to_hex_color(color));
        body += "RGB ";
        for (const auto channel : {color.r, color.g, color.b}) {
            put32(body, std::bit_cast<std::uint32_t>(static_cast<float>(channel) / 255.0F));
        }
        put16(body, kGlobal);
        put_block(out, kColor, body);
    }
    put_block(out, kGroupEnds, {});
    return out;
}

std::string to_gpl(std::string_view title, std::span<const Rgb> colors) {
    std::string out =
        fmt::format("GIMP Palette\nName: {}\nColumns: 8\n#\n", to_clean_line(title, kTitleBytesMax));
    for (const Rgb& color : colors) {
        out += fmt::format("{:3} {:3} {:3}\t{}\n", color.r, color.g, color.b, to_hex_color(color));
    }
    return out;
}

}  // namespace palette::palettes
