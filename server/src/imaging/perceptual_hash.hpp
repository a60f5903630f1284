#pragma once

// A 64-bit pHash (Zauner 2010, "Implementation and benchmarking of perceptual image hash functions"): the
// signs of the lowest frequencies of a 32 x 32 grey copy. Chosen over the gradient hash dHash because it also
// keeps still under changed brightness, contrast and sharpening, for a few microseconds more. Pure, any
// thread.

#include <array>
#include <cstdint>

#include "imaging/pixels.hpp"

namespace palette::imaging {

// 0 for a picture without structure. `pixels` of any size; what is transparent counts as white.
[[nodiscard]] std::uint64_t hash_perceptually(const Pixels& pixels);

// About the hashes of the same picture turned by quarters and mirrored, itself first: what a turn does to a
// cosine wave is known, but a few bits near the threshold come out otherwise, about six on average.
[[nodiscard]] std::array<std::uint64_t, 8> turned_hashes(std::uint64_t hash);

}  // namespace palette::imaging
