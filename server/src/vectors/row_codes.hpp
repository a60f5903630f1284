#pragma once

// How one embedding is kept: RaBitQ (arXiv 2405.12497, 2409.09913) with codes that nest.
//
// A centre is a direction that many embeddings have in common. Of a rotated unit embedding v are kept its
// part along the centre, along = v . m, and the rest r = v - along * m as a code of 10 bits a dimension, cut
// at 512 equal steps to either side of zero. Cut anywhere, a code is a coarser code of the same r: its first
// bit alone is the sign (scanned for all), the first four are the coarse code (for the promising), all ten
// the fine one (for the best). With x the middles of a code's steps,
//     r . q  is about  (x . q) * |r|^2 / (x . r)
// without bias at every level; |r|^2 / (x . r) is the level's factor. One standard deviation of the error is
//     |q - (q . m) m| * |r| * sqrt((1 - c^2) / c^2 / (padded - 1)),   c the cosine of x and r.
// Taking the common direction out matters: embeddings of pictures lie in a narrow cone, and the bits would
// otherwise be spent on what all of them share.
//
// Pure, any thread.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "vectors/scan_kernels.hpp"
#include "vectors/vector_index.hpp"

namespace palette::vectors {

inline constexpr std::size_t kFineBits = 6;
inline constexpr std::size_t kCoarseBits = 1 + kMiddleBits;
inline constexpr std::size_t kCodeBits = kCoarseBits + kFineBits;
// x = code - middle of the codes.
inline constexpr float kCoarseMiddle = 7.5F;
inline constexpr float kFineMiddle = 511.5F;
// Words of a row's signs that are scanned of every row; the others only of those that these make promising.
// Too few dimensions have no half to spare.
[[nodiscard]] constexpr std::size_t front_words(std::size_t padded) {
    constexpr std::size_t kHalvedFrom = 4;
    const std::size_t words = padded / 64;
    return words < kHalvedFrom ? words : words / 2;
}
// Shorter rests are nothing but rounding.
inline constexpr float kRestMin = 1e-6F;

// More than an index has: there is a new one each time that its chunks have doubled.
inline constexpr std::size_t kCentresMax = 64;

struct Centre {
    std::uint32_t number = 0;       // counts the centres of one index
    AlignedArray<float> direction;  // rotated, padded, of unit length; or zero: codes then hold all
};

// `sum` brought to unit length.
[[nodiscard]] std::shared_ptr<const Centre> make_centre(std::uint32_t number, const float* sum,
                                                        std::size_t padded);

struct RowCodes {
    explicit RowCodes(std::size_t padded) : planes(kCodeBits * padded / 64) {}

    std::vector<std::uint64_t> planes;  // lowest first: fine, middle, sign
    float along = 0;
    float sign_factor = 0;
    float coarse_factor = 0;
    float fine_factor = 0;
    // The deviation of a score's error for a query with a rest of length 1: of the sign code over
    // sign_factor, of the others over |r|.
    float sign_error = 0;
    float coarse_error = 0;
};

void encode_row(const float* unit, const Centre& centre, std::size_t padded, RowCodes& codes);

// Number i of a row, of its planes, lowest bit first.
[[nodiscard]] int unpack(std::span<const std::uint64_t* const> planes, std::size_t i);

}  // namespace palette::vectors
