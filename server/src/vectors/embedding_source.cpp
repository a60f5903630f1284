#include "vectors/embedding_source.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace palette::vectors {
namespace {

constexpr std::size_t kBlended = 8;
constexpr float kShareOfFirst = 0.5F;  // of the variance

}  // namespace

EmbeddingSource::EmbeddingSource(std::size_t dimension) : mean_(dimension), deviations_(dimension) {
    // Half of the length along the mean; a spectrum like that of CLIP's principal components.
    float squares = 0;
    for (std::size_t i = 0; i < dimension; ++i) {
        mean_[i] = normal_(random_) / std::sqrt(2 * static_cast<float>(dimension));
        deviations_[i] = 1 / std::sqrt(1 + static_cast<float>(i) / 16);
        squares += deviations_[i] * deviations_[i];
    }
    for (float& deviation : deviations_) deviation *= std::sqrt(0.5F / squares);
}

EmbeddingSource::EmbeddingSource(std::vector<std::vector<float>> samples)
    : mean_(samples.front().size()), samples_(std::move(samples)) {
    for (const auto& sample : samples_) {
        for (std::size_t i = 0; i < mean_.size(); ++i) {
            mean_[i] += sample[i] / static_cast<float>(samples_.size());
        }
    }
    for (auto& sample : samples_) {
        for (std::size_t i = 0; i < mean_.size(); ++i) sample[i] -= mean_[i];
    }
}

void EmbeddingSource::fill(float* embedding) {
    if (samples_.empty()) {
        for (std::size_t i = 0; i < mean_.size(); ++i) {
            embedding[i] = mean_[i] + deviations_[i] * normal_(random_);
        }
        return;
    }
    std::copy(mean_.begin(), mean_.end(), embedding);
    for (std::size_t blended = 0; blended < kBlended; ++blended) {
        const auto& sample = samples_[random_() % samples_.size()];
        const float weight = blended == 0
                                 ? std::sqrt(kShareOfFirst)
                                 : std::sqrt((1 - kShareOfFirst) / (kBlended - 1)) * normal_(random_);
        for (std::size_t i = 0; i < mean_.size(); ++i) embedding[i] += weight * sample[i];
    }
}

}  // namespace palette::vectors
