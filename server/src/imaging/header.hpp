#pragma once

// What a file says it is, read from its first bytes and its header, never from its name. Nothing is decoded.
//
// Read are JPEG, PNG, WebP, GIF, TIFF, AVIF, HEIC, SVG, JPEG XL, JPEG 2000 and the PNM family (PBM, PGM, PPM,
// PFM). Safe to call from any thread after start_imaging().

#include <filesystem>
#include <string>

#include "base/result.hpp"
#include "imaging/limits.hpp"

namespace palette::imaging {

// The sides of a picture as seen: EXIF rotation is applied.
//
// A drawing (SVG) has no pixels of its own: its sides are what it asks for, enlarged with the ratio kept
// until the longer side is kDrawingSide. The largest rendition shows exactly that, or less.
struct Header {
    std::string media_type;  // "image/jpeg"
    std::string extension;   // "jpg", without the dot
    int width = 0;
    int height = 0;
    int frames = 1;  // of an animation, or pages; only the first is ever shown
};

constexpr int kDrawingSide = 1280;

// Fails with a sentence for people and one of these codes:
//   image_empty             invalid      zero bytes
//   image_type_unsupported  unsupported  none of the formats above, whatever the name says
//   image_corrupt           invalid      the right first bytes, then nonsense or an early end
//   image_too_large         too_large    over Limits; the message names both numbers
//   image_too_many_frames   too_large    over Limits; the message names both numbers
//   image_unreadable        io           the operating system would not give us the file, or it is no regular
//   file
Result<Header> read_header(const std::filesystem::path& file, const Limits& limits = {});

}  // namespace palette::imaging
