#include "imaging/pixels.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "imaging/resize_kernels.hpp"

namespace palette::imaging {
namespace {

double filter(Interpolation interpolation, double x) {
    switch (interpolation) {
        case Interpolation::box:
            return x > -0.5 && x <= 0.5 ? 1.0 : 0.0;
        case Interpolation::bilinear:
            return std::max(0.0, 1.0 - std::abs(x));
        case Interpolation::bicubic: {
            constexpr double kA = -0.5;  // Catmull-Rom
            x = std::abs(x);
            if (x < 1.0) return ((kA + 2.0) * x - (kA + 3.0)) * x * x + 1.0;
            if (x < 2.0) return (((x - 5.0) * x + 8.0) * x - 4.0) * kA;
            return 0.0;
        }
    }
    return 0.0;
}

double filter_reach(Interpolation interpolation) {
    switch (interpolation) {
        case Interpolation::box:
            return 0.5;
        case Interpolation::bilinear:
            return 1.0;
        case Interpolation::bicubic:
            return 2.0;
    }
    return 0.0;
}

// Taps of the target pixels [from, from + count) of an axis scaled from `source` to `target` pixels.
std::vector<Taps> taps_of_axis(int source, int target, int from, int count, Interpolation interpolation) {
    const double scale = static_cast<double>(source) / target;
    const double stretch = std::max(scale, 1.0);
    const double reach = filter_reach(interpolation) * stretch;
    std::vector<Taps> axis(static_cast<std::size_t>(count));
    std::vector<double> weights;
    for (int i = 0; i < count; ++i) {
        const double centre = (from + i + 0.5) * scale;
        const int first = std::max(0, static_cast<int>(std::floor(centre - reach + 0.5)));
        const int last = std::min(source, static_cast<int>(std::floor(centre + reach + 0.5)));
        weights.clear();
        double sum = 0;
        for (int x = first; x < last; ++x) {
            weights.push_back(filter(interpolation, (x - centre + 0.5) / stretch));
            sum += weights.back();
        }
        Taps& taps = axis[static_cast<std::size_t>(i)];
        taps.first = first;
        taps.weights.reserve(weights.size());
        for (const double weight : weights) {
            const double scaled = weight / sum * (1 << kWeightBits);
            taps.weights.push_back(static_cast<std::int32_t>(scaled + (scaled < 0 ? -0.5 : 0.5)));
        }
    }
    return axis;
}

Pixels scale_straight(const Pixels& source, int width, int height, Interpolation interpolation,
                      Window window) {
    const auto columns = taps_of_axis(source.width, width, window.left, window.width, interpolation);
    const auto rows = taps_of_axis(source.height, height, window.top, window.height, interpolation);
    // Only the source rows that some target row looks at are worth scaling sideways.
    const int row_first = rows.front().first;
    const int row_end = rows.back().first + static_cast<int>(rows.back().weights.size());

    const auto channels = static_cast<std::size_t>(source.channels);
    const std::size_t source_stride = static_cast<std::size_t>(source.width) * channels;
    const std::size_t stride = static_cast<std::size_t>(window.width) * channels;
    std::vector<std::uint8_t> narrowed(static_cast<std::size_t>(row_end - row_first) * stride + kRowSlack);
    for (int y = row_first; y < row_end; ++y) {
        const std::uint8_t* row = source.bytes.data() + static_cast<std::size_t>(y) * source_stride;
        std::uint8_t* out = narrowed.data() + static_cast<std::size_t>(y - row_first) * stride;
        if (y + 1 < source.height) {
            scale_across(row, channels, columns, out);
        } else {  // nothing may be read behind the last row
            std::vector<std::uint8_t> last(source_stride + kRowSlack);
            std::copy_n(row, source_stride, last.begin());
            scale_across(last.data(), channels, columns, out);
        }
    }

    Pixels scaled{window.width, window.height, source.channels,
                  std::vector<std::uint8_t>(static_cast<std::size_t>(window.height) * stride)};
    std::uint8_t* out = scaled.bytes.data();
    for (const Taps& taps : rows) {
        scale_down(narrowed.data() + static_cast<std::size_t>(taps.first - row_first) * stride, stride,
                   taps.weights, out);
        out += stride;
    }
    return scaled;
}

Pixels premultiplied(Pixels pixels) {
    for (std::size_t i = 0; i < pixels.bytes.size(); i += 4) {
        const unsigned alpha = pixels.bytes[i + 3];
        for (std::size_t c = 0; c < 3; ++c) {
            pixels.bytes[i + c] = static_cast<std::uint8_t>((pixels.bytes[i + c] * alpha + 127) / 255);
        }
    }
    return pixels;
}

void unpremultiply(Pixels& pixels) {
    for (std::size_t i = 0; i < pixels.bytes.size(); i += 4) {
        const unsigned alpha = pixels.bytes[i + 3];
        if (alpha == 0) continue;
        for (std::size_t c = 0; c < 3; ++c) {
            pixels.bytes[i + c] =
                static_cast<std::uint8_t>(std::min(255U, (pixels.bytes[i + c] * 255U + alpha / 2) / alpha));
        }
    }
}

}  // namespace

Pixels resize(const Pixels& source, int width, int height, Interpolation interpolation, Window window) {
    assert(source.width > 0 && source.height > 0 && (source.channels == 3 || source.channels == 4));
    assert(window.left >= 0 && window.width > 0 && window.left + window.width <= width);
    assert(window.top >= 0 && window.height > 0 && window.top + window.height <= height);
    if (source.channels == 3) return scale_straight(source, width, height, interpolation, window);
    Pixels scaled = scale_straight(premultiplied(source), width, height, interpolation, window);
    unpremultiply(scaled);
    return scaled;
}

Pixels resize(const Pixels& source, int width, int height, Interpolation interpolation) {
    return resize(source, width, height, interpolation, {0, 0, width, height});
}

Size fit_within(Size source, int width_max, int height_max) {
    const double scale = std::min({1.0, static_cast<double>(width_max) / source.width,
                                   static_cast<double>(height_max) / source.height});
    return {std::max(1, static_cast<int>(std::lround(source.width * scale))),
            std::max(1, static_cast<int>(std::lround(source.height * scale)))};
}

Pixels flatten(const Pixels& source) {
    if (source.channels == 3) return source;
    Pixels flat{source.width, source.height, 3, {}};
    flat.bytes.reserve(source.bytes.size() / 4 * 3);
    for (std::size_t i = 0; i < source.bytes.size(); i += 4) {
        const unsigned alpha = source.bytes[i + 3];
        for (std::size_t c = 0; c < 3; ++c) {
            flat.bytes.push_back(
                static_cast<std::uint8_t>((source.bytes[i + c] * alpha + 255 * (255 - alpha) + 127) / 255));
        }
    }
    return flat;
}

}  // namespace palette::imaging
