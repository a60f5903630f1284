#pragma once

// Pixels to the bytes of a Rendition. WebP is made by libwebp itself: libvips would add an EXIF block to
// every file, even to stripped ones. Any thread.

#include <cstdint>
#include <vector>

#include "base/result.hpp"
#include "imaging/pixels.hpp"

namespace palette::imaging {

// Lossy, with alpha when there are 4 channels, without metadata. Sides of at most 16,383. Fails with
// image_encode_failed when memory runs out.
Result<std::vector<std::uint8_t>> encode_webp(const Pixels& pixels);

// The same of 3 channels, sides of at most 65,535: a tenth of WebP's time for half more bytes.
Result<std::vector<std::uint8_t>> encode_jpeg(const Pixels& pixels);

}  // namespace palette::imaging
