#include <array>
#include <utility>

#include "vectors/scan_kernels.hpp"

#if defined(__x86_64__)

// GCC 12 warns of what its own headers leave undefined on purpose (its bug 105593).
#if !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif
#include <immintrin.h>
#if !defined(__clang__)
#pragma GCC diagnostic pop
#endif

// Arrays are kept in registers only where every index is known.
#if defined(__clang__)
#define PALETTE_UNROLL _Pragma("unroll")
#else
#define PALETTE_UNROLL _Pragma("GCC unroll 8")
#endif

#define PALETTE_VPOPCNT __attribute__((target("avx512f,avx512bw,avx512vl,avx512vpopcntdq")))

namespace palette::vectors {
namespace {

constexpr std::size_t kLaneWords = 8;

PALETTE_VPOPCNT inline __m512i and_popcount(__m512i x, __m512i y) {
    return _mm512_popcnt_epi64(_mm512_and_si512(x, y));
}

PALETTE_VPOPCNT inline __m512i everywhere(std::uint64_t word) {
    return _mm512_set1_epi64(static_cast<long long>(word));
}

// For std::array: GCC warns of a template argument that loses its attributes.
struct Lanes {
    __m512i words;
};

// One lane a row, so that nothing is summed across lanes; the query stays in registers.
template <std::size_t kWords>
PALETTE_VPOPCNT void scan_signs_of(const std::uint64_t* signs, const std::uint64_t* query,
                                   std::span<const std::uint8_t> groups, std::int32_t* sums,
                                   ReadAhead& ahead) {
    std::array<std::array<Lanes, kWords>, kSignQueryBits> planes;
    PALETTE_UNROLL
    for (std::size_t bit = 0; bit < kSignQueryBits; ++bit) {
        PALETTE_UNROLL
        for (std::size_t w = 0; w < kWords; ++w) planes[bit][w] = {everywhere(query[bit * kWords + w])};
    }
    ReadAhead in_registers = ahead;
    for (const std::size_t number : groups) {
        in_registers.bring(kWords);
        const std::uint64_t* rows = signs + number * kGroupRows * kWords;
        std::array<Lanes, kSignQueryBits> counts;
        PALETTE_UNROLL
        for (Lanes& count : counts) count = {_mm512_setzero_si512()};
        PALETTE_UNROLL
        for (std::size_t w = 0; w < kWords; ++w) {
            const __m512i bits = _mm512_loadu_si512(rows + w * kGroupRows);
            PALETTE_UNROLL
            for (std::size_t bit = 0; bit < kSignQueryBits; ++bit) {
                const __m512i differ = _mm512_xor_si512(bits, planes[bit][w].words);
                counts[bit].words = _mm512_add_epi64(counts[bit].words, _mm512_popcnt_epi64(differ));
            }
        }
        __m512i sum = counts[0].words;
        PALETTE_UNROLL
        for (std::size_t bit = 1; bit < kSignQueryBits; ++bit) {
            sum = _mm512_add_epi64(sum, _mm512_slli_epi64(counts[bit].words, bit));
        }
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(sums + number * kGroupRows),
                            _mm512_cvtepi64_epi32(sum));
    }
    ahead = in_registers;
}

}  // namespace

bool has_vpopcnt() {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vpopcntdq");
}

void scan_signs_vpopcnt(const std::uint64_t* signs, std::size_t words, const std::uint64_t* query,
                        std::span<const std::uint8_t> groups, std::int32_t* sums, ReadAhead& ahead) {
    constexpr std::array kByWords = {scan_signs_of<1>, scan_signs_of<2>, scan_signs_of<3>, scan_signs_of<4>,
                                     scan_signs_of<5>, scan_signs_of<6>, scan_signs_of<7>, scan_signs_of<8>};
    if (words == 0 || words > kByWords.size()) {
        return scan_signs_portable(signs, words, query, groups, sums, ahead);
    }
    kByWords[words - 1](signs, query, groups, sums, ahead);
}

PALETTE_VPOPCNT std::int64_t dot_planes_vpopcnt(RowPlanes row, BitPlanes query, std::size_t words) {
    __m512i sum = _mm512_setzero_si512();
    for (std::size_t w = 0; w < words; w += kLaneWords) {
        const std::size_t left = words - w;
        const auto in = static_cast<__mmask8>(left < kLaneWords ? (1U << left) - 1 : 0xffU);
        __m512i part = _mm512_setzero_si512();
        for (std::size_t b = row.size(); b-- > 0;) {
            const __m512i bits = _mm512_maskz_loadu_epi64(in, row[b] + w);
            const std::uint64_t* plane = query.words + (query.bits - 1) * words + w;
            // The highest bit of two's complement counts against the others.
            __m512i product = _mm512_sub_epi64(_mm512_setzero_si512(),
                                               and_popcount(bits, _mm512_maskz_loadu_epi64(in, plane)));
            for (std::size_t c = query.bits - 1; c-- > 0;) {
                plane -= words;
                product = _mm512_add_epi64(_mm512_add_epi64(product, product),
                                           and_popcount(bits, _mm512_maskz_loadu_epi64(in, plane)));
            }
            part = _mm512_add_epi64(_mm512_add_epi64(part, part), product);
        }
        sum = _mm512_add_epi64(sum, part);
    }
    return _mm512_reduce_add_epi64(sum);
}

}  // namespace palette::vectors

#else

namespace palette::vectors {

bool has_vpopcnt() {
    return false;
}
void scan_signs_vpopcnt(const std::uint64_t* /*signs*/, std::size_t /*words*/, const std::uint64_t* /*query*/,
                        std::span<const std::uint8_t> /*groups*/, std::int32_t* /*sums*/,
                        ReadAhead& /*ahead*/) {
    std::unreachable();
}
std::int64_t dot_planes_vpopcnt(RowPlanes /*row*/, BitPlanes /*query*/, std::size_t /*words*/) {
    std::unreachable();
}

}  // namespace palette::vectors

#endif
