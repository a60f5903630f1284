#pragma once

// Embeddings for tests and benchmarks, the same on every run.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace palette::vectors {

class SyntheticEmbeddings {
  public:
    SyntheticEmbeddings(std::size_t dimension, std::uint64_t seed)
        : dimension_(dimension), generator_(seed) {}

    // Every direction is as likely as any other: the hardest case for a scan, as all scores lie close
    // together.
    [[nodiscard]] std::vector<float> random() {
        std::vector<float> values(dimension_);
        const float length_per_value = 1 / std::sqrt(static_cast<float>(dimension_));
        for (float& value : values) value = normal_(generator_) * length_per_value;
        return values;
    }

    // `center` and a random direction of length `spread`.
    [[nodiscard]] std::vector<float> near(const std::vector<float>& center, float spread) {
        std::vector<float> values = random();
        for (std::size_t i = 0; i < dimension_; ++i) values[i] = center[i] + spread * values[i];
        return values;
    }

  private:
    std::size_t dimension_;
    std::mt19937_64 generator_;
    std::normal_distribution<float> normal_;
};

}  // namespace palette::vectors
