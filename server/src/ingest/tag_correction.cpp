#include "ingest/tag_correction.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <optional>
#include <utility>

#include "base/text.hpp"

namespace palette::ingest {
namespace {

// A tag that the model did not give lies somewhere below its threshold; how far is not kept, and taken to be
// so.
constexpr float kUnseenLogit = 1.0F;
// How far on the right side of the threshold a corrected Image is to come.
constexpr float kMarginLogit = 0.5F;
// Against the mean square of an Image's distance from the mean.
constexpr float kRidge = 0.5F;
constexpr float kConfidenceMin = 1e-4F;
// Less is nothing: the model's own confidence stays, to the last bit.
constexpr float kLogitShiftMin = 0.01F;

float logit(float confidence) {
    const float p = std::clamp(confidence, kConfidenceMin, 1 - kConfidenceMin);
    return std::log(p / (1 - p));
}

float sigmoid(float value) {
    return 1 / (1 + std::exp(-value));
}

float dot(std::span<const float> a, std::span<const float> b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0F);
}

std::vector<float> away_from(std::span<const float> mean, std::span<const float> embedding) {
    std::vector<float> away(mean.size());
    std::ranges::transform(embedding, mean, away.begin(), std::minus{});
    return away;
}

// What is to be added to the logit of this Image: nothing where the model is right by itself.
float wanted_shift(const store::TagCorrection& correction, float threshold_logit) {
    const float above =
        correction.confidence ? logit(*correction.confidence) - threshold_logit : -kUnseenLogit;
    return correction.is_right ? std::max(0.0F, kMarginLogit - above) : std::min(0.0F, -kMarginLogit - above);
}

// Solves (rows rows^T + ridge I) x = wanted by Cholesky's decomposition and answers rows^T x.
std::vector<float> ridge_regression(const std::vector<std::vector<float>>& rows,
                                    const std::vector<float>& wanted) {
    const std::size_t n = rows.size();
    std::vector<double> gram(n * n);
    double trace = 0;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j <= i; ++j) gram[i * n + j] = static_cast<double>(dot(rows[i], rows[j]));
        trace += gram[i * n + i];
    }
    const double ridge = std::max(kRidge * trace / static_cast<double>(n), 1e-6);
    for (std::size_t i = 0; i < n; ++i) gram[i * n + i] += ridge;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            double value = gram[i * n + j];
            for (std::size_t k = 0; k < j; ++k) value -= gram[i * n + k] * gram[j * n + k];
            gram[i * n + j] = i == j ? std::sqrt(value) : value / gram[j * n + j];
        }
    }
    std::vector<double> x(wanted.begin(), wanted.end());
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < i; ++k) x[i] -= gram[i * n + k] * x[k];
        x[i] /= gram[i * n + i];
    }
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t k = i + 1; k < n; ++k) x[i] -= gram[k * n + i] * x[k];
        x[i] /= gram[i * n + i];
    }
    std::vector<float> weights(rows.front().size());
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t d = 0; d < weights.size(); ++d) weights[d] += static_cast<float>(x[i]) * rows[i][d];
    }
    return weights;
}

}  // namespace

TagCorrection TagCorrection::learn(const inference::TagLabels& labels, std::vector<float> mean,
                                   std::span<const Lesson> lessons, std::size_t tags_max) {
    TagCorrection learned;
    learned.mean_ = std::move(mean);
    learned.tags_max_ = tags_max;
    for (const auto& [tag, corrections] : lessons) {
        const auto label =
            std::ranges::find_if(labels.names, [&](const auto& name) { return fold_case(name) == tag; });
        if (label == labels.names.end()) continue;
        const float threshold_logit =
            logit(labels.thresholds[static_cast<std::size_t>(label - labels.names.begin())]);
        std::vector<std::vector<float>> rows;
        std::vector<float> wanted;
        for (const auto& correction : corrections) {
            if (correction.embedding.size() != learned.mean_.size()) continue;
            rows.push_back(away_from(learned.mean_, correction.embedding));
            wanted.push_back(wanted_shift(correction, threshold_logit));
        }
        if (static_cast<std::int64_t>(rows.size()) < kCorrectionsMin) continue;
        learned.tags_[tag] = {ridge_regression(rows, wanted), threshold_logit};
    }
    return learned;
}

std::vector<Tag> TagCorrection::correct(std::span<const float> embedding,
                                        const std::vector<Tag>& given) const {
    if (embedding.size() != mean_.size() || tags_.empty()) return given;
    const auto away = away_from(mean_, embedding);
    // The confidence of a corrected tag; none at or below its threshold.
    const auto confidence = [&](const Line& line, std::optional<float> model) -> std::optional<float> {
        const float before = model ? logit(*model) : line.threshold_logit - kUnseenLogit;
        const float shift = std::clamp(dot(away, line.weights), -kLogitShiftMax, kLogitShiftMax);
        if (std::abs(shift) < kLogitShiftMin) return model;
        if (before + shift <= line.threshold_logit) return std::nullopt;
        return sigmoid(before + shift);
    };
    std::vector<Tag> tags;
    for (const Tag& tag : given) {
        const auto line = tags_.find(tag.name);
        if (line == tags_.end()) {
            tags.push_back(tag);
        } else if (const auto now = confidence(line->second, tag.confidence)) {
            tags.push_back({tag.name, TagSource::ai, now});
        }
    }
    std::vector<Tag> more;
    for (const auto& [name, line] : tags_) {
        if (std::ranges::find(given, name, &Tag::name) != given.end()) continue;
        if (const auto now = confidence(line, std::nullopt)) more.push_back({name, TagSource::ai, now});
    }
    const auto by_confidence = [](const Tag& tag) { return *tag.confidence; };
    std::ranges::stable_sort(more, std::greater{}, by_confidence);
    if (tags.size() < tags_max_) {
        more.resize(std::min(more.size(), tags_max_ - tags.size()));
        tags.insert(tags.end(), more.begin(), more.end());
    }
    std::ranges::stable_sort(tags, std::greater{}, by_confidence);
    return tags;
}

}  // namespace palette::ingest
