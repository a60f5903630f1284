#pragma once

// A 64-bit pHash (Zauner 2010, "Implementation and benchmarking of perceptual image hash functions"): the
// signs of the lowest frequencies of a 32 x 32 grey copy. Chosen over the gradient hash dHash because it also
// keeps still under changed brightness, contrast and sharpening, for a few microseconds more. Pure, any
// thread.

#include <cstdint>

#include "imaging/pixels.hpp"

namespace palette::imaging {

// 0 for a picture without structure. `pixels` of any size; what is transparent counts as white.
[[nodiscard]] std::uint64_t hash_perceptually(const Pixels& pixels);

}  // namespace palette::imaging
