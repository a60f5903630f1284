#pragma once

// An embedding from outside, checked and brought to unit length. Any thread.

#include <cstddef>
#include <span>

#include "base/result.hpp"
#include "vectors/scan_kernels.hpp"

namespace palette::vectors {

// Padded with zeros to padded_length(dimension). Fails with invalid/"embedding_invalid" when the length is
// not `dimension`, a value is not finite, or all are zero.
[[nodiscard]] Result<AlignedArray<float>> to_padded_unit(std::span<const float> embedding,
                                                         std::size_t dimension);

}  // namespace palette::vectors
