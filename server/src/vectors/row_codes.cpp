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

// Bit b of eight bytes, the first byte's lowest.
std::uint64_t bits_of(std::uint64_t bytes, std::size_t b) {
    constexpr std::uint64_t kEach = 0x0101010101010101U;
    constexpr std::uint64_t kGather = 0x0102040810204080U;  // brings the bit of byte i to bit 56 + i
    return ((bytes >> b & kEach) * kGather) >> 56U;
}

}  // namespace

std::shared_ptr<const Centre> make_centre(std::uint32_t number, const float* sum, std::size_t padded) {
    auto centre = std::make_shared<Centre>(number, make_aligned<float>(padded));
    const float length = std::sqrt(dot(sum, sum, padded));
    // Embeddings that cancel out have no common direction.
    if (length > kRestMin) add_scaled(1 / length, sum, centre->direction.get(), padded);
    return centre;
}

void pack_planes(const std::int16_t* values, std::size_t padded, std::size_t bits, std::uint64_t* planes) {
    const std::size_t words = padded / 64;
    for (std::size_t w = 0; w < words; ++w) {
        std::array<std::uint64_t, 16> packed{};
        for (std::size_t eighth = 0; eighth < 8; ++eighth) {
            std::uint64_t low = 0;
            std::uint64_t high = 0;
            for (std::size_t i = 0; i < 8; ++i) {
                const auto value = static_cast<std::uint16_t>(values[w * 64 + eighth * 8 + i]);
                low |= std::uint64_t{value & 0xffU} << (8 * i);
                high |= std::uint64_t{static_cast<unsigned>(value) >> 8U} << (8 * i);
            }
            for (std::size_t b = 0; b < bits; ++b) {
                packed[b] |= bits_of(b < 8 ? low : high, b % 8) << (8 * eighth);
            }
        }
        for (std::size_t b = 0; b < bits; ++b) planes[b * words + w] = packed[b];
    }
}

int unpack(RowPlanes planes, std::size_t i) {
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
        codes.sign_factor = codes.pair_factor = codes.coarse_factor = codes.fine_factor = 0;
        codes.sign_error = codes.pair_error = codes.coarse_error = 0;
        return;
    }
    float largest = 0;
    for (std::size_t i = 0; i < padded; ++i) largest = std::max(largest, std::abs(rest[i]));
    const float steps = static_cast<float>(kCodeZero) / largest;
    float by_sign = 0;
    float by_pair = 0;
    float by_coarse = 0;
    float by_fine = 0;
    float pair_squares = 0;
    float coarse_squares = 0;
    for (std::size_t i = 0; i < padded; ++i) {
        const int code = std::clamp(static_cast<int>(rest[i] * steps + kCodeZero), 0, kCodeMax);
        const float pair = static_cast<float>(code >> (kCodeBits - 2)) - kPairMiddle;
        const float coarse = static_cast<float>(code >> kFineBits) - kCoarseMiddle;
        values[i] = static_cast<std::int16_t>(code);
        by_sign += code >= kCodeZero ? rest[i] : -rest[i];
        by_pair += pair * rest[i];
        by_coarse += coarse * rest[i];
        by_fine += (static_cast<float>(code) - kFineMiddle) * rest[i];
        pair_squares += pair * pair;
        coarse_squares += coarse * coarse;
    }
    pack_planes(values.data(), padded, kCodeBits, codes.planes.data());
    codes.sign_factor = static_cast<float>(squared_length / by_sign);
    codes.pair_factor = static_cast<float>(squared_length / by_pair);
    codes.coarse_factor = static_cast<float>(squared_length / by_coarse);
    codes.fine_factor = static_cast<float>(squared_length / by_fine);
    const double size = std::sqrt(static_cast<double>(padded));
    const double length = std::sqrt(squared_length);
    const double sign_cosine = by_sign / (length * size);
    codes.sign_error = static_cast<float>(error_of(sign_cosine, padded) * sign_cosine * size);
    codes.pair_error = error_of(by_pair / (length * std::sqrt(pair_squares)), padded);
    codes.coarse_error = error_of(by_coarse / (length * std::sqrt(coarse_squares)), padded);
}

}  // namespace palette::vectors
