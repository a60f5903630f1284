#pragma once

// Pixels in memory and how they are scaled. Values and pure functions: any thread, nothing fails.

#include <cstdint>
#include <vector>

namespace palette::imaging {

// Rows from the top, without padding. Alpha is straight (not premultiplied).
struct Pixels {
    int width = 0;
    int height = 0;
    int channels = 0;  // 3: RGB, 4: RGBA
    std::vector<std::uint8_t> bytes;
};

enum class Interpolation : std::uint8_t { box, bilinear, bicubic };

// A rectangle of a picture.
struct Window {
    int left = 0;
    int top = 0;
    int width = 0;
    int height = 0;
};

// `source` scaled to width x height. The filter is stretched over all source pixels that fall on a target
// pixel, as in Pillow's Image.resize and with its fixed-point rounding, so that an encoder sees what it saw
// in training. Alpha weighs the colours: what is transparent does not bleed.
[[nodiscard]] Pixels resize(const Pixels& source, int width, int height, Interpolation interpolation);

// The same, but only `window` of the scaled picture, at the cost of the window.
[[nodiscard]] Pixels resize(const Pixels& source, int width, int height, Interpolation interpolation,
                            Window window);

// The largest size with the ratio kept that fits width_max x height_max; never larger than the source, never
// 0.
struct Size {
    int width = 0;
    int height = 0;
};
[[nodiscard]] Size fit_within(Size source, int width_max, int height_max);

// RGB, transparency shown on white.
[[nodiscard]] Pixels flatten(const Pixels& source);

}  // namespace palette::imaging
