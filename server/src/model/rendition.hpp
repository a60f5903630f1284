#pragma once

// What the files of Renditions are.

#include <array>
#include <cstdint>
#include <string_view>

namespace palette {

enum class RenditionFormat : std::uint8_t { webp, jpeg };

inline constexpr std::array kRenditionFormats = {RenditionFormat::webp, RenditionFormat::jpeg};

[[nodiscard]] constexpr std::string_view extension_of(RenditionFormat format) {
    return format == RenditionFormat::webp ? "webp" : "jpg";
}
[[nodiscard]] constexpr std::string_view media_type_of(RenditionFormat format) {
    return format == RenditionFormat::webp ? "image/webp" : "image/jpeg";
}

}  // namespace palette
