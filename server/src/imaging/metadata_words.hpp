#pragma once

// Words from the metadata blocks that pictures carry: XMP, IPTC and EXIF, read by Exiv2. Broken metadata
// gives fewer words, never a failure. Not cleaned: see words.cpp. Any thread after start_imaging().

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

#include "model/words.hpp"

namespace palette::imaging {

// From a JPEG, PNG, WebP, TIFF or JPEG 2000 file.
[[nodiscard]] Words read_metadata_words(const std::filesystem::path& file);

// From an XMP packet, as sidecars and HEIF files hold it.
[[nodiscard]] Words parse_xmp_words(std::string_view packet);

// From an EXIF block: a TIFF header and its directories, with or without "Exif\0\0" before it.
[[nodiscard]] Words parse_exif_words(std::span<const std::uint8_t> block);

}  // namespace palette::imaging
