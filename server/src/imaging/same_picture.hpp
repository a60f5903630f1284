#pragma once

// Whether two pictures show the same. Hashes and embeddings name likely pairs fast but confuse pictures of
// one series; this looks at the pixels and decides. The same are: another size, format or quality; a turn by
// quarters or a mirror image of the whole; a part of at least half of each side. Not the same are pictures
// that differ anywhere in more than a little: another figure before the same ground, other colours, a large
// mark.
//
// Values and pure functions: any thread, nothing fails.

#include <array>
#include <cstdint>
#include <vector>

#include "imaging/picture.hpp"

namespace palette::imaging {

// What is kept of a picture for comparing: colours summed up from the top left corner, so that the mean of
// any rectangle is four look-ups. 200 kB.
class PictureSketch {
  public:
    explicit PictureSketch(const Picture& picture);

    // A rectangle in fractions of the sides.
    struct Window {
        double left = 0;
        double top = 0;
        double width = 1;
        double height = 1;
    };
    // Mean colours of `columns` x `rows` cells of a window: red, green, blue of each, row by row, 0 to 255.
    [[nodiscard]] std::vector<float> cells(const Window& window, int columns, int rows) const;

    [[nodiscard]] double width_by_height() const { return width_by_height_; }

  private:
    [[nodiscard]] std::array<double, 3> sum_to(double x, double y) const;

    double width_by_height_;
    std::vector<std::uint32_t> sums_;  // (kSide + 1) x (kSide + 1) x 3
};

// How far two pictures are from being the same one.
struct PictureDifference {
    double overall = 1;        // 0: none; 1: as if they had nothing to do with each other
    double greatest_step = 0;  // between any two places that cover each other, in grey levels
};

// Of the best way to lay one on the other.
[[nodiscard]] PictureDifference difference_between(const PictureSketch& x, const PictureSketch& y);

[[nodiscard]] bool show_the_same(const PictureSketch& x, const PictureSketch& y);

}  // namespace palette::imaging
