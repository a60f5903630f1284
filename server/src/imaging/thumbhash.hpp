#pragma once

// ThumbHash, a blurred placeholder of 5 to 25 bytes, written from the published format
// (https://evanw.github.io/thumbhash/). Pure, any thread.

#include <cstdint>
#include <vector>

#include "imaging/pixels.hpp"

namespace palette::imaging {

constexpr int kThumbHashSide = 100;  // the format's limit on its input

// `pixels` has sides of at most kThumbHashSide.
[[nodiscard]] std::vector<std::uint8_t> encode_thumbhash(const Pixels& pixels);

}  // namespace palette::imaging
