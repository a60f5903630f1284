#pragma once

// The few colours a picture is made of, as an artist would mix them: found by clustering in OKLab. Pure,
// deterministic, any thread.

#include <vector>

#include "imaging/pixels.hpp"
#include "model/color.hpp"

namespace palette::imaging {

constexpr std::size_t kSwatchesMax = 8;
// Less of the area than this is noise or a highlight; a small vivid thing is more.
constexpr float kSwatchShareMin = 0.003F;

// At most kSwatchesMax, largest share first; shares are of the visible area and sum to at most 1. Empty when
// all is transparent. Meant for small copies: the time is linear in pixels.
[[nodiscard]] std::vector<Swatch> find_swatches(const Pixels& pixels);

}  // namespace palette::imaging
