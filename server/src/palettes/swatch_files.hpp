#pragma once

// Colours as files that drawing programs read. Pure, any thread.
//
//   ASE  Adobe Swatch Exchange: one group of RGB colours, big endian, names in UTF-16
//   GPL  GIMP's palette: text, also of Krita and Inkscape

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/color.hpp"

namespace palette::palettes {

inline constexpr std::size_t kLeadingColorsMax = 32;

// The colours that lead in many Images together: alike ones are one (within 0.06 in OKLab), those that cover
// most first.
[[nodiscard]] std::vector<Rgb> leading_colors(std::span<const Swatch> swatches);

// `title` is valid UTF-8; each colour is named by its hex digits.
[[nodiscard]] std::string to_ase(std::string_view title, std::span<const Rgb> colors);
[[nodiscard]] std::string to_gpl(std::string_view title, std::span<const Rgb> colors);

}  // namespace palette::palettes
