#include "vectors/row_codes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace palette::vectors {
namespace {

constexpr int kCodeMax = (1 << kCodeBits) - 1;
constexpr int kCodeZero = 1 << (kCodeBits - 1);

// Of the error per |q| and |r|, where `cosine` is that of a code and what it stands for.
float error_of(double cosine, std::size_t padded) {
    const double squared = cosine * cosine;
    return static_cast<float>(
        std::sqrt(std::max(0.0, 1 - squared) / squared / static_cast<double>(padded - 1)));
}

}  // namespace

std::shared_ptr<const Centre> make_centre(std::uint32_t number, const float* sum, std::size_t padded) {
    auto centre = std::make_shared<Centre>(number, make_aligned<float>(padded));
    const float length = std::sqrt(dot(sum, sum, padded));
    // Embeddings that cancel out have no common direction.
    if (length > kRestMin) add_scaled(1 / length, sum, centre->direction.get(), padded);
    return centre;
}

int unpack(std::span<const std::uint64_t* const> planes, std::size_t i) {
    int code = 0;
    for (std::size_t b = 0; b < planes.size(); ++b) {
        code |= static_cast<int>(planes[b][i / 64] >> (i % 64) & 1U) << b;
    }
    return code;
}

void encode_row(const float* unit, const Centre& centre, std::size_t padded, RowCodes& codes) {
    std::array<float, kDimensionMax> rest;
    std::array<std::int16_t, kDimensionMax> values{};
    const float* direction = centre.direction.get();
    codes.along = dot(unit, direction, padded);
    std::copy_n(unit, padded, rest.data());
    add_scaled(-codes.along, direction, rest.data(), padded);
    const double squared_length = dot(rest.data(), rest.data(), padded);
    if (squared_length < double{kRestMin} * kRestMin) {
        std::ranges::fill(codes.planes, 0);
        codes.sign_factor = codes.coarse_factor = codes.fine_factor = 0;
        codes.sign_error = codes.coarse_error = 0;
        return;
    }
    float largest = 0;
    for (std::size_t i = 0; i < padded; ++i) largest = std::max(largest, std::abs(rest[i]));
    const float steps = static_cast<float>(kCodeZero) / largest;
    float by_sign = 0;
    float by_coarse = 0;
    float by_fine = 0;
    float coarse_squares = 0;
    for (std::size_t i = 0; i < padded; ++i) {
        const int code = std::clamp(static_cast<int>(rest[i] * steps + kCodeZero), 0, kCodeMax);
        const float coarse = static_cast<float>(code >> kFineBits) - kCoarseMiddle;
        values[i] = static_cast<std::int16_t>(code);
        by_sign += code >= kCodeZero ? rest[i] : -rest[i];
        by_coarse += coarse * rest[i];
        by_fine += (static_cast<float>(code) - kFineMiddle) * rest[i];
        coarse_squares += coarse * coarse;
    }
    pack_planes(values.data(), padded, kCodeBits, codes.planes.data());
    codes.sign_factor = static_cast<float>(squared_length / by_sign);
    codes.coarse_factor = static_cast<float>(squared_length / by_coarse);
    codes.fine_factor = static_cast<float>(squared_length / by_fine);
    const double size = std::sqrt(static_cast<double>(padded));
    const double length = std::sqrt(squared_length);
    const double sign_cosine = by_sign / (length * size);
    codes.sign_error = static_cast<float>(error_of(sign_cosine, padded) * sign_cosine * size);
    codes.coarse_error = error_of(by_coarse / (length * std::sqrt(coarse_squares)), padded);
}

}  // namespace palette::vectors
