#pragma once

// The inner loops of the scan, in the best instructions this machine has, picked at run time: AVX-512
// VPOPCNTDQ; through Highway AVX-512, AVX2, SSE, NEON, SVE. Sums of bits are the same to the bit on all of
// them.
//
// There is one arithmetic: numbers are kept as bit planes, plane b holding bit b of each, 64 to a word, and a
// product of two such vectors is the sum over all pairs of planes of 2^(b + c) * popcount(plane b AND plane
// c).
//
// Lengths are padded with zeros to kCodeAlignment; `padded` is that length, `words` a 64th of it. Pure, any
// thread.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>

#include <hwy/aligned_allocator.h>

namespace palette::vectors {

inline constexpr std::size_t kCodeAlignment = 64;
// Rows whose sign bits lie side by side: word w of each of them, then word w + 1 of each.
inline constexpr std::size_t kGroupRows = 8;
// Bits of a query in scan_signs().
inline constexpr std::size_t kScanBits = 4;

[[nodiscard]] constexpr std::size_t padded_length(std::size_t dimension) {
    return (dimension + kCodeAlignment - 1) / kCodeAlignment * kCodeAlignment;
}

template <class T>
using AlignedArray = hwy::AlignedFreeUniquePtr<T[]>;

// Filled with zeros.
template <class T>
[[nodiscard]] AlignedArray<T> make_aligned(std::size_t count) {
    auto memory = hwy::AllocateAligned<T>(count);
    if (!memory) throw std::bad_alloc();
    std::fill_n(memory.get(), count, T{});
    return memory;
}

// A row's planes, lowest bit first, wherever each of them lies.
using RowPlanes = std::span<const std::uint64_t* const>;

// Planes that lie one after the other, lowest bit first.
struct BitPlanes {
    const std::uint64_t* words = nullptr;
    std::size_t bits = 0;
};

[[nodiscard]] float dot(const float* x, const float* y, std::size_t padded);

// values += factor * addend
void add_scaled(float factor, const float* addend, float* values, std::size_t padded);

// The Walsh-Hadamard transform in place, not scaled. `length` is a power of two from kCodeAlignment on.
void hadamard(float* values, std::size_t length);

// sums[i] = the sum of the query's values where row i of 64 has its bit set; of groups without a row in
// `passing` nothing is said. `signs` holds 64 rows in groups; `query` is kScanBits planes in two's
// complement.
void scan_signs(const std::uint64_t* signs, std::size_t words, const std::uint64_t* query,
                std::uint64_t passing, std::int32_t* sums);
void scan_signs_portable(const std::uint64_t* signs, std::size_t words, const std::uint64_t* query,
                         std::uint64_t passing, std::int32_t* sums);

// The product of a row of unsigned numbers and a query in two's complement.
[[nodiscard]] std::int64_t dot_planes(RowPlanes row, BitPlanes query, std::size_t words);
[[nodiscard]] std::int64_t dot_planes_portable(RowPlanes row, BitPlanes query, std::size_t words);

// Highway 1.0.3 does not reach VPOPCNTDQ: its AVX3_DL target asks the compiler for AVX-VNNI, another
// extension. has_vpopcnt() must be true for these.
[[nodiscard]] bool has_vpopcnt();
void scan_signs_vpopcnt(const std::uint64_t* signs, std::size_t words, const std::uint64_t* query,
                        std::uint64_t passing, std::int32_t* sums);
[[nodiscard]] std::int64_t dot_planes_vpopcnt(RowPlanes row, BitPlanes query, std::size_t words);

// How sums become scores for one query and one centre: score = along * row.along + row.factor * (scale * sum
// + offset). `slack` times row.factor is how far the truth may lie above a score.
struct Estimator {
    float along = 0;
    float scale = 0;
    float offset = 0;
    float slack = 0;
};

// What 64 rows say of themselves, of those in `passing`.
struct EstimateSums {
    std::uint64_t promising = 0;  // whose score may reach the threshold
    float scores = 0;             // sums from here on
    float squares = 0;
    float squared_factors = 0;
    float squared_alongs = 0;
    float min = 0;
    float max = 0;
};
[[nodiscard]] EstimateSums estimate(const Estimator& estimator, const std::int32_t* sums, const float* alongs,
                                    const float* factors, std::uint64_t passing, float threshold);

}  // namespace palette::vectors
