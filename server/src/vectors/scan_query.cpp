#include "vectors/scan_query.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <memory>

namespace palette::vectors {
namespace {

constexpr std::size_t kCoarseQueryBits = 6;
constexpr std::size_t kFineQueryBits = 12;

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

QueryPart::QueryPart(const QueryPlanes& query, std::size_t padded, std::size_t first, std::size_t end)
    : words(make_aligned<std::uint64_t>(query.bits * (end - first))) {
    for (std::size_t bit = 0; bit < query.bits; ++bit) {
        const double weight = std::ldexp(bit + 1 == query.bits ? -1.0 : 1.0, static_cast<int>(bit));
        for (std::size_t w = first; w < end; ++w) {
            const std::uint64_t word = query.words[bit * padded / 64 + w];
            words[bit * (end - first) + w - first] = word;
            sum += weight * std::popcount(word);
        }
    }
}

CentredQuery::CentredQuery(const float* rest, std::size_t padded, float along_centre)
    : along(along_centre),
      squared_length(dot(rest, rest, padded)),
      largest(largest_of(rest, padded)),
      scan(rest, padded, kScanBits, largest),
      front(scan, padded, 0, front_words(padded)),
      rear(scan, padded, front_words(padded), padded / 64),
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
