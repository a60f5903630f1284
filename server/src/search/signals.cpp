#include "search/signals.hpp"

#include <algorithm>

namespace palette::search {
namespace {

// A library of few or alike Images has hardly any deviation; below this differences mean nothing.
constexpr double kDeviationMin = 0.02;

// Full text on the scale of z-scores: all words found is worth more than any distance of embeddings usually
// is, so exact titles, tags and artists always surface; BM25 orders within.
constexpr float kAllWords = 4.0F;
constexpr float kSomeWords = 1.0F;
constexpr float kBestBm25 = 2.0F;

// Between pictures cosines are high and packs differ; the place within the library says more.
constexpr float kLikeStrongZ = 3.0F;
constexpr float kLikeRelatedZ = 1.75F;
constexpr float kLikeStrongCosine = 0.85F;
constexpr float kLikeRelatedCosine = 0.7F;

constexpr float kColorStrong = 0.35F;
constexpr float kColorRelated = 0.12F;

float z_score(double score, double mean, double deviation) {
    return static_cast<float>((score - mean) / std::max(deviation, kDeviationMin));
}

Match by_thresholds(float value, float strong, float related) {
    if (value >= strong) return Match::strong;
    return value >= related ? Match::related : Match::weak;
}

}  // namespace

Result<EmbeddingSignal> EmbeddingSignal::make(const vectors::VectorIndex& index, std::vector<float> query,
                                              const vectors::Filter* filter, Kind kind,
                                              const inference::Calibration& calibration) {
    auto result = index.search(query, kCandidatesPerSignal, filter);
    if (!result) return forward(result);
    return EmbeddingSignal(index, std::move(query), std::move(*result), kind, calibration);
}

Result<std::vector<Opinion>> EmbeddingSignal::opinions(std::span<const std::int64_t> ids) const {
    auto cosines = index_->scores_of(query_, ids);
    if (!cosines) return forward(cosines);
    std::vector<Opinion> opinions(ids.size());
    const auto& spread = result_.distribution;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (const auto& cosine = (*cosines)[i]) {
            const float z = z_score(*cosine, spread.mean, spread.standard_deviation);
            opinions[i] = {z, match_of(*cosine, z)};
        }
    }
    return opinions;
}

Match EmbeddingSignal::match_of(float cosine, float z) const {
    if (kind_ == Kind::text)
        return by_thresholds(cosine, calibration_.strong_cosine, calibration_.related_cosine);
    return std::min(by_thresholds(z, kLikeStrongZ, kLikeRelatedZ),
                    by_thresholds(cosine, kLikeStrongCosine, kLikeRelatedCosine));
}

WordSignal::WordSignal(const std::vector<store::TextHit>& hits) {
    float best = 0;
    for (const auto& hit : hits) best = std::max(best, hit.score);
    for (const auto& hit : hits) {
        const float order = best > 0 ? kBestBm25 * hit.score / best : 0;
        opinions_[hit.id.value] = hit.all_terms ? Opinion{kAllWords + order, Match::strong}
                                                : Opinion{kSomeWords + order / 2, Match::weak};
    }
}

Opinion WordSignal::opinion(std::int64_t id) const {
    const auto found = opinions_.find(id);
    return found == opinions_.end() ? Opinion{} : found->second;
}

ColorSignal::ColorSignal(const Catalogue& catalogue, std::vector<OkLab> colors,
                         const std::vector<std::int64_t>* allowed)
    : catalogue_(catalogue),
      colors_(std::move(colors)),
      result_(catalogue.search_colors(colors_, kCandidatesPerSignal, allowed)) {}

Opinion ColorSignal::opinion(std::int64_t id) const {
    const float score = catalogue_.color_score_of(ImageId{id}, colors_);
    return {z_score(score, result_.spread.mean, result_.spread.standard_deviation),
            by_thresholds(score, kColorStrong, kColorRelated)};
}

}  // namespace palette::search
