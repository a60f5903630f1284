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

}  // namespace

bool has_vpopcnt() {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vpopcntdq");
}

// One lane a row, so that nothing is summed across lanes.
PALETTE_VPOPCNT void scan_signs_vpopcnt(const std::uint64_t* signs, std::size_t words,
                                        const std::uint64_t* query, std::span<const std::uint8_t> groups,
                                        std::int32_t* sums) {
    const std::size_t group_words = kGroupRows * words;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (i + kGroupsAhead < groups.size())
            prefetch(signs + groups[i + kGroupsAhead] * group_words, group_words);
        const std::uint64_t* rows = signs + groups[i] * group_words;
        __m512i ones = _mm512_setzero_si512();
        __m512i twos = ones;
        __m512i fours = ones;
        __m512i eights = ones;
        for (std::size_t w = 0; w < words; ++w) {
            const __m512i bits = _mm512_loadu_si512(rows + w * kGroupRows);
            ones = _mm512_add_epi64(ones, and_popcount(bits, everywhere(query[w])));
            twos = _mm512_add_epi64(twos, and_popcount(bits, everywhere(query[words + w])));
            fours = _mm512_add_epi64(fours, and_popcount(bits, everywhere(query[2 * words + w])));
            eights = _mm512_add_epi64(eights, and_popcount(bits, everywhere(query[3 * words + w])));
        }
        const __m512i upper = _mm512_sub_epi64(fours, _mm512_add_epi64(eights, eights));
        const __m512i lower = _mm512_add_epi64(ones, _mm512_add_epi64(twos, twos));
        const __m512i all = _mm512_add_epi64(lower, _mm512_slli_epi64(upper, 2));
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(sums + groups[i] * kGroupRows),
                            _mm512_cvtepi64_epi32(all));
    }
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
                        std::span<const std::uint8_t> /*groups*/, std::int32_t* /*sums*/) {
    std::unreachable();
}
std::int64_t dot_planes_vpopcnt(RowPlanes /*row*/, BitPlanes /*query*/, std::size_t /*words*/) {
    std::unreachable();
}

}  // namespace palette::vectors

#endif
