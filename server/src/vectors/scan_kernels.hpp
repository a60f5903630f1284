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

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "vectors/aligned_memory.hpp"

namespace palette::vectors {

inline constexpr std::size_t kCodeAlignment = 64;
// Rows whose sign bits lie side by side: word w of each of them, then word w + 1 of each.
inline constexpr std::size_t kGroupRows = 8;
// Bits of a query in scan_signs().
inline constexpr std::size_t kSignQueryBits = 3;
// Bits of a coarse code besides its sign, and of the queries that it meets: by itself, and with the fine
// bits.
inline constexpr std::size_t kMiddleBits = 3;
inline constexpr std::size_t kCoarseQueryBits = 6;
inline constexpr std::size_t kFineQueryBits = 12;

[[nodiscard]] constexpr std::size_t padded_length(std::size_t dimension) {
    return (dimension + kCodeAlignment - 1) / kCodeAlignment * kCodeAlignment;
}

// Starts to bring `words` words into the cache.
inline void prefetch(const std::uint64_t* from, std::size_t words) {
    constexpr std::size_t kLineWords = 8;
    for (std::size_t i = 0; i < words; i += kLineWords) __builtin_prefetch(from + i);
}

// Memory that is read next, brought into the second-level cache bit by bit while something is computed: more
// than some lines at once wait for each other, and no line on its way is time lost.
class ReadAhead {
  public:
    // Goes on to `memory`: from where it is if that is what comes after the last, else at its beginning.
    void follow(std::span<const std::byte> memory) {
        const std::byte* end = memory.data() + memory.size();
        if (end_ != memory.data() && end_ != end) next_ = memory.data();
        end_ = end;
    }
    void bring(std::size_t lines) {
        if (next_ >= end_) return;
        for (std::size_t i = 0; i < lines; ++i) {
            __builtin_prefetch(next_ + i * kLineBytes, kToRead, kIntoSecondLevel);
        }
        next_ += lines * kLineBytes;
    }

  private:
    static constexpr std::size_t kLineBytes = 64;
    static constexpr int kToRead = 0;
    static constexpr int kIntoSecondLevel = 2;

    const std::byte* next_ = nullptr;
    const std::byte* end_ = nullptr;
};

// Half precision, for what a scan reads of every row besides its bits.
#if defined(__aarch64__)
using Half = __fp16;  // GCC 12 has no other name for it there
#else
using Half = _Float16;
#endif

// The same number, which is finite: without the library call that compilers make of a cast where the target
// has no instruction for it.
[[nodiscard]] inline float to_float(Half half) {
    const auto bits = std::bit_cast<std::uint16_t>(half);
    // The exponent's bias is 15 in half precision and 127 in single.
    const float magnitude = std::bit_cast<float>((bits & 0x7fffU) << 13U) * 0x1p112F;
    return (bits & 0x8000U) != 0 ? -magnitude : magnitude;
}

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

// sums[i] = how many bits of row i differ from the first of the query's kSignQueryBits planes, twice those
// that differ from the second and so on, for the rows of `groups`, which are numbers of groups in rising
// order; of others nothing is said. With all bits as signs, the product of row and query is (2^kSignQueryBits
// - 1) * 64 * words - 2 * sums[i]. Brings as much of `ahead` as it reads.
void scan_signs(const std::uint64_t* signs, std::size_t words, const std::uint64_t* query,
                std::span<const std::uint8_t> groups, std::int32_t* sums, ReadAhead& ahead);
void scan_signs_portable(const std::uint64_t* signs, std::size_t words, const std::uint64_t* query,
                         std::span<const std::uint8_t> groups, std::int32_t* sums, ReadAhead& ahead);

// sums[p] = begun[p] + what scan_signs() counts of row p, for the rows in `places`, each in one piece.
void scan_rows(const std::uint64_t* rows, std::size_t words, const std::uint64_t* query,
               std::span<const std::uint16_t> places, const std::int32_t* begun, std::int32_t* sums);
void scan_rows_portable(const std::uint64_t* rows, std::size_t words, const std::uint64_t* query,
                        std::span<const std::uint16_t> places, const std::int32_t* begun, std::int32_t* sums);

// The product of a row of unsigned numbers and a query in two's complement.
[[nodiscard]] std::int64_t dot_planes(BitPlanes row, BitPlanes query, std::size_t words);
[[nodiscard]] std::int64_t dot_planes_portable(BitPlanes row, BitPlanes query, std::size_t words);

// Codes of 1 + kMiddleBits bits: the highest bits of those that are wanted, one row after the other, and the
// kMiddleBits planes below them of every row of a chunk.
struct CoarseRows {
    const std::uint64_t* signs = nullptr;
    const std::uint64_t* middle = nullptr;
    std::span<const std::uint16_t> places = {};  // of the rows in `signs`, among those of `middle`
};
// products[i] = the product of rows.places[i] and a query in two's complement of kCoarseQueryBits or
// kFineQueryBits.
void dot_coarse(const CoarseRows& rows, BitPlanes query, std::size_t words, std::int64_t* products);
void dot_coarse_portable(const CoarseRows& rows, BitPlanes query, std::size_t words, std::int64_t* products);

// Highway 1.0.3 does not reach VPOPCNTDQ: its AVX3_DL target asks the compiler for AVX-VNNI, another
// extension. has_vpopcnt() must be true for these.
[[nodiscard]] bool has_vpopcnt();
void scan_signs_vpopcnt(const std::uint64_t* signs, std::size_t words, const std::uint64_t* query,
                        std::span<const std::uint8_t> groups, std::int32_t* sums, ReadAhead& ahead);
void scan_rows_vpopcnt(const std::uint64_t* rows, std::size_t words, const std::uint64_t* query,
                       std::span<const std::uint16_t> places, const std::int32_t* begun, std::int32_t* sums);
[[nodiscard]] std::int64_t dot_planes_vpopcnt(BitPlanes row, BitPlanes query, std::size_t words);
void dot_coarse_vpopcnt(const CoarseRows& rows, BitPlanes query, std::size_t words, std::int64_t* products);

// Bit b of each of `padded` values to plane b, for b < bits <= 16.
void pack_planes(const std::int16_t* values, std::size_t padded, std::size_t bits, std::uint64_t* planes);

// How sums become scores for one query and one centre: score = along * row.along + row.factor * (scale * sum
// + offset). `slack` times row.factor is how far the truth may lie above a score.
struct Estimator {
    float along = 0;
    float scale = 0;
    float offset = 0;
    float slack = 0;
};

// Sums over scores.
struct PickSums {
    std::uint64_t count = 0;
    float scores = 0;
    float squares = 0;
};
// Which rows of `passing`, a bit each, have a score that may reach the threshold: as many words to
// `promising`, which may be the same. Sums over all that pass. Brings some of `ahead`.
PickSums pick(const Estimator& estimator, const std::int32_t* sums, const Half* alongs, const Half* factors,
              std::span<const std::uint64_t> passing, float threshold, std::uint64_t* promising,
              ReadAhead& ahead);

// What 64 rows say of themselves, of those in `passing`: sums, and the extremes of scores.
struct EstimateSums {
    float scores = 0;
    float squares = 0;
    float squared_factors = 0;
    float squared_alongs = 0;
    float min = 0;
    float max = 0;
};
[[nodiscard]] EstimateSums estimate(const Estimator& estimator, const std::int32_t* sums, const Half* alongs,
                                    const Half* factors, std::uint64_t passing);

}  // namespace palette::vectors
