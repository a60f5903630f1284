#include "imaging/thumbhash.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numbers>

namespace palette::imaging {
namespace {

// One plane of the picture as the format's few cosine terms.
struct Terms {
    double mean = 0;
    double scale = 0;             // of the greatest varying term
    std::vector<double> varying;  // 0 to 1, 0.5 is none
};

using Plane = std::vector<double>;

// cos(pi / length * frequency * (i + 0.5)) for i in [0, length).
std::vector<double> wave(int length, int frequency) {
    std::vector<double> values(static_cast<std::size_t>(length));
    for (int i = 0; i < length; ++i) {
        values[static_cast<std::size_t>(i)] = std::cos(std::numbers::pi / length * frequency * (i + 0.5));
    }
    return values;
}

// The terms below the diagonal of an nx by ny grid of frequencies, row by row: what a smooth picture needs
// most.
Terms encode_plane(const Plane& plane, int width, int height, int nx, int ny) {
    const auto columns = static_cast<std::size_t>(width);
    const auto rows = static_cast<std::size_t>(height);
    // sums[cx][y]: each row against the cx-th wave, shared by all cy.
    std::vector<std::vector<double>> sums;
    for (int cx = 0; cx < nx; ++cx) {
        const auto along = wave(width, cx);
        auto& of_rows = sums.emplace_back(rows, 0.0);
        for (std::size_t y = 0; y < rows; ++y) {
            for (std::size_t x = 0; x < columns; ++x) of_rows[y] += plane[y * columns + x] * along[x];
        }
    }
    Terms terms;
    for (int cy = 0; cy < ny; ++cy) {
        const auto down = wave(height, cy);
        for (int cx = 0; cx * ny < nx * (ny - cy); ++cx) {
            double term = 0;
            for (std::size_t y = 0; y < rows; ++y) term += sums[static_cast<std::size_t>(cx)][y] * down[y];
            term /= static_cast<double>(plane.size());
            if (cx == 0 && cy == 0) {
                terms.mean = term;
            } else {
                terms.varying.push_back(term);
                terms.scale = std::max(terms.scale, std::abs(term));
            }
        }
    }
    if (terms.scale > 0) {
        for (double& term : terms.varying) term = 0.5 + 0.5 / terms.scale * term;
    }
    return terms;
}

unsigned quantised(double value) {
    return static_cast<unsigned>(std::lround(std::max(0.0, value)));
}

// Luminance, yellow against blue, red against green, alpha.
struct Planes {
    Plane l, p, q, a;
    bool has_alpha = false;
};

// What is transparent takes the mean colour of the rest, so that it pulls no term anywhere.
Planes split_planes(const Pixels& pixels) {
    const auto channels = static_cast<std::size_t>(pixels.channels);
    const std::size_t count = pixels.bytes.size() / channels;
    std::array<double, 3> mean{};
    double alpha_sum = 0;
    Planes planes;
    planes.a.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint8_t* pixel = pixels.bytes.data() + i * channels;
        const double alpha = channels == 4 ? pixel[3] / 255.0 : 1.0;
        for (std::size_t c = 0; c < 3; ++c) mean[c] += alpha / 255 * pixel[c];
        alpha_sum += alpha;
        planes.a.push_back(alpha);
    }
    if (alpha_sum > 0) {
        for (double& channel : mean) channel /= alpha_sum;
    }
    planes.has_alpha = alpha_sum < static_cast<double>(count);
    planes.l.reserve(count);
    planes.p.reserve(count);
    planes.q.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint8_t* pixel = pixels.bytes.data() + i * channels;
        const double alpha = planes.a[i];
        const auto over_mean = [&](std::size_t c) { return mean[c] * (1 - alpha) + alpha / 255 * pixel[c]; };
        const double r = over_mean(0);
        const double g = over_mean(1);
        const double b = over_mean(2);
        planes.l.push_back((r + g + b) / 3);
        planes.p.push_back((r + g) / 2 - b);
        planes.q.push_back(r - g);
    }
    return planes;
}

}  // namespace

std::vector<std::uint8_t> encode_thumbhash(const Pixels& pixels) {
    const int width = pixels.width;
    const int height = pixels.height;
    assert(width > 0 && height > 0 && std::max(width, height) <= kThumbHashSide);
    const Planes planes = split_planes(pixels);
    const bool alpha = planes.has_alpha;

    // Alpha takes its bits from the luminance.
    const double l_limit = alpha ? 5 : 7;
    const int longer = std::max(width, height);
    const int lx = std::max(1, static_cast<int>(std::lround(l_limit * width / longer)));
    const int ly = std::max(1, static_cast<int>(std::lround(l_limit * height / longer)));
    const Terms l = encode_plane(planes.l, width, height, std::max(3, lx), std::max(3, ly));
    const Terms p = encode_plane(planes.p, width, height, 3, 3);
    const Terms q = encode_plane(planes.q, width, height, 3, 3);
    const Terms a = alpha ? encode_plane(planes.a, width, height, 5, 5) : Terms{};

    const bool landscape = width > height;
    const unsigned header24 = quantised(63 * l.mean) | quantised(31.5 + 31.5 * p.mean) << 6U |
                              quantised(31.5 + 31.5 * q.mean) << 12U | quantised(31 * l.scale) << 18U |
                              static_cast<unsigned>(alpha) << 23U;
    const unsigned header16 = static_cast<unsigned>(landscape ? ly : lx) | quantised(63 * p.scale) << 3U |
                              quantised(63 * q.scale) << 9U | static_cast<unsigned>(landscape) << 15U;
    std::vector<std::uint8_t> hash;
    const auto push = [&](unsigned byte) { hash.push_back(static_cast<std::uint8_t>(byte)); };
    push(header24);
    push(header24 >> 8U);
    push(header24 >> 16U);
    push(header16);
    push(header16 >> 8U);
    if (alpha) push(quantised(15 * a.mean) | quantised(15 * a.scale) << 4U);

    // Two terms a byte, the first in the low half, all planes in one run.
    bool high_half = false;
    for (const Terms* terms : {&l, &p, &q, &a}) {
        for (const double term : terms->varying) {
            const unsigned nibble = quantised(15 * term);
            if (high_half) {
                hash.back() = static_cast<std::uint8_t>(hash.back() | nibble << 4U);
            } else {
                push(nibble);
            }
            high_half = !high_half;
        }
    }
    return hash;
}

}  // namespace palette::imaging
