#pragma once

// Embeddings to measure with, as many as wanted and the same on every run: like those of a library, blended
// from its own, or in a cone as picture encoders give them. One thread at a time.

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace palette::vectors {

class EmbeddingSource {
  public:
    // A narrow cone whose dimensions carry less and less.
    explicit EmbeddingSource(std::size_t dimension);
    // Mean and covariance of `samples`, which are two or more of one dimension: a new embedding is their mean
    // and a blend of what eight of them have besides it, most of it from one, so that families stay.
    explicit EmbeddingSource(std::vector<std::vector<float>> samples);

    [[nodiscard]] std::size_t dimension() const { return mean_.size(); }
    void fill(float* embedding);

  private:
    std::vector<float> mean_;
    std::vector<float> deviations_;            // of each dimension, where there are no samples
    std::vector<std::vector<float>> samples_;  // less their mean
    std::mt19937_64 random_{20'261'125};
    std::normal_distribution<float> normal_;
};

}  // namespace palette::vectors
