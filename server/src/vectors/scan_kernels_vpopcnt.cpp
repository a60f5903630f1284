#include <algorithm>
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
#define PALETTE_UNROLL _Pragma("GCC unroll 16")
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
struct HalfLanes {
    __m256i words;
};

PALETTE_VPOPCNT inline __m256i add_doubled(__m256i x, __m256i doubled) {
    return _mm256_add_epi64(x, _mm256_add_epi64(doubled, doubled));
}

// Lane by lane x0 + x1, y0 + y1, x2 + x3, y2 + y3.
PALETTE_VPOPCNT inline __m256i added_in_twos(__m256i x, __m256i y) {
    return _mm256_add_epi64(_mm256_unpacklo_epi64(x, y), _mm256_unpackhi_epi64(x, y));
}

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

PALETTE_VPOPCNT inline __mmask8 lanes_of(std::size_t words_left) {
    return static_cast<__mmask8>(words_left < kLaneWords ? (1U << words_left) - 1 : 0xffU);
}

// The query stays in registers. What counts the same is added up first.
template <std::size_t kQueryBits>
PALETTE_VPOPCNT void dot_coarse_of(const CoarseRows& rows, const std::uint64_t* query, std::size_t words,
                                   std::int64_t* products) {
    std::fill_n(products, rows.places.size(), 0);
    for (std::size_t w = 0; w < words; w += kLaneWords) {
        const __mmask8 in = lanes_of(words - w);
        std::array<Lanes, kQueryBits> planes;
        PALETTE_UNROLL
        for (std::size_t c = 0; c < kQueryBits; ++c) {
            planes[c] = {_mm512_maskz_loadu_epi64(in, query + c * words + w)};
        }
        for (std::size_t i = 0; i < rows.places.size(); ++i) {
            const std::uint64_t* middle = rows.middle + rows.places[i] * kMiddleBits * words + w;
            std::array<Lanes, kMiddleBits + kQueryBits> counts;
            PALETTE_UNROLL
            for (Lanes& count : counts) count = {_mm512_setzero_si512()};
            PALETTE_UNROLL
            for (std::size_t b = 0; b <= kMiddleBits; ++b) {
                const std::uint64_t* words_of_bit =
                    b < kMiddleBits ? middle + b * words : rows.signs + i * words + w;
                const __m512i bits = _mm512_maskz_loadu_epi64(in, words_of_bit);
                PALETTE_UNROLL
                for (std::size_t c = 0; c < kQueryBits; ++c) {
                    const __m512i count = and_popcount(bits, planes[c].words);
                    // The highest bit of two's complement counts against the others.
                    __m512i& sum = counts[b + c].words;
                    sum = c + 1 == kQueryBits ? _mm512_sub_epi64(sum, count) : _mm512_add_epi64(sum, count);
                }
            }
            __m512i total = counts.back().words;
            PALETTE_UNROLL
            for (std::size_t weight = 2; weight <= counts.size(); ++weight) {
                total =
                    _mm512_add_epi64(_mm512_add_epi64(total, total), counts[counts.size() - weight].words);
            }
            products[i] += _mm512_reduce_add_epi64(total);
        }
    }
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

// A register a row, of as many words as half of one has lanes.
PALETTE_VPOPCNT void scan_rows_vpopcnt(const std::uint64_t* rows, std::size_t words,
                                       const std::uint64_t* query, std::span<const std::uint16_t> places,
                                       const std::int32_t* begun, std::int32_t* sums) {
    constexpr std::size_t kWordsMax = 4;
    constexpr std::size_t kRowsAtOnce = 4;
    if (words > kWordsMax) return scan_rows_portable(rows, words, query, places, begun, sums);
    const auto in = static_cast<__mmask8>((1U << words) - 1);
    static_assert(kSignQueryBits == 3);
    const __m256i ones = _mm256_maskz_loadu_epi64(in, query);
    const __m256i twos = _mm256_maskz_loadu_epi64(in, query + words);
    const __m256i fours = _mm256_maskz_loadu_epi64(in, query + 2 * words);
    for (std::size_t i = 0; i < places.size(); i += kRowsAtOnce) {
        std::array<std::size_t, kRowsAtOnce> at;  // the last one again where there are too few
        std::array<HalfLanes, kRowsAtOnce> counts;
        PALETTE_UNROLL
        for (std::size_t j = 0; j < kRowsAtOnce; ++j) {
            at[j] = places[std::min(i + j, places.size() - 1)];
            const __m256i row = _mm256_maskz_loadu_epi64(in, rows + at[j] * words);
            const __m256i upper = add_doubled(_mm256_popcnt_epi64(_mm256_xor_si256(row, twos)),
                                              _mm256_popcnt_epi64(_mm256_xor_si256(row, fours)));
            counts[j] = {add_doubled(_mm256_popcnt_epi64(_mm256_xor_si256(row, ones)), upper)};
        }
        const __m256i first = added_in_twos(counts[0].words, counts[1].words);
        const __m256i last = added_in_twos(counts[2].words, counts[3].words);
        const __m256i all = _mm256_add_epi64(_mm256_permute2x128_si256(first, last, 0x20),
                                             _mm256_permute2x128_si256(first, last, 0x31));
        std::array<std::int32_t, kRowsAtOnce> found;
        _mm_storeu_si128(reinterpret_cast<__m128i*>(found.data()), _mm256_cvtepi64_epi32(all));
        for (std::size_t j = 0; j < kRowsAtOnce; ++j) sums[at[j]] = begun[at[j]] + found[j];
    }
}

PALETTE_VPOPCNT std::int64_t dot_planes_vpopcnt(BitPlanes row, BitPlanes query, std::size_t words) {
    __m512i sum = _mm512_setzero_si512();
    for (std::size_t w = 0; w < words; w += kLaneWords) {
        const __mmask8 in = lanes_of(words - w);
        __m512i part = _mm512_setzero_si512();
        for (std::size_t b = row.bits; b-- > 0;) {
            const __m512i bits = _mm512_maskz_loadu_epi64(in, row.words + b * words + w);
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

void dot_coarse_vpopcnt(const CoarseRows& rows, BitPlanes query, std::size_t words, std::int64_t* products) {
    switch (query.bits) {
        case kCoarseQueryBits:
            return dot_coarse_of<kCoarseQueryBits>(rows, query.words, words, products);
        case kFineQueryBits:
            return dot_coarse_of<kFineQueryBits>(rows, query.words, words, products);
        default:
            dot_coarse_portable(rows, query, words, products);
    }
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
void scan_rows_vpopcnt(const std::uint64_t* /*rows*/, std::size_t /*words*/, const std::uint64_t* /*query*/,
                       std::span<const std::uint16_t> /*places*/, const std::int32_t* /*begun*/,
                       std::int32_t* /*sums*/) {
    std::unreachable();
}
std::int64_t dot_planes_vpopcnt(BitPlanes /*row*/, BitPlanes /*query*/, std::size_t /*words*/) {
    std::unreachable();
}
void dot_coarse_vpopcnt(const CoarseRows& /*rows*/, BitPlanes /*query*/, std::size_t /*words*/,
                        std::int64_t* /*products*/) {
    std::unreachable();
}

}  // namespace palette::vectors

#endif
