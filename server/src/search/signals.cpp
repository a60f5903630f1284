#include "search/signals.hpp"

#include <algorithm>

namespace palette::search {
namespace {

// A library of few or alike Images has hardly any deviation; below this differences mean nothing.
constexpr double kDeviationMin = 0.02;

// Full text on the scale of z-scores: all words found is worth more than any distance of embeddings usually
// is, and being named exactly by the text more than that, so exact titles, tags and artists always surface;
// BM25 orders within.
constexpr float kAllWords = 4.0F;
constexpr float kSomeWords = 1.0F;
constexpr float kBestBm25 = 2.0F;
constexpr float kExactTitle = 3.0F;
constexpr float kExactArtist = 2.0F;
constexpr float kExactTag = 1.0F;

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

// 1 at `related`, 2 at `strong`.
float level_between(float value, float related, float strong) {
    return kRelatedLevel + (value - related) / (strong - related);
}

}  // namespace

Match match_of(float level) {
    if (level >= kStrongLevel) return Match::strong;
    return level >= kRelatedLevel ? Match::related : Match::weak;
}

float likeness_level(float cosine, float z) {
    return std::max(level_between(z, kLikeRelatedZ, kLikeStrongZ),
                    level_between(cosine, kLikeRelatedCosine, kLikeStrongCosine));
}

Result<std::unique_ptr<EmbeddingSignal>> EmbeddingSignal::make(const vectors::VectorIndex& index,
                                                               std::vector<float> query,
                                                               std::size_t candidates,
                                                               const vectors::Filter* filter, Kind kind,
                                                               const inference::Calibration& calibration) {
    auto result = index.search(query, candidates, filter);
    if (!result) return forward(result);
    return std::make_unique<EmbeddingSignal>(index, std::move(query), std::move(*result), kind, calibration);
}

EmbeddingSignal::EmbeddingSignal(const vectors::VectorIndex& index, std::vector<float> query,
                                 vectors::SearchResult result, Kind kind,
                                 const inference::Calibration& calibration)
    : index_(index),
      query_(std::move(query)),
      result_(std::move(result)),
      kind_(kind),
      calibration_(calibration) {
    known_.reserve(result_.neighbors.size());
    for (const auto& neighbor : result_.neighbors) known_.emplace(neighbor.id, neighbor.score);
}

std::vector<std::int64_t> EmbeddingSignal::candidates() const {
    std::vector<std::int64_t> ids;
    ids.reserve(result_.neighbors.size());
    for (const auto& neighbor : result_.neighbors) ids.push_back(neighbor.id);
    return ids;
}

Result<std::vector<Opinion>> EmbeddingSignal::opinions(std::span<const std::int64_t> ids) const {
    std::vector<std::int64_t> unknown;
    for (const std::int64_t id : ids) {
        if (!known_.contains(id)) unknown.push_back(id);
    }
    auto cosines = index_.scores_of(query_, unknown);
    if (!cosines) return forward(cosines);
    std::vector<Opinion> opinions(ids.size());
    std::size_t next_unknown = 0;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto known = known_.find(ids[i]);
        const auto cosine = known != known_.end() ? std::optional(known->second) : (*cosines)[next_unknown++];
        if (!cosine) continue;
        const float z = z_of(*cosine);
        opinions[i] = {*cosine, z, level_of(*cosine, z)};
    }
    return opinions;
}

bool EmbeddingSignal::others_are_weak() const {
    if (result_.neighbors.empty()) return false;
    const float last = result_.neighbors.back().score;
    return match_of(level_of(last, z_of(last))) == Match::weak;
}

float EmbeddingSignal::z_of(float cosine) const {
    return z_score(cosine, result_.distribution.mean, result_.distribution.standard_deviation);
}

float EmbeddingSignal::level_of(float cosine, float z) const {
    if (kind_ == Kind::image) return likeness_level(cosine, z);
    return level_between(cosine, calibration_.related_cosine, calibration_.strong_cosine);
}

WordSignal::WordSignal(const Catalogue& catalogue, const std::string& text,
                       const std::vector<store::TextHit>& hits, const std::vector<std::int64_t>& tagged) {
    std::vector<std::int64_t> ids;
    float best = 0;
    for (const auto& hit : hits) {
        ids.push_back(hit.id.value);
        best = std::max(best, hit.score);
    }
    const auto namings = catalogue.namings(comparable(text), ids);
    for (std::size_t i = 0; i < hits.size(); ++i) {
        const auto& hit = hits[i];
        float z = (hit.all_terms ? kAllWords : kSomeWords);
        if (best > 0) z += (hit.all_terms ? kBestBm25 : kBestBm25 / 2) * hit.score / best;
        if (namings[i].title) z += kExactTitle;
        if (namings[i].artist) z += kExactArtist;
        opinions_[hit.id.value] = {hit.score, z, hit.all_terms ? kStrongLevel : 0};
    }
    for (const std::int64_t id : tagged) {
        auto& opinion = opinions_[id];
        opinion.z = std::max(opinion.z, kAllWords) + kExactTag;
        opinion.level = kStrongLevel;
    }
}

std::vector<std::int64_t> WordSignal::candidates() const {
    std::vector<std::int64_t> ids;
    ids.reserve(opinions_.size());
    for (const auto& [id, opinion] : opinions_) ids.push_back(id);
    std::ranges::sort(ids);
    return ids;
}

Result<std::vector<Opinion>> WordSignal::opinions(std::span<const std::int64_t> ids) const {
    std::vector<Opinion> opinions(ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (const auto found = opinions_.find(ids[i]); found != opinions_.end()) opinions[i] = found->second;
    }
    return opinions;
}

ColorSignal::ColorSignal(const Catalogue& catalogue, std::vector<WantedColor> colors, std::size_t candidates,
                         const std::vector<std::int64_t>* allowed)
    : catalogue_(catalogue),
      colors_(std::move(colors)),
      result_(catalogue.search_colors(colors_, candidates, allowed)) {}

std::vector<std::int64_t> ColorSignal::candidates() const {
    std::vector<std::int64_t> ids;
    ids.reserve(result_.best.size());
    for (const auto& scored : result_.best) ids.push_back(scored.id);
    return ids;
}

Result<std::vector<Opinion>> ColorSignal::opinions(std::span<const std::int64_t> ids) const {
    const auto scores = catalogue_.color_scores_of(ids, colors_);
    std::vector<Opinion> opinions(ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
        opinions[i] = {scores[i], z_score(scores[i], result_.spread.mean, result_.spread.standard_deviation),
                       level_between(scores[i], kColorRelated, kColorStrong)};
    }
    return opinions;
}

}  // namespace palette::search
