#pragma once

// A fixed random rotation of padded embeddings: three rounds of sign flips, Hadamard transforms of blocks and
// a shuffle. Every dimension then carries about as much as any other, so that one bit of each says something
// (RaBitQ, arXiv 2405.12497), and the few large dimensions of CLIP do not set the step of all the rest.
// Lengths and angles stay. O(n log n), the same on every machine and in every version: saved codes depend on
// it. Immutable: any thread.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace palette::vectors {

class Rotation {
  public:
    // `padded` is a multiple of kCodeAlignment.
    explicit Rotation(std::size_t padded);

    // In place.
    void apply(float* values) const;
    void undo(float* values) const;

  private:
    static constexpr std::size_t kRounds = 3;

    void transform_blocks(float* values) const;

    std::size_t padded_;
    std::size_t block_;                 // the largest power of two that divides `padded_`
    std::vector<float> signs_;          // kRounds * padded, each 1 or -1 by the root of the block
    std::vector<std::uint16_t> order_;  // kRounds * padded: where a shuffled value came from
};

}  // namespace palette::vectors
