#include "vectors/scan_query.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

namespace palette::vectors {
namespace {

// The nearest integer, the even one of two, of numbers below 2^22: without the library call that compilers
// make of std::nearbyint() where the target has no instruction for it.
float rounded(float value) {
    constexpr float kNoFractions = 0x1.8p23F;
    return (value + kNoFractions) - kNoFractions;
}

float largest_of(const float* values, std::size_t count) {
    float largest = 0;
    for (std::size_t i = 0; i < count; ++i) largest = std::max(largest, std::abs(values[i]));
    return largest;
}

}  // namespace

QueryPlanes::QueryPlanes(const float* rest, std::size_t padded, std::size_t plane_count, float largest)
    : words(make_aligned<std::uint64_t>(plane_count * padded / 64)), bits(plane_count) {
    if (largest < kRestMin) return;
    const auto most = static_cast<float>((1 << (bits - 1)) - 1);
    step = largest / most;
    const float steps = most / largest;
    std::array<float, kDimensionMax> errors;
    std::array<std::int16_t, kDimensionMax> values;
    for (std::size_t i = 0; i < padded; ++i) {
        const float value = rounded(rest[i] * steps);
        errors[i] = rest[i] - step * value;
        values[i] = static_cast<std::int16_t>(value);
        sum += values[i];
    }
    squared_error = dot(errors.data(), errors.data(), padded);
    pack_planes(values.data(), padded, bits, words.get());
}

SignQuery::SignQuery(const float* rest, std::size_t padded) {
    // In deviations, what loses least of normal numbers (Max, Quantizing for minimum distortion, 1960).
    static_assert(kSignQueryBits == 3);
    constexpr float kStep = 0.586F;
    constexpr int kHalf = 1 << (kSignQueryBits - 1);
    const std::size_t front_count = 64 * front_words(padded);
    const std::size_t rear_count = padded - front_count;
    const float squared_length = dot(rest, rest, padded);
    const float deviation = std::sqrt(squared_length / static_cast<float>(padded));
    const float steps = squared_length < kRestMin * kRestMin ? 0 : 1 / (kStep * deviation);
    std::array<float, kDimensionMax> numbers;
    std::array<std::int16_t, kDimensionMax> bits;
    for (std::size_t i = 0; i < padded; ++i) {
        const float wanted = std::clamp(rest[i] * steps + kHalf, 0.0F, 2 * kHalf - 1.0F);
        bits[i] = static_cast<std::int16_t>(wanted);
        numbers[i] = static_cast<float>(2 * bits[i] - (2 * kHalf - 1));
    }
    const auto stand_in = [&](std::size_t count) -> StandIn {
        const float product = dot(numbers.data(), rest, count);
        if (product <= 0) return {};
        const float scale = squared_length / product;
        return {scale, scale * scale * dot(numbers.data(), numbers.data(), count)};
    };
    const auto pack = [&](std::size_t first, std::size_t count) {
        auto words = make_aligned<std::uint64_t>(kSignQueryBits * count / 64);
        pack_planes(bits.data() + first, count, kSignQueryBits, words.get());
        return words;
    };
    front = stand_in(front_count);
    all = stand_in(padded);
    front_planes = pack(0, front_count);
    rear_planes = pack(front_count, rear_count);
}

CentredQuery::CentredQuery(const float* rest, std::size_t padded, float along_centre)
    : along(along_centre),
      squared_length(dot(rest, rest, padded)),
      largest(largest_of(rest, padded)),
      signs(rest, padded),
      coarse(rest, padded, kCoarseQueryBits, largest),
      fine(rest, padded, kFineQueryBits, largest) {}

ScanQuery::~ScanQuery() {
    for (const auto& centred : centred_) delete centred.load(std::memory_order_relaxed);
}

const CentredQuery& ScanQuery::at(const Centre& centre) const {
    auto& centred = centred_.at(centre.number);
    if (const auto* made = centred.load(std::memory_order_acquire)) return *made;
    const std::lock_guard lock(making_);
    if (const auto* made = centred.load(std::memory_order_relaxed)) return *made;
    std::array<float, kDimensionMax> rest;
    const float along = dot(unit_.data(), centre.direction.get(), unit_.size());
    std::ranges::copy(unit_, rest.begin());
    add_scaled(-along, centre.direction.get(), rest.data(), unit_.size());
    auto made = std::make_unique<const CentredQuery>(rest.data(), unit_.size(), along);
    centred.store(made.get(), std::memory_order_release);
    return *made.release();
}

}  // namespace palette::vectors
