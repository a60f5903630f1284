#include "vectors/rotation.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numeric>
#include <utility>

#include "vectors/scan_kernels.hpp"
#include "vectors/vector_index.hpp"

namespace palette::vectors {
namespace {

// SplitMix64. The standard's distributions differ between libraries, and saved codes must not.
class Random {
  public:
    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
        return mixed ^ (mixed >> 31U);
    }

  private:
    std::uint64_t state_ = 20'240'522;
};

}  // namespace

Rotation::Rotation(std::size_t padded)
    : padded_(padded),
      block_(std::size_t{1} << static_cast<unsigned>(std::countr_zero(padded))),
      signs_(kRounds * padded),
      order_(kRounds * padded) {
    Random random;
    const float size = 1 / std::sqrt(static_cast<float>(block_));
    for (float& sign : signs_) sign = random.next() >> 63U != 0 ? size : -size;
    for (std::size_t round = 0; round < kRounds; ++round) {
        std::uint16_t* order = order_.data() + round * padded;
        std::iota(order, order + padded, std::uint16_t{0});
        if (block_ == padded) continue;  // one block mixes all there is
        for (std::size_t i = padded; i > 1; --i) std::swap(order[i - 1], order[random.next() % i]);
    }
}

void Rotation::apply(float* values) const {
    std::array<float, kDimensionMax> shuffled;
    for (std::size_t round = 0; round < kRounds; ++round) {
        const float* signs = signs_.data() + round * padded_;
        for (std::size_t i = 0; i < padded_; ++i) values[i] *= signs[i];
        transform_blocks(values);
        if (block_ == padded_) continue;
        const std::uint16_t* order = order_.data() + round * padded_;
        for (std::size_t i = 0; i < padded_; ++i) shuffled[i] = values[order[i]];
        std::copy_n(shuffled.data(), padded_, values);
    }
}

// Each step is its own inverse but for the shuffle.
void Rotation::undo(float* values) const {
    std::array<float, kDimensionMax> ordered;
    for (std::size_t round = kRounds; round-- > 0;) {
        if (block_ != padded_) {
            const std::uint16_t* order = order_.data() + round * padded_;
            for (std::size_t i = 0; i < padded_; ++i) ordered[order[i]] = values[i];
            std::copy_n(ordered.data(), padded_, values);
        }
        transform_blocks(values);
        const float* signs = signs_.data() + round * padded_;
        for (std::size_t i = 0; i < padded_; ++i) values[i] *= signs[i];
    }
}

void Rotation::transform_blocks(float* values) const {
    for (float* block = values; block != values + padded_; block += block_) hadamard(block, block_);
}

}  // namespace palette::vectors
