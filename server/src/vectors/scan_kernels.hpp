#pragma once

// The inner loops of the scan, in the best instructions this machine has (picked at run time: AVX-512 VNNI;
// through Highway AVX-512, AVX2, SSE, NEON, SVE). Sums of codes are the same to the bit on all of them.
//
// An embedding v in a chunk with the common unit direction m is stored as
//     along = v . m,   code = round((v - along * m) / step),   step = largest magnitude / kCodeMax
// with codes of 9 bits: 8 in a plane of bytes, the lowest in a plane of bits. A query is taken apart the same
// way, with codes of 12 bits, so that
//     cosine = query.along * along + query.step * step * (query codes . codes).
// Taking the common direction out matters: embeddings of pictures lie in a narrow cone, and the bits would
// otherwise be spent on what all of them share. The ninth bit halves the error: with eight, recall@50 of
// random directions falls under 0.99.
//
// Lengths are padded with zeros to kCodeAlignment; `padded` below is that length. Pure, any thread.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>

#include <hwy/aligned_allocator.h>

namespace palette::vectors {

inline constexpr std::size_t kCodeAlignment = 64;
// What is left of an embedding below this is nothing; 1 / step stays finite.
inline constexpr float kStepMin = 1e-30F;
inline constexpr int kCodeMax = 255;
inline constexpr int kCodeZero = 256;  // stored codes are code + kCodeZero
// With kDimensionMax = 4096 dimensions every sum stays within 32 bits.
inline constexpr int kQueryCodeMax = 2047;
// A query code is (high << kPlaneBits) + low, for multiplication byte by byte.
inline constexpr int kPlaneBits = 6;

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

// One query as one chunk sees it.
struct QueryCodes {
    explicit QueryCodes(std::size_t padded);

    AlignedArray<std::int16_t> values;  // -kQueryCodeMax to kQueryCodeMax
    AlignedArray<std::int8_t> high;
    AlignedArray<std::int8_t> low;
    std::int32_t offset = 0;  // kCodeZero * (sum of values)
    float step = 0;
    float along = 0;
};

// The sum over codes from that over stored codes. The latter may have wrapped around, as 32-bit arithmetic
// does; the former fits.
[[nodiscard]] inline std::int32_t without_offset(std::int32_t stored_sum, const QueryCodes& query) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(stored_sum) -
                                     static_cast<std::uint32_t>(query.offset));
}

struct RowFactors {
    float along = 0;
    float step = 0;
};

// The stored codes of many embeddings: code i of row r is 2 * bytes[r * padded + i] and bit i % 8 of bits[(r
// * padded + i) / 8].
struct CodeRows {
    AlignedArray<std::uint8_t> bytes;
    AlignedArray<std::uint8_t> bits;

    static CodeRows make(std::size_t rows, std::size_t padded) {
        return {make_aligned<std::uint8_t>(rows * padded), make_aligned<std::uint8_t>(rows * padded / 8)};
    }
    [[nodiscard]] int code(std::size_t row, std::size_t i, std::size_t padded) const {
        const std::size_t at = row * padded + i;
        return 2 * bytes[at] + (bits[at / 8] >> (at % 8) & 1) - kCodeZero;
    }
};

[[nodiscard]] float dot(const float* x, const float* y, std::size_t padded);

void encode_query(const float* unit, const float* direction, std::size_t padded, QueryCodes& query);

[[nodiscard]] RowFactors encode_row(const float* unit, const float* direction, std::size_t padded,
                                    CodeRows& rows, std::size_t row);

// `listed` is not empty. sums[i] = query codes . codes of row listed[i].
void dot_codes(const CodeRows& rows, std::size_t padded, std::span<const std::uint16_t> listed,
               const QueryCodes& query, std::int32_t* sums);

// The two ways to do it; dot_codes takes the better one. Highway 1.0.3 does not reach AVX-512 VNNI: its
// AVX3_DL target asks the compiler for AVX-VNNI, another extension. has_vnni() must be true for
// dot_codes_vnni.
void dot_codes_portable(const CodeRows& rows, std::size_t padded, std::span<const std::uint16_t> listed,
                        const QueryCodes& query, std::int32_t* sums);
[[nodiscard]] bool has_vnni();
void dot_codes_vnni(const CodeRows& rows, std::size_t padded, std::span<const std::uint16_t> listed,
                    const QueryCodes& query, std::int32_t* sums);

}  // namespace palette::vectors
