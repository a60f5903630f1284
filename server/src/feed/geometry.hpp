#pragma once

// Arithmetic on embeddings of one length. Pure, any thread.

#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace palette::feed {

// Sixteen sums side by side, which a compiler turns into vector instructions without being told to reorder
// sums.
[[nodiscard]] inline float dot(std::span<const float> x, std::span<const float> y) {
    constexpr std::size_t kLanes = 16;
    std::array<float, kLanes> sums{};
    std::size_t i = 0;
    for (; i + kLanes <= x.size(); i += kLanes) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) sums[lane] += x[i + lane] * y[i + lane];
    }
    float sum = 0;
    for (; i < x.size(); ++i) sum += x[i] * y[i];
    for (const float part : sums) sum += part;
    return sum;
}

// sum += factor * vector; an empty sum begins as zeros.
inline void add_scaled(std::vector<float>& sum, std::span<const float> vector, float factor) {
    if (sum.empty()) sum.assign(vector.size(), 0);
    for (std::size_t i = 0; i < vector.size(); ++i) sum[i] += factor * vector[i];
}

// To length 1; zeros stay zeros.
inline void normalize(std::vector<float>& vector) {
    const float length = std::sqrt(dot(vector, vector));
    if (length == 0) return;
    for (float& value : vector) value /= length;
}

}  // namespace palette::feed
