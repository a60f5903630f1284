#include "vectors/scan_query.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace palette::vectors {
namespace {

constexpr std::size_t kCoarseQueryBits = 6;
constexpr std::size_t kFineQueryBits = 12;

}  // namespace

QueryPlanes::QueryPlanes(const float* rest, std::size_t padded, std::size_t plane_count)
    : words(make_aligned<std::uint64_t>(plane_count * padded / 64)), bits(plane_count) {
    float largest = 0;
    for (std::size_t i = 0; i < padded; ++i) largest = std::max(largest, std::abs(rest[i]));
    if (largest < kRestMin) return;
    const auto most = static_cast<float>((1 << (bits - 1)) - 1);
    step = largest / most;
    std::array<std::int16_t, kDimensionMax> values;
    for (std::size_t i = 0; i < padded; ++i) {
        const float value = std::nearbyint(rest[i] / step);
        const float error = rest[i] - step * value;
        values[i] = static_cast<std::int16_t>(value);
        sum += value;
        squared_error += double{error} * double{error};
    }
    pack_planes(values.data(), padded, bits, words.get());
}

CentredQuery::CentredQuery(const float* rest, std::size_t padded, float along_centre)
    : along(along_centre),
      squared_length(dot(rest, rest, padded)),
      scan(rest, padded, kScanBits),
      coarse(rest, padded, kCoarseQueryBits),
      fine(rest, padded, kFineQueryBits) {}

const CentredQuery& ScanQuery::at(const Centre& centre) {
    if (centre.number >= centred_.size()) centred_.resize(centre.number + 1);
    auto& centred = centred_[centre.number];
    if (!centred) {
        std::array<float, kDimensionMax> rest;
        const float along = dot(unit_.data(), centre.direction.get(), unit_.size());
        std::ranges::copy(unit_, rest.begin());
        add_scaled(-along, centre.direction.get(), rest.data(), unit_.size());
        centred = std::make_unique<const CentredQuery>(rest.data(), unit_.size(), along);
    }
    return *centred;
}

}  // namespace palette::vectors
