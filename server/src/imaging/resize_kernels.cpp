#include "imaging/resize_kernels.hpp"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "imaging/resize_kernels.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h must come first.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace palette::imaging::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

constexpr std::int32_t kHalf = 1 << (kWeightBits - 1);

void scale_down_byte(const std::uint8_t* rows, std::size_t bytes, std::span<const std::int32_t> weights,
                     std::uint8_t* out) {
    std::int32_t sum = kHalf;
    for (const std::int32_t weight : weights) {
        sum += *rows * weight;
        rows += bytes;
    }
    *out = static_cast<std::uint8_t>(std::clamp(sum >> kWeightBits, 0, 255));
}

#if HWY_TARGET == HWY_SCALAR

void scale_across(const std::uint8_t* row, std::size_t channels, std::span<const Taps> columns,
                  std::uint8_t* out) {
    for (const Taps& taps : columns) {
        const std::uint8_t* pixel = row + static_cast<std::size_t>(taps.first) * channels;
        for (std::size_t c = 0; c < channels; ++c) scale_down_byte(pixel + c, channels, taps.weights, out++);
    }
}

void scale_down(const std::uint8_t* rows, std::size_t bytes, std::span<const std::int32_t> weights,
                std::uint8_t* out) {
    for (std::size_t i = 0; i < bytes; ++i) scale_down_byte(rows + i, bytes, weights, out + i);
}

#else

// A pixel is one vector of four: of three channels, the fourth is the next pixel's and goes nowhere.
void scale_across(const std::uint8_t* row, std::size_t channels, std::span<const Taps> columns,
                  std::uint8_t* out) {
    const hn::FixedTag<std::int32_t, 4> d32;
    const hn::FixedTag<std::uint8_t, 4> d8;
    for (const Taps& taps : columns) {
        const std::uint8_t* pixel = row + static_cast<std::size_t>(taps.first) * channels;
        auto sum = hn::Set(d32, kHalf);
        for (const std::int32_t weight : taps.weights) {
            sum = hn::Add(sum, hn::Mul(hn::PromoteTo(d32, hn::LoadU(d8, pixel)), hn::Set(d32, weight)));
            pixel += channels;
        }
        hn::StoreU(hn::DemoteTo(d8, hn::ShiftRight<kWeightBits>(sum)), d8, out);
        out += channels;
    }
}

void scale_down(const std::uint8_t* rows, std::size_t bytes, std::span<const std::int32_t> weights,
                std::uint8_t* out) {
    const hn::CappedTag<std::int32_t, 16> d32;
    const hn::Rebind<std::uint8_t, decltype(d32)> d8;
    const std::size_t lanes = hn::Lanes(d32);
    const auto add = [&](auto sum, const std::uint8_t* in, std::int32_t weight) {
        return hn::Add(sum, hn::Mul(hn::PromoteTo(d32, hn::LoadU(d8, in)), hn::Set(d32, weight)));
    };
    const auto put = [&](auto sum, std::uint8_t* to) {
        hn::StoreU(hn::DemoteTo(d8, hn::ShiftRight<kWeightBits>(sum)), d8, to);
    };
    std::size_t i = 0;
    for (; i + 2 * lanes <= bytes; i += 2 * lanes) {
        auto even = hn::Set(d32, kHalf);
        auto odd = even;
        const std::uint8_t* in = rows + i;
        for (const std::int32_t weight : weights) {
            even = add(even, in, weight);
            odd = add(odd, in + lanes, weight);
            in += bytes;
        }
        put(even, out + i);
        put(odd, out + i + lanes);
    }
    for (; i < bytes; ++i) scale_down_byte(rows + i, bytes, weights, out + i);
}

#endif

}  // namespace palette::imaging::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace palette::imaging {

HWY_EXPORT(scale_across);
HWY_EXPORT(scale_down);

void scale_across(const std::uint8_t* row, std::size_t channels, std::span<const Taps> columns,
                  std::uint8_t* out) {
    HWY_DYNAMIC_DISPATCH(scale_across)(row, channels, columns, out);
}

void scale_down(const std::uint8_t* rows, std::size_t bytes, std::span<const std::int32_t> weights,
                std::uint8_t* out) {
    HWY_DYNAMIC_DISPATCH(scale_down)(rows, bytes, weights, out);
}

}  // namespace palette::imaging

#endif
