#include "inference/pixels.hpp"

#include <cstddef>

namespace palette::inference {

PixelScale::PixelScale(const std::array<float, 3>& mean, const std::array<float, 3>& std) {
    constexpr float kByteMax = 255;
    for (std::size_t channel = 0; channel < 3; ++channel) {
        factor_[channel] = 1 / (kByteMax * std[channel]);
        shift_[channel] = -mean[channel] / std[channel];
    }
}

void PixelScale::spread(std::span<const std::uint8_t> rgb, std::span<float> planes) const {
    const std::size_t pixels = rgb.size() / 3;
    float* const red = planes.data();
    float* const green = red + pixels;
    float* const blue = green + pixels;
    const auto [red_factor, green_factor, blue_factor] = factor_;
    const auto [red_shift, green_shift, blue_shift] = shift_;
    for (std::size_t i = 0; i < pixels; ++i) {
        red[i] = static_cast<float>(rgb[3 * i]) * red_factor + red_shift;
        green[i] = static_cast<float>(rgb[3 * i + 1]) * green_factor + green_shift;
        blue[i] = static_cast<float>(rgb[3 * i + 2]) * blue_factor + blue_shift;
    }
}

}  // namespace palette::inference
