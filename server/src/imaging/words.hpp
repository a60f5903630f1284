#pragma once

// The words that travel with a picture: inside the file and in small files beside it. They become title,
// description, artist and tags of an Image.
//
// Inside: XMP, then IPTC, then EXIF; in an SVG its Dublin Core and <title>; in a PNG its text chunks. Beside:
// NAME.ext.xmp, NAME.xmp, NAME.ext.txt, NAME.txt. Every text is clean UTF-8 within the lengths below,
// whatever the file held. Safe to call from any thread after start_imaging().

#include <cstddef>
#include <filesystem>

#include "base/result.hpp"
#include "imaging/header.hpp"
#include "imaging/limits.hpp"
#include "model/words.hpp"

namespace palette::imaging {

constexpr std::size_t kTitleBytesMax = 300;
constexpr std::size_t kDescriptionBytesMax = 10'000;
constexpr std::size_t kNameBytesMax = 200;  // artist, credit, licence
constexpr std::size_t kUrlBytesMax = 2'000;
constexpr std::size_t kTagBytesMax = 100;
constexpr std::size_t kTagsMax = 100;

// The words inside `file`, of which `header` was read. Metadata that cannot be understood is passed over: a
// picture is worth keeping without its caption. Fails only when the file cannot be read (image_unreadable).
Result<Words> read_words(const std::filesystem::path& file, const Header& header);

// The words in the files beside `picture`; empty Words when there are none. Fails only when a sidecar is
// there and cannot be read (sidecar_unreadable) or is over Limits::sidecar_bytes_max (sidecar_too_large).
Result<Words> read_sidecar_words(const std::filesystem::path& picture, const Limits& limits = {});

// Each field from `preferred`, or from `fallback` where it has none; tags of both, `preferred` first.
[[nodiscard]] Words merge(Words preferred, Words fallback);

}  // namespace palette::imaging
