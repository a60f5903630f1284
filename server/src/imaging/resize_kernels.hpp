#pragma once

// The inner loops of resize(), in the best instructions this machine has (Highway, picked at run time). All
// of them give the same bytes: whole-number arithmetic with Pillow's fixed point. Pure, any thread.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace palette::imaging {

// Pillow's Resample.c keeps 8 bits for the value and 2 for what the negative lobes of bicubic add.
inline constexpr int kWeightBits = 32 - 8 - 2;

// What vectors read or write beyond the end of a row, in bytes.
inline constexpr std::size_t kRowSlack = 4;

// The source pixels that make up one target pixel along one axis. The weights are fractions of 1 <<
// kWeightBits and there is at least one.
struct Taps {
    int first = 0;
    std::vector<std::int32_t> weights;
};

// One target row from one source row: a target pixel for each of `columns`, of `channels` (3 or 4) bytes.
// kRowSlack bytes after both rows are touched.
void scale_across(const std::uint8_t* row, std::size_t channels, std::span<const Taps> columns,
                  std::uint8_t* out);

// One target row of `bytes` bytes from as many source rows as there are weights, each `bytes` after the one
// before.
void scale_down(const std::uint8_t* rows, std::size_t bytes, std::span<const std::int32_t> weights,
                std::uint8_t* out);

}  // namespace palette::imaging
