#pragma once

// An SVG ready to be drawn at any size, by librsvg. Used only inside imaging/; belongs to one thread at a
// time.
//
// SVG from outside is untrusted. librsvg runs no script; and since it gets the text without a location, there
// is nothing to resolve a reference to another file against: pictures, styles and entities from outside are
// left out.
//
// Drawn here and not through libvips, which cuts off drawings in points or millimetres (it takes an inch for
// 72 pixels where CSS says 96), knows their sides in whole pixels only, and draws the whole document anew for
// each strip.

#include <cstdint>
#include <librsvg/rsvg.h>
#include <optional>
#include <span>

#include "imaging/pixels.hpp"
#include "imaging/vips_handle.hpp"

namespace palette::imaging {

class Drawing {
  public:
    // Nothing when `svg` is not well formed, has no size at all, or is over librsvg's own limits on nesting
    // and references.
    static std::optional<Drawing> open(std::span<const std::uint8_t> svg);

    // With the ratio of the drawing and the longer side as asked.
    [[nodiscard]] Size size_with_longer_side(int side) const;

    // RGBA. Nothing when librsvg or memory gives up.
    [[nodiscard]] std::optional<Pixels> render(Size size) const;

  private:
    Drawing(ObjectHandle<RsvgHandle> handle, double width, double height)
        : handle_(std::move(handle)), width_(width), height_(height) {}

    ObjectHandle<RsvgHandle> handle_;
    double width_;  // in CSS pixels
    double height_;
};

}  // namespace palette::imaging
