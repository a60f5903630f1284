#include <algorithm>
#include <utility>

#include "vectors/scan_kernels.hpp"

#if defined(__x86_64__)

// GCC 12 warns of what its own headers leave undefined on purpose (its bug 105593).
#if !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>
#if !defined(__clang__)
#pragma GCC diagnostic pop
#endif

#define PALETTE_VNNI __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))

namespace palette::vectors {
namespace {

constexpr std::size_t kRowsAtOnce = 4;  // one load of the query serves four rows
constexpr std::size_t kLine = 64;       // codes in a register

struct Row {
    const std::uint8_t* bytes;
    const std::uint8_t* bits;
};

PALETTE_VNNI inline std::int32_t sum_of_lanes(__m512i values) {
    const __m256i half =
        _mm256_add_epi32(_mm512_castsi512_si256(values), _mm512_extracti64x4_epi64(values, 1));
    const __m128i quarter = _mm_add_epi32(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
    const __m128i pair = _mm_add_epi32(quarter, _mm_unpackhi_epi64(quarter, quarter));
    return _mm_cvtsi128_si32(_mm_add_epi32(pair, _mm_shuffle_epi32(pair, 1)));
}

// VPDPBUSD multiplies unsigned by signed bytes and adds four products into a lane: stored codes are unsigned,
// the query goes through it as its two planes.
PALETTE_VNNI inline void dot_four(const Row* rows, std::size_t padded, const QueryCodes& query,
                                  std::int32_t* sums) {
    const __m512i ones = _mm512_set1_epi8(1);
    const __m512i high_ones = _mm512_set1_epi8(1 << kPlaneBits);
    __m512i by_high[kRowsAtOnce] = {};
    __m512i by_low[kRowsAtOnce] = {};
    __m512i by_bits[kRowsAtOnce] = {};
    for (std::size_t i = 0; i < padded; i += kLine) {
        const __m512i high = _mm512_load_si512(query.high.get() + i);
        const __m512i low = _mm512_load_si512(query.low.get() + i);
        for (std::size_t row = 0; row < kRowsAtOnce; ++row) {
            const __m512i bytes = _mm512_load_si512(rows[row].bytes + i);
            const __mmask64 bits =
                _load_mask64(reinterpret_cast<__mmask64*>(const_cast<std::uint8_t*>(rows[row].bits + i / 8)));
            by_high[row] = _mm512_dpbusd_epi32(by_high[row], bytes, high);
            by_low[row] = _mm512_dpbusd_epi32(by_low[row], bytes, low);
            by_bits[row] = _mm512_dpbusd_epi32(by_bits[row], _mm512_maskz_mov_epi8(bits, high_ones), high);
            by_bits[row] = _mm512_dpbusd_epi32(by_bits[row], _mm512_maskz_mov_epi8(bits, ones), low);
        }
    }
    for (std::size_t row = 0; row < kRowsAtOnce; ++row) {
        const __m512i by_bytes = _mm512_add_epi32(_mm512_slli_epi32(by_high[row], kPlaneBits), by_low[row]);
        sums[row] = sum_of_lanes(_mm512_add_epi32(_mm512_slli_epi32(by_bytes, 1), by_bits[row]));
    }
}

}  // namespace

bool has_vnni() {
    return __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw");
}

PALETTE_VNNI void dot_codes_vnni(const CodeRows& rows, std::size_t padded,
                                 std::span<const std::uint16_t> listed, const QueryCodes& query,
                                 std::int32_t* sums) {
    const std::size_t last = listed.size() - 1;
    for (std::size_t i = 0; i < listed.size(); i += kRowsAtOnce) {
        Row four[kRowsAtOnce];
        for (std::size_t j = 0; j < kRowsAtOnce; ++j) {
            const std::size_t at = listed[std::min(i + j, last)] * padded;
            four[j] = {rows.bytes.get() + at, rows.bits.get() + at / 8};
        }
        std::int32_t four_sums[kRowsAtOnce];
        dot_four(four, padded, query, four_sums);
        for (std::size_t j = 0; j < std::min(kRowsAtOnce, listed.size() - i); ++j) {
            sums[i + j] = without_offset(four_sums[j], query);
        }
    }
}

}  // namespace palette::vectors

#else

namespace palette::vectors {

bool has_vnni() {
    return false;
}

void dot_codes_vnni(const CodeRows& /*rows*/, std::size_t /*padded*/,
                    std::span<const std::uint16_t> /*listed*/, const QueryCodes& /*query*/, float* /*sums*/) {
    std::unreachable();
}

}  // namespace palette::vectors

#endif
