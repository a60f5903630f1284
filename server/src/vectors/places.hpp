#pragma once

// The places of one word of a chunk, 64 at most, as a list. A value.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "vectors/chunk.hpp"

namespace palette::vectors {

class Places {
  public:
    // Those of word `word` whose bits are set.
    Places(std::uint64_t bits, std::size_t word) {
        for (; bits != 0; bits &= bits - 1) {
            places_[count_++] =
                static_cast<Place>(word * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
        }
    }

    [[nodiscard]] std::span<const Place> list() const { return std::span(places_).first(count_); }

  private:
    std::array<Place, 64> places_;
    std::size_t count_ = 0;
};

}  // namespace palette::vectors
