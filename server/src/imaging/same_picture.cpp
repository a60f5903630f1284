#include "imaging/same_picture.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>

namespace palette::imaging {
namespace {

using Window = PictureSketch::Window;

constexpr int kSide = 128;  // of a sketch
constexpr int kCells = 32;  // pictures are compared as this many cells a side ...
constexpr int kBlock = 4;   // ... and, to find a place that differs, as blocks of so many cells

// Both bounds lie where docs/decisions/0023 found a gap between copies and other pictures.
constexpr double kOverallMax = 0.06;
constexpr double kStepMax = 30;

// In grey levels: what compression alone changes. Without it two flat pictures would differ by noise only.
constexpr double kNoise = 6;
// A part with less contrast than this (standard deviation, grey levels) fits almost anywhere.
constexpr double kPartContrastMin = 14;
// The smallest part of a picture, along each side, that still counts as the picture.
constexpr double kPartMin = 0.5;
// Sides of copies are rounded to whole pixels; so far may ratios be apart.
constexpr double kRatioTolerance = 0.03;
// A first rough look that finds more than this is not refined.
constexpr double kRoughMax = 0.4;

// The eight ways to lay a square on itself: bit 0 mirrors left and right, bit 1 top and bottom, bit 2 swaps
// the two directions first.
constexpr unsigned kTurns = 8;

bool swaps_sides(unsigned turn) {
    return (turn & 4U) != 0;
}

std::vector<float> turned(const std::vector<float>& cells, unsigned turn) {
    std::vector<float> result(cells.size());
    for (int y = 0; y < kCells; ++y) {
        for (int x = 0; x < kCells; ++x) {
            int from_x = (turn & 1U) != 0 ? kCells - 1 - x : x;
            int from_y = (turn & 2U) != 0 ? kCells - 1 - y : y;
            if (swaps_sides(turn)) std::swap(from_x, from_y);
            std::copy_n(&cells[static_cast<std::size_t>(from_y * kCells + from_x) * 3], 3,
                        &result[static_cast<std::size_t>(y * kCells + x) * 3]);
        }
    }
    return result;
}

// The sum of squares about the mean colour.
double variation(const std::vector<float>& cells) {
    std::array<double, 3> sums{};
    double squares = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        sums[i % 3] += cells[i];
        squares += static_cast<double>(cells[i]) * cells[i];
    }
    const double count = static_cast<double>(cells.size()) / 3;
    for (const double sum : sums) squares -= sum * sum / count;
    return std::max(squares, 0.0);
}

double greatest_step(const std::vector<float>& x, const std::vector<float>& y) {
    constexpr int kBlocks = kCells / kBlock;
    std::array<std::array<float, 3>, static_cast<std::size_t>(kBlocks * kBlocks)> steps{};
    for (int row = 0; row < kCells; ++row) {
        for (int column = 0; column < kCells; ++column) {
            auto& step = steps[static_cast<std::size_t>(row / kBlock) * kBlocks +
                               static_cast<std::size_t>(column / kBlock)];
            const auto at = static_cast<std::size_t>(row * kCells + column) * 3;
            for (std::size_t c = 0; c < 3; ++c) step[c] += x[at + c] - y[at + c];
        }
    }
    double greatest = 0;
    for (const auto& step : steps) {
        for (const float channel : step)
            greatest = std::max(greatest, std::abs(static_cast<double>(channel)) / (kBlock * kBlock));
    }
    return greatest;
}

// Of kCells x kCells cells each.
PictureDifference compare(const std::vector<float>& x, const std::vector<float>& y) {
    double squares = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double step = static_cast<double>(x[i]) - y[i];
        squares += step * step;
    }
    const double expected =
        (variation(x) + variation(y)) / 2 + kNoise * kNoise * static_cast<double>(x.size());
    return {squares / expected, greatest_step(x, y)};
}

bool is_same(const PictureDifference& difference) {
    return difference.overall <= kOverallMax && difference.greatest_step <= kStepMax;
}

void keep_better(PictureDifference& best, const PictureDifference& other) {
    const auto badness = [](const PictureDifference& one) {
        return std::max(one.overall / kOverallMax, one.greatest_step / kStepMax);
    };
    if (badness(other) < badness(best)) best = other;
}

PictureDifference compare_whole(const PictureSketch& x, const PictureSketch& y) {
    const auto of_x = x.cells({}, kCells, kCells);
    const auto of_y = y.cells({}, kCells, kCells);
    const double ratio = x.width_by_height() / y.width_by_height();
    const double swapped_ratio = x.width_by_height() * y.width_by_height();
    PictureDifference best{1, 255};
    for (unsigned turn = 0; turn < kTurns; ++turn) {
        if (std::abs(std::log(swaps_sides(turn) ? swapped_ratio : ratio)) > kRatioTolerance) continue;
        keep_better(best, compare(of_x, turned(of_y, turn)));
    }
    return best;
}

std::vector<float> grey(const std::vector<float>& cells) {
    std::vector<float> greys(cells.size() / 3);
    for (std::size_t i = 0; i < greys.size(); ++i) {
        greys[i] = 0.299F * cells[i * 3] + 0.587F * cells[i * 3 + 1] + 0.114F * cells[i * 3 + 2];
    }
    return greys;
}

double variation_of_grey(const std::vector<float>& greys) {
    double sum = 0;
    double squares = 0;
    for (const float value : greys) {
        sum += value;
        squares += static_cast<double>(value) * value;
    }
    return std::max(squares - sum * sum / static_cast<double>(greys.size()), 0.0);
}

struct Placing {
    Window window;
    double difference = 1;  // as PictureDifference::overall, of greys
};

// Lays `part` (columns x rows) everywhere on `whole` (kCells x kCells), both grey.
Placing best_place(const std::vector<float>& whole, const std::vector<float>& part, int columns, int rows) {
    const double expected = variation_of_grey(part) + kNoise * kNoise * static_cast<double>(part.size());
    double least = expected;
    Placing best;
    for (int top = 0; top + rows <= kCells; ++top) {
        for (int left = 0; left + columns <= kCells; ++left) {
            double squares = 0;
            for (int y = 0; y < rows && squares < least; ++y) {
                const float* of_whole =
                    &whole[static_cast<std::size_t>(top + y) * kCells + static_cast<std::size_t>(left)];
                const float* of_part = &part[static_cast<std::size_t>(y) * static_cast<std::size_t>(columns)];
                float row = 0;
                for (int x = 0; x < columns; ++x) {
                    const float step = of_whole[x] - of_part[x];
                    row += step * step;
                }
                squares += row;
            }
            if (squares >= least) continue;
            least = squares;
            constexpr double kUnit = 1.0 / kCells;
            best = {{left * kUnit, top * kUnit, columns * kUnit, rows * kUnit}, squares / expected};
        }
    }
    return best;
}

// Where in `whole` the picture `part` may have been cut from, roughly. Nothing where no place fits.
std::optional<Window> find_part(const PictureSketch& whole, const PictureSketch& part) {
    const auto field = grey(whole.cells({}, kCells, kCells));
    // As high as wide in the units of `whole`, when it fills the width.
    const double ratio = whole.width_by_height() / part.width_by_height();
    const double longer = std::max(1.0, ratio);
    Placing best;
    for (int size = kCells; size > 0; --size) {
        const double width = size / (kCells * longer);
        const double height = width * ratio;
        if (std::min(width, height) < kPartMin) break;
        const int columns = static_cast<int>(std::lround(width * kCells));
        const int rows = static_cast<int>(std::lround(height * kCells));
        const auto placing = best_place(field, grey(part.cells({}, columns, rows)), columns, rows);
        if (placing.difference < best.difference) best = placing;
    }
    if (best.difference > kRoughMax) return std::nullopt;
    return best.window;
}

// Whether it is inside, and still as large as a part has to be, give or take the first look's roughness.
bool is_allowed(const Window& window) {
    constexpr double kSideMin = kPartMin - 0.5 / kCells;
    return window.left >= 0 && window.top >= 0 && window.left + window.width <= 1 + 1e-9 &&
           window.top + window.height <= 1 + 1e-9 && std::min(window.width, window.height) >= kSideMin;
}

// Moves and resizes the window by ever smaller steps as long as that makes the difference less.
PictureDifference refine(const PictureSketch& whole, Window window, const std::vector<float>& of_part) {
    const auto at = [&](const Window& one) { return compare(whole.cells(one, kCells, kCells), of_part); };
    PictureDifference best = at(window);
    for (double step = 0.5 / kCells; step > 0.05 / kCells; step /= 2) {
        bool moved = true;
        while (moved) {
            moved = false;
            const std::array<Window, 8> tries{{
                {window.left - step, window.top, window.width, window.height},
                {window.left + step, window.top, window.width, window.height},
                {window.left, window.top - step, window.width, window.height},
                {window.left, window.top + step, window.width, window.height},
                {window.left, window.top, window.width - step, window.height},
                {window.left, window.top, window.width + step, window.height},
                {window.left, window.top, window.width, window.height - step},
                {window.left, window.top, window.width, window.height + step},
            }};
            for (const Window& one : tries) {
                if (!is_allowed(one)) continue;
                const PictureDifference other = at(one);
                if (other.overall >= best.overall) continue;
                best = other;
                window = one;
                moved = true;
            }
        }
    }
    return best;
}

PictureDifference compare_part(const PictureSketch& whole, const PictureSketch& part) {
    const auto of_part = part.cells({}, kCells, kCells);
    const double contrast = std::sqrt(variation(of_part) / static_cast<double>(of_part.size()));
    if (contrast < kPartContrastMin) return {1, 255};
    const auto window = find_part(whole, part);
    if (!window) return {1, 255};
    return refine(whole, *window, of_part);
}

}  // namespace

PictureSketch::PictureSketch(const Picture& picture)
    : width_by_height_(static_cast<double>(picture.width()) / picture.height()),
      sums_(static_cast<std::size_t>(kSide + 1) * (kSide + 1) * 3) {
    const auto pixels = picture.encoder_input(kSide, ResizeRule::squash, Interpolation::box);
    constexpr std::size_t kRow = static_cast<std::size_t>(kSide + 1) * 3;
    for (std::size_t y = 0; y < kSide; ++y) {
        for (std::size_t x = 0; x < kSide; ++x) {
            for (std::size_t c = 0; c < 3; ++c) {
                const std::size_t above = y * kRow + x * 3 + c;
                sums_[above + kRow + 3] =
                    pixels[(y * kSide + x) * 3 + c] + sums_[above + 3] + sums_[above + kRow] - sums_[above];
            }
        }
    }
}

// The sum of colours left of and above a point, in pixels of the sketch.
std::array<double, 3> PictureSketch::sum_to(double x, double y) const {
    const double inner_x = std::clamp(x, 0.0, static_cast<double>(kSide));
    const double inner_y = std::clamp(y, 0.0, static_cast<double>(kSide));
    const auto column = std::min(static_cast<std::size_t>(inner_x), static_cast<std::size_t>(kSide - 1));
    const auto row = std::min(static_cast<std::size_t>(inner_y), static_cast<std::size_t>(kSide - 1));
    const double right = inner_x - static_cast<double>(column);
    const double below = inner_y - static_cast<double>(row);
    constexpr std::size_t kRow = static_cast<std::size_t>(kSide + 1) * 3;
    const std::uint32_t* corner = &sums_[row * kRow + column * 3];
    std::array<double, 3> sums{};
    for (std::size_t c = 0; c < 3; ++c) {
        sums[c] = (1 - below) * ((1 - right) * corner[c] + right * corner[c + 3]) +
                  below * ((1 - right) * corner[c + kRow] + right * corner[c + kRow + 3]);
    }
    return sums;
}

std::vector<float> PictureSketch::cells(const Window& window, int columns, int rows) const {
    const double step_x = window.width * kSide / columns;
    const double step_y = window.height * kSide / rows;
    const auto row_of_sums = [&](int row) {
        std::vector<std::array<double, 3>> sums;
        sums.reserve(static_cast<std::size_t>(columns) + 1);
        for (int column = 0; column <= columns; ++column) {
            sums.push_back(sum_to(window.left * kSide + column * step_x, window.top * kSide + row * step_y));
        }
        return sums;
    };
    std::vector<float> means;
    means.reserve(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows) * 3);
    auto above = row_of_sums(0);
    for (int row = 1; row <= rows; ++row) {
        auto below = row_of_sums(row);
        for (std::size_t x = 0; x < static_cast<std::size_t>(columns); ++x) {
            for (std::size_t c = 0; c < 3; ++c) {
                const double sum = below[x + 1][c] - below[x][c] - above[x + 1][c] + above[x][c];
                means.push_back(static_cast<float>(sum / (step_x * step_y)));
            }
        }
        above = std::move(below);
    }
    return means;
}

PictureDifference difference_between(const PictureSketch& x, const PictureSketch& y) {
    PictureDifference best = compare_whole(x, y);
    if (is_same(best)) return best;
    keep_better(best, compare_part(x, y));
    if (is_same(best)) return best;
    keep_better(best, compare_part(y, x));
    return best;
}

bool show_the_same(const PictureSketch& x, const PictureSketch& y) {
    return is_same(difference_between(x, y));
}

}  // namespace palette::imaging
