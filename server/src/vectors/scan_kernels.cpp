#include "vectors/scan_kernels.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "vectors/scan_kernels.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h must come first.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace palette::vectors::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using FloatTag = hn::CappedTag<float, 16>;

float dot(const float* x, const float* y, std::size_t padded) {
    const FloatTag d;
    const std::size_t lanes = hn::Lanes(d);
    auto even = hn::Zero(d);
    auto odd = hn::Zero(d);
    for (std::size_t i = 0; i < padded; i += 2 * lanes) {
        even = hn::MulAdd(hn::LoadU(d, x + i), hn::LoadU(d, y + i), even);
        odd = hn::MulAdd(hn::LoadU(d, x + i + lanes), hn::LoadU(d, y + i + lanes), odd);
    }
    return hn::GetLane(hn::SumOfLanes(d, hn::Add(even, odd)));
}

void add_scaled(float factor, const float* addend, float* values, std::size_t padded) {
    const FloatTag d;
    const auto factors = hn::Set(d, factor);
    for (std::size_t i = 0; i < padded; i += hn::Lanes(d)) {
        hn::StoreU(hn::MulAdd(factors, hn::LoadU(d, addend + i), hn::LoadU(d, values + i)), d, values + i);
    }
}

void hadamard(float* values, std::size_t length) {
    const FloatTag d;
    const std::size_t lanes = hn::Lanes(d);
    std::size_t half = 1;
    for (; half < lanes; half *= 2) {
        for (std::size_t start = 0; start < length; start += 2 * half) {
            for (std::size_t i = start; i < start + half; ++i) {
                const float x = values[i];
                const float y = values[i + half];
                values[i] = x + y;
                values[i + half] = x - y;
            }
        }
    }
    for (; half < length; half *= 2) {
        for (std::size_t start = 0; start < length; start += 2 * half) {
            for (std::size_t i = start; i < start + half; i += lanes) {
                const auto x = hn::LoadU(d, values + i);
                const auto y = hn::LoadU(d, values + i + half);
                hn::StoreU(hn::Add(x, y), d, values + i);
                hn::StoreU(hn::Sub(x, y), d, values + i + half);
            }
        }
    }
}

void pack_planes(const std::int16_t* values, std::size_t padded, std::size_t bits, std::uint64_t* planes) {
    const hn::CappedTag<std::int16_t, 64> d;
    const std::size_t words = padded / 64;
    for (std::size_t w = 0; w < words; ++w) {
        for (std::size_t b = 0; b < bits; ++b) {
            const auto bit = hn::Set(d, static_cast<std::int16_t>(std::uint16_t{1} << b));
            std::uint64_t packed = 0;
            for (std::size_t i = 0; i < 64; i += hn::Lanes(d)) {
                std::uint64_t found = 0;
                hn::StoreMaskBits(d, hn::TestBit(hn::LoadU(d, values + w * 64 + i), bit),
                                  reinterpret_cast<std::uint8_t*>(&found));
                packed |= found << i;
            }
            planes[b * words + w] = packed;
        }
    }
}

HWY_INLINE hn::Vec<FloatTag> load_half(const Half* values) {
    const FloatTag d;
    const hn::Rebind<hwy::float16_t, FloatTag> dh;
    return hn::PromoteTo(d, hn::LoadU(dh, reinterpret_cast<const hwy::float16_t*>(values)));
}

// Of as many rows as a vector has lanes.
HWY_INLINE hn::Vec<FloatTag> score_of(const Estimator& estimator, const std::int32_t* sums,
                                      hn::Vec<FloatTag> alongs, hn::Vec<FloatTag> factors) {
    const FloatTag d;
    const auto sum = hn::ConvertTo(d, hn::LoadU(hn::Rebind<std::int32_t, FloatTag>(), sums));
    const auto product = hn::MulAdd(hn::Set(d, estimator.scale), sum, hn::Set(d, estimator.offset));
    return hn::MulAdd(factors, product, hn::Mul(hn::Set(d, estimator.along), alongs));
}

PickSums pick(const Estimator& estimator, const std::int32_t* sums, const Half* alongs, const Half* factors,
              std::span<const std::uint64_t> passing, float threshold, std::uint64_t* promising,
              ReadAhead& ahead) {
    // About what memory gives in the time that 64 rows take.
    constexpr std::size_t kLines = 6;
    const FloatTag d;
    const auto slack = hn::Set(d, estimator.slack);
    const auto needed = hn::Set(d, threshold);
    auto scores = hn::Zero(d);
    auto squares = hn::Zero(d);
    std::uint64_t count = 0;
    for (std::size_t word = 0; word < passing.size(); ++word) {
        ahead.bring(kLines);
        const std::uint64_t in_word = passing[word];
        count += static_cast<std::uint64_t>(std::popcount(in_word));
        std::uint64_t reaching = 0;
        for (std::size_t i = 0; in_word != 0 && i < 64; i += hn::Lanes(d)) {
            const std::size_t row = word * 64 + i;
            const std::uint64_t bits = in_word >> i;
            const auto in = hn::LoadMaskBits(d, reinterpret_cast<const std::uint8_t*>(&bits));
            const auto factor = load_half(factors + row);
            const auto score = score_of(estimator, sums + row, load_half(alongs + row), factor);
            const auto reaches = hn::Ge(hn::MulAdd(factor, slack, score), needed);
            std::uint64_t found = 0;
            hn::StoreMaskBits(d, reaches, reinterpret_cast<std::uint8_t*>(&found));
            reaching |= found << i;
            const auto counted = hn::IfThenElseZero(in, score);
            scores = hn::Add(scores, counted);
            squares = hn::MulAdd(counted, counted, squares);
        }
        promising[word] = reaching & in_word;
    }
    return {count, hn::GetLane(hn::SumOfLanes(d, scores)), hn::GetLane(hn::SumOfLanes(d, squares))};
}

EstimateSums estimate(const Estimator& estimator, const std::int32_t* sums, const Half* alongs,
                      const Half* factors, std::uint64_t passing) {
    const FloatTag d;
    const auto highest = hn::Set(d, std::numeric_limits<float>::infinity());
    const auto lowest = hn::Neg(highest);
    auto scores = hn::Zero(d);
    auto squares = hn::Zero(d);
    auto squared_factors = hn::Zero(d);
    auto squared_alongs = hn::Zero(d);
    auto least = highest;
    auto most = lowest;
    for (std::size_t i = 0; i < 64; i += hn::Lanes(d)) {
        const std::uint64_t bits = passing >> i;
        const auto in = hn::LoadMaskBits(d, reinterpret_cast<const std::uint8_t*>(&bits));
        const auto row_along = load_half(alongs + i);
        const auto factor = load_half(factors + i);
        const auto score = score_of(estimator, sums + i, row_along, factor);
        const auto counted = hn::IfThenElseZero(in, score);
        scores = hn::Add(scores, counted);
        squares = hn::MulAdd(counted, counted, squares);
        const auto counted_factor = hn::IfThenElseZero(in, factor);
        squared_factors = hn::MulAdd(counted_factor, counted_factor, squared_factors);
        const auto counted_along = hn::IfThenElseZero(in, row_along);
        squared_alongs = hn::MulAdd(counted_along, counted_along, squared_alongs);
        least = hn::Min(least, hn::IfThenElse(in, score, highest));
        most = hn::Max(most, hn::IfThenElse(in, score, lowest));
    }
    return {hn::GetLane(hn::SumOfLanes(d, scores)),          hn::GetLane(hn::SumOfLanes(d, squares)),
            hn::GetLane(hn::SumOfLanes(d, squared_factors)), hn::GetLane(hn::SumOfLanes(d, squared_alongs)),
            hn::GetLane(hn::MinOfLanes(d, least)),           hn::GetLane(hn::MaxOfLanes(d, most))};
}

#if HWY_TARGET == HWY_SCALAR

void scan_signs_portable(const std::uint64_t* signs, std::size_t words, const std::uint64_t* query,
                         std::span<const std::uint8_t> groups, std::int32_t* sums, ReadAhead& ahead) {
    for (const std::size_t number : groups) {
        ahead.bring(words);
        for (std::size_t row = 0; row < kGroupRows; ++row) {
            const std::uint64_t* group = signs + number * kGroupRows * words + row;
            std::int32_t sum = 0;
            for (std::size_t bit = 0; bit < kSignQueryBits; ++bit) {
                for (std::size_t w = 0; w < words; ++w) {
                    sum += std::popcount(group[w * kGroupRows] ^ query[bit * words + w]) << bit;
                }
            }
            sums[number * kGroupRows + row] = sum;
        }
    }
}

std::int64_t dot_planes_portable(BitPlanes row, BitPlanes query, std::size_t words) {
    std::int64_t sum = 0;
    for (std::size_t b = 0; b < row.bits; ++b) {
        for (std::size_t c = 0; c < query.bits; ++c) {
            std::int64_t count = 0;
            for (std::size_t w = 0; w < words; ++w) {
                count += std::popcount(row.words[b * words + w] & query.words[c * words + w]);
            }
            sum += (c + 1 == query.bits ? -count : count) << (b + c);
        }
    }
    return sum;
}

#else

using WordTag = hn::CappedTag<std::uint64_t, kGroupRows>;
using Words = hn::Vec<WordTag>;

// In each lane.
HWY_INLINE Words popcount(Words values) {
    return hn::SumsOf8(hn::PopulationCount(hn::BitCast(hn::Repartition<std::uint8_t, WordTag>(), values)));
}

void scan_signs_portable(const std::uint64_t* signs, std::size_t words, const std::uint64_t* query,
                         std::span<const std::uint8_t> groups, std::int32_t* sums, ReadAhead& ahead) {
    const WordTag d;
    const std::size_t lanes = hn::Lanes(d);
    HWY_ALIGN std::uint64_t lane_sums[kGroupRows];
    for (const std::size_t number : groups) {
        ahead.bring(words);
        const std::uint64_t* rows = signs + number * kGroupRows * words;
        for (std::size_t row = 0; row < kGroupRows; row += lanes) {
            auto sum = hn::Zero(d);
            for (std::size_t bit = kSignQueryBits; bit-- > 0;) {
                sum = hn::Add(sum, sum);
                for (std::size_t w = 0; w < words; ++w) {
                    const auto plane = hn::Set(d, query[bit * words + w]);
                    sum = hn::Add(sum, popcount(hn::Xor(hn::LoadU(d, rows + w * kGroupRows + row), plane)));
                }
            }
            hn::StoreU(sum, d, lane_sums + row);
        }
        for (std::size_t row = 0; row < kGroupRows; ++row) {
            sums[number * kGroupRows + row] = static_cast<std::int32_t>(lane_sums[row]);
        }
    }
}

std::int64_t dot_planes_portable(BitPlanes row, BitPlanes query, std::size_t words) {
    const WordTag d;
    const std::size_t lanes = hn::Lanes(d);
    const std::size_t whole = words / lanes * lanes;
    std::int64_t sum = 0;
    for (std::size_t b = row.bits; b-- > 0;) {
        const std::uint64_t* bits = row.words + b * words;
        auto product = hn::Zero(d);
        std::int64_t rest = 0;
        // The highest bit of two's complement counts against the others.
        for (std::size_t c = query.bits; c-- > 0;) {
            const std::uint64_t* plane = query.words + c * words;
            auto count = hn::Zero(d);
            for (std::size_t w = 0; w < whole; w += lanes) {
                count = hn::Add(count, popcount(hn::And(hn::LoadU(d, bits + w), hn::LoadU(d, plane + w))));
            }
            std::int64_t more = 0;
            for (std::size_t w = whole; w < words; ++w) more += std::popcount(bits[w] & plane[w]);
            const bool highest = c + 1 == query.bits;
            product = highest ? hn::Sub(product, count) : hn::Add(hn::Add(product, product), count);
            rest = highest ? -more : 2 * rest + more;
        }
        sum = 2 * sum + static_cast<std::int64_t>(hn::GetLane(hn::SumOfLanes(d, product))) + rest;
    }
    return sum;
}

#endif

void scan_rows_portable(const std::uint64_t* rows, std::size_t words, const std::uint64_t* query,
                        std::span<const std::uint16_t> places, const std::int32_t* begun,
                        std::int32_t* sums) {
    for (const std::size_t place : places) {
        std::int32_t sum = 0;
        for (std::size_t bit = kSignQueryBits; bit-- > 0;) {
            sum *= 2;
            for (std::size_t w = 0; w < words; ++w) {
                sum += std::popcount(rows[place * words + w] ^ query[bit * words + w]);
            }
        }
        sums[place] = begun[place] + sum;
    }
}

void dot_coarse_portable(const CoarseRows& rows, BitPlanes query, std::size_t words, std::int64_t* products) {
    for (std::size_t i = 0; i < rows.places.size(); ++i) {
        const BitPlanes signs{rows.signs + i * words, 1};
        const BitPlanes middle{rows.middle + rows.places[i] * kMiddleBits * words, kMiddleBits};
        products[i] = HWY_NAMESPACE::dot_planes_portable(signs, query, words) * (1 << kMiddleBits) +
                      HWY_NAMESPACE::dot_planes_portable(middle, query, words);
    }
}

}  // namespace palette::vectors::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace palette::vectors {

HWY_EXPORT(dot);
HWY_EXPORT(add_scaled);
HWY_EXPORT(hadamard);
HWY_EXPORT(pack_planes);
HWY_EXPORT(pick);
HWY_EXPORT(estimate);
HWY_EXPORT(scan_signs_portable);
HWY_EXPORT(scan_rows_portable);
HWY_EXPORT(dot_planes_portable);
HWY_EXPORT(dot_coarse_portable);

float dot(const float* x, const float* y, std::size_t padded) {
    return HWY_DYNAMIC_DISPATCH(dot)(x, y, padded);
}

void add_scaled(float factor, const float* addend, float* values, std::size_t padded) {
    HWY_DYNAMIC_DISPATCH(add_scaled)(factor, addend, values, padded);
}

void hadamard(float* values, std::size_t length) {
    HWY_DYNAMIC_DISPATCH(hadamard)(values, length);
}

void pack_planes(const std::int16_t* values, std::size_t padded, std::size_t bits, std::uint64_t* planes) {
    HWY_DYNAMIC_DISPATCH(pack_planes)(values, padded, bits, planes);
}

PickSums pick(const Estimator& estimator, const std::int32_t* sums, const Half* alongs, const Half* factors,
              std::span<const std::uint64_t> passing, float threshold, std::uint64_t* promising,
              ReadAhead& ahead) {
    return HWY_DYNAMIC_DISPATCH(pick)(estimator, sums, alongs, factors, passing, threshold, promising, ahead);
}

EstimateSums estimate(const Estimator& estimator, const std::int32_t* sums, const Half* alongs,
                      const Half* factors, std::uint64_t passing) {
    return HWY_DYNAMIC_DISPATCH(estimate)(estimator, sums, alongs, factors, passing);
}

void scan_signs_portable(const std::uint64_t* signs, std::size_t words, const std::uint64_t* query,
                         std::span<const std::uint8_t> groups, std::int32_t* sums, ReadAhead& ahead) {
    HWY_DYNAMIC_DISPATCH(scan_signs_portable)(signs, words, query, groups, sums, ahead);
}

void scan_rows_portable(const std::uint64_t* rows, std::size_t words, const std::uint64_t* query,
                        std::span<const std::uint16_t> places, const std::int32_t* begun,
                        std::int32_t* sums) {
    HWY_DYNAMIC_DISPATCH(scan_rows_portable)(rows, words, query, places, begun, sums);
}

std::int64_t dot_planes_portable(BitPlanes row, BitPlanes query, std::size_t words) {
    return HWY_DYNAMIC_DISPATCH(dot_planes_portable)(row, query, words);
}

void dot_coarse_portable(const CoarseRows& rows, BitPlanes query, std::size_t words, std::int64_t* products) {
    HWY_DYNAMIC_DISPATCH(dot_coarse_portable)(rows, query, words, products);
}

void scan_signs(const std::uint64_t* signs, std::size_t words, const std::uint64_t* query,
                std::span<const std::uint8_t> groups, std::int32_t* sums, ReadAhead& ahead) {
    static const bool vpopcnt = has_vpopcnt();
    if (vpopcnt) {
        scan_signs_vpopcnt(signs, words, query, groups, sums, ahead);
    } else {
        scan_signs_portable(signs, words, query, groups, sums, ahead);
    }
}

void scan_rows(const std::uint64_t* rows, std::size_t words, const std::uint64_t* query,
               std::span<const std::uint16_t> places, const std::int32_t* begun, std::int32_t* sums) {
    static const bool vpopcnt = has_vpopcnt();
    if (vpopcnt) {
        scan_rows_vpopcnt(rows, words, query, places, begun, sums);
    } else {
        scan_rows_portable(rows, words, query, places, begun, sums);
    }
}

std::int64_t dot_planes(BitPlanes row, BitPlanes query, std::size_t words) {
    static const bool vpopcnt = has_vpopcnt();
    return vpopcnt ? dot_planes_vpopcnt(row, query, words) : dot_planes_portable(row, query, words);
}

void dot_coarse(const CoarseRows& rows, BitPlanes query, std::size_t words, std::int64_t* products) {
    static const bool vpopcnt = has_vpopcnt();
    if (vpopcnt) {
        dot_coarse_vpopcnt(rows, query, words, products);
    } else {
        dot_coarse_portable(rows, query, words, products);
    }
}

}  // namespace palette::vectors

#endif
