#pragma once

// From the bytes of a picture to the numbers an encoder takes. Immutable: any thread.

#include <array>
#include <cstdint>
#include <span>

namespace palette::inference {

class PixelScale {
  public:
    // A value becomes (value / 255 - mean) / std, for red, green and blue.
    PixelScale(const std::array<float, 3>& mean, const std::array<float, 3>& std);

    // Interleaved RGB bytes to one plane a channel. `planes` is as long as `rgb`, a multiple of 3.
    void spread(std::span<const std::uint8_t> rgb, std::span<float> planes) const;

  private:
    std::array<float, 3> factor_;
    std::array<float, 3> shift_;
};

}  // namespace palette::inference
