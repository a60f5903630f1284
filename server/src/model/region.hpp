#pragma once

// A part of a picture, in fractions of its sides: {0, 0, 1, 1} is all of it.

#include <optional>
#include <string_view>

namespace palette {

struct Region {
    float left = 0;
    float top = 0;
    float width = 1;
    float height = 1;
    bool operator==(const Region&) const = default;
};

// The least part of a side that is worth looking at.
inline constexpr float kRegionSideMin = 0.02F;

// "x,y,w,h", as in "0.25,0.1,0.5,0.5"; nothing when it is no such text, or reaches out of the picture, or is
// too small.
[[nodiscard]] std::optional<Region> parse_region(std::string_view text);

}  // namespace palette
