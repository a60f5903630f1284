#pragma once

// The picture formats Palette reads, told by their first bytes. Pure, any thread.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace palette::imaging {

enum class Format : std::uint8_t { jpeg, png, webp, gif, tiff, avif, heic, svg, jxl, jp2, pnm };

struct FormatFacts {
    std::string_view name;        // for people: "JPEG"
    std::string_view media_type;  // "image/jpeg"
    std::string_view extension;   // "jpg"
};
[[nodiscard]] const FormatFacts& facts_of(Format format);
// The inverse, for the media types of facts_of.
[[nodiscard]] Format format_of(std::string_view media_type);

// How much of a file detect_format looks at. An SVG's root element may stand behind a long comment or
// document type.
constexpr std::size_t kSniffBytes = 65'536;

// The format that `head`, the first bytes of a file, begins. Nothing when it is none of ours.
[[nodiscard]] std::optional<Format> detect_format(std::span<const std::uint8_t> head);

}  // namespace palette::imaging
