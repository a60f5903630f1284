#include "vectors/scan_kernels.hpp"

#include <algorithm>
#include <cstring>

#include "vectors/vector_index.hpp"

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

// What is left of an embedding without its part along `direction`.
struct Residual {
    const float* unit;
    const float* direction;
    float along;

    HWY_INLINE hn::Vec<FloatTag> at(std::size_t i) const {
        const FloatTag d;
        return hn::NegMulAdd(hn::Set(d, along), hn::LoadU(d, direction + i), hn::LoadU(d, unit + i));
    }

    float largest(std::size_t padded) const {
        const FloatTag d;
        auto largest = hn::Zero(d);
        for (std::size_t i = 0; i < padded; i += hn::Lanes(d)) largest = hn::Max(largest, hn::Abs(at(i)));
        return hn::GetLane(hn::MaxOfLanes(d, largest));
    }

    void encode(float step, std::size_t padded, std::int16_t* codes) const {
        const FloatTag d;
        const hn::Rebind<std::int16_t, FloatTag> d16;
        const auto per_step = hn::Set(d, step > kStepMin ? 1 / step : 0);
        for (std::size_t i = 0; i < padded; i += hn::Lanes(d)) {
            hn::StoreU(hn::DemoteTo(d16, hn::NearestInt(hn::Mul(at(i), per_step))), d16, codes + i);
        }
    }
};

void encode_query(const float* unit, const float* direction, std::size_t padded, QueryCodes& query) {
    const hn::CappedTag<std::int16_t, kCodeAlignment / 2> d16;
    const hn::Rebind<std::int8_t, decltype(d16)> d8;
    query.along = dot(unit, direction, padded);
    const Residual residual{unit, direction, query.along};
    query.step = residual.largest(padded) / kQueryCodeMax;
    residual.encode(query.step, padded, query.values.get());
    query.offset = 0;
    for (std::size_t i = 0; i < padded; ++i) query.offset += kCodeZero * query.values[i];
    for (std::size_t i = 0; i < padded; i += hn::Lanes(d16)) {
        const auto values = hn::LoadU(d16, query.values.get() + i);
        hn::StoreU(hn::DemoteTo(d8, hn::ShiftRight<kPlaneBits>(values)), d8, query.high.get() + i);
        hn::StoreU(hn::DemoteTo(d8, hn::And(values, hn::Set(d16, (1 << kPlaneBits) - 1))), d8,
                   query.low.get() + i);
    }
}

RowFactors encode_row(const float* unit, const float* direction, std::size_t padded, CodeRows& rows,
                      std::size_t row) {
    const float along = dot(unit, direction, padded);
    const Residual residual{unit, direction, along};
    const float step = residual.largest(padded) / kCodeMax;
    std::int16_t codes[kDimensionMax];
    residual.encode(step, padded, codes);
    std::uint8_t* bytes = rows.bytes.get() + row * padded;
    for (std::size_t i = 0; i < padded; ++i) {
        codes[i] = static_cast<std::int16_t>(codes[i] + kCodeZero);
        bytes[i] = static_cast<std::uint8_t>(codes[i] >> 1);
    }
    std::uint8_t* bits = rows.bits.get() + row * padded / 8;
    for (std::size_t i = 0; i < padded / 8; ++i) {
        int packed = 0;
        for (int bit = 0; bit < 8; ++bit) packed |= (codes[8 * i + static_cast<std::size_t>(bit)] & 1) << bit;
        bits[i] = static_cast<std::uint8_t>(packed);
    }
    return {along, step};
}

#if HWY_TARGET == HWY_SCALAR

std::int32_t dot_row(const CodeRows& rows, std::size_t padded, std::size_t row, const QueryCodes& query) {
    std::int32_t sum = 0;
    for (std::size_t i = 0; i < padded; ++i) sum += query.values[i] * rows.code(row, i, padded);
    return sum;
}

#else

std::int32_t dot_row(const CodeRows& rows, std::size_t padded, std::size_t row, const QueryCodes& query) {
    const hn::CappedTag<std::int16_t, 16> d16;
    const hn::Rebind<std::uint8_t, decltype(d16)> d8;
    const hn::RepartitionToWide<decltype(d16)> d32;
    const std::uint8_t* bytes = rows.bytes.get() + row * padded;
    const std::uint8_t* bits = rows.bits.get() + row * padded / 8;
    HWY_ALIGN static constexpr std::int16_t kBitOfLane[16] = {
        1,      1 << 1, 1 << 2,  1 << 3,  1 << 4,  1 << 5,  1 << 6,  1 << 7,
        1 << 8, 1 << 9, 1 << 10, 1 << 11, 1 << 12, 1 << 13, 1 << 14, -32768};
    const auto bit_of_lane = hn::Load(d16, kBitOfLane);
    auto sum = hn::Zero(d32);
    auto more = hn::Zero(d32);
    for (std::size_t i = 0; i < padded; i += hn::Lanes(d16)) {
        std::uint16_t sixteen = 0;  // bits of codes i / 16 * 16 and on
        std::memcpy(&sixteen, bits + i / 16 * 2, sizeof(sixteen));
        const auto lane_bits = hn::Set(d16, static_cast<std::int16_t>(sixteen >> (i % 16)));
        const auto lowest = hn::VecFromMask(d16, hn::TestBit(lane_bits, bit_of_lane));  // 0 or -1
        const auto upper = hn::PromoteTo(d16, hn::LoadU(d8, bytes + i));
        const auto codes = hn::Sub(hn::Add(upper, upper), lowest);
        sum = hn::ReorderWidenMulAccumulate(d32, codes, hn::LoadU(d16, query.values.get() + i), sum, more);
    }
    return without_offset(hn::GetLane(hn::SumOfLanes(d32, hn::Add(sum, more))), query);
}

#endif

void dot_codes_portable(const CodeRows& rows, std::size_t padded, std::span<const std::uint16_t> listed,
                        const QueryCodes& query, std::int32_t* sums) {
    for (std::size_t i = 0; i < listed.size(); ++i) sums[i] = dot_row(rows, padded, listed[i], query);
}

}  // namespace palette::vectors::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace palette::vectors {

HWY_EXPORT(dot);
HWY_EXPORT(encode_query);
HWY_EXPORT(encode_row);
HWY_EXPORT(dot_codes_portable);

QueryCodes::QueryCodes(std::size_t padded)
    : values(make_aligned<std::int16_t>(padded)),
      high(make_aligned<std::int8_t>(padded)),
      low(make_aligned<std::int8_t>(padded)) {}

float dot(const float* x, const float* y, std::size_t padded) {
    return HWY_DYNAMIC_DISPATCH(dot)(x, y, padded);
}

void encode_query(const float* unit, const float* direction, std::size_t padded, QueryCodes& query) {
    HWY_DYNAMIC_DISPATCH(encode_query)(unit, direction, padded, query);
}

RowFactors encode_row(const float* unit, const float* direction, std::size_t padded, CodeRows& rows,
                      std::size_t row) {
    return HWY_DYNAMIC_DISPATCH(encode_row)(unit, direction, padded, rows, row);
}

void dot_codes_portable(const CodeRows& rows, std::size_t padded, std::span<const std::uint16_t> listed,
                        const QueryCodes& query, std::int32_t* sums) {
    HWY_DYNAMIC_DISPATCH(dot_codes_portable)(rows, padded, listed, query, sums);
}

void dot_codes(const CodeRows& rows, std::size_t padded, std::span<const std::uint16_t> listed,
               const QueryCodes& query, std::int32_t* sums) {
    static const bool vnni = has_vnni();
    if (vnni) {
        dot_codes_vnni(rows, padded, listed, query, sums);
    } else {
        dot_codes_portable(rows, padded, listed, query, sums);
    }
}

}  // namespace palette::vectors

#endif
