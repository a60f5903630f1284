#pragma once

// The middle of a library's embeddings. Encoders put all pictures into one corner of their space, so two
// Images of nothing in common still have a cosine of 0.6 with the starter pack; measured from the middle it
// is 0, and what is left is what sets Images apart. A value; any thread.

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "vectors/vector_index.hpp"

namespace palette::feed {

// Images looked at. The same ones as long as they are there, whatever comes or goes besides.
inline constexpr std::size_t kCenterSample = 512;

class LibraryCenter {
  public:
    // `ids`: those of the index.
    LibraryCenter(const vectors::VectorIndex& index, std::span<const std::int64_t> ids);

    // The direction from the middle to `embedding`, at unit length. Along it the index finds what `embedding`
    // has of its own.
    [[nodiscard]] std::vector<float> centred(std::vector<float> embedding) const;
    // That of an Image; nothing where the index does not hold it.
    [[nodiscard]] std::optional<std::vector<float>> centred(std::int64_t id) const;

  private:
    const vectors::VectorIndex& index_;
    std::vector<float> mean_;
};

}  // namespace palette::feed
