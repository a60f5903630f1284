#include "search/query_run.hpp"

#include <algorithm>

#include "store/full_text.hpp"
#include "store/image_repository.hpp"

namespace palette::search {
namespace {

constexpr float kNegativeWeight = 1.0F;
// Images that full text brings in: so many with all words, and so many with some.
constexpr std::size_t kTextHitsMax = 1000;

// An Image answers a query only as well as its worst part does: red AND a dog.
void mix(Hit& hit, const Opinion& opinion) {
    hit.score += opinion.score;
    hit.match = std::max(hit.match, opinion.match);
}

}  // namespace

QueryRun::QueryRun(const LibraryIndex& index, store::Database& database, TextEmbeddings& texts)
    : index_(index), database_(database), texts_(texts) {}

Result<void> QueryRun::prepare(const Query& query) {
    if (auto restricted = restrict(query); !restricted) return restricted;
    if (!query.text.empty()) {
        if (auto added = add_text(query.text); !added) return added;
    }
    for (const auto& example : query.like) {
        if (auto added = add_example(example); !added) return added;
    }
    for (const auto& text : query.minus) {
        if (auto added = add_negative(text); !added) return added;
    }
    if (!query.colors.empty()) add_colors(query.colors);
    if (!words_ && likenesses_.empty() && !colors_) add_newest();
    return {};
}

Result<void> QueryRun::restrict(const Query& query) {
    if (!query.tags.empty()) {
        auto tagged = store::ImageRepository(database_).ids_with_tags(query.tags);
        if (!tagged) return forward(tagged);
        allowed_ = std::move(*tagged);
    }
    if (!allowed_ && !query.orientation) return {};
    allowed_ = index_.catalogue().select(allowed_ ? &*allowed_ : nullptr, query.orientation);
    filter_ = index_.vectors().filter_of(*allowed_);
    return {};
}

Result<void> QueryRun::add_text(const std::string& text) {
    auto hits = store::search_full_text(database_, text, kTextHitsMax);
    if (!hits) return forward(hits);
    words_.emplace(*hits);
    for (const auto& hit : *hits) {
        if (is_allowed(hit.id.value)) add_candidate(hit.id.value);
    }
    auto signal = text_signal(text);
    if (!signal) return forward(signal);
    for (const auto& neighbor : signal->best()) add_candidate(neighbor.id);
    meaning_ = std::move(*signal);
    return {};
}

Result<void> QueryRun::add_example(const Example& example) {
    auto embedding = embedding_of(example);
    if (!embedding) return forward(embedding);
    auto signal =
        EmbeddingSignal::make(index_.vectors(), std::move(*embedding), filter_ ? &*filter_ : nullptr,
                              EmbeddingSignal::Kind::image, texts_.pack().description().calibration);
    if (!signal) return forward(signal);
    for (const auto& neighbor : signal->best()) add_candidate(neighbor.id);
    likenesses_.push_back(std::move(*signal));
    if (const auto* id = std::get_if<ImageId>(&example)) examples_.insert(id->value);
    return {};
}

Result<void> QueryRun::add_negative(const std::string& text) {
    auto signal = text_signal(text);
    if (!signal) return forward(signal);
    negatives_.push_back(std::move(*signal));
    return {};
}

void QueryRun::add_colors(const std::vector<Rgb>& colors) {
    std::vector<OkLab> wanted;
    for (const Rgb& color : colors) wanted.push_back(to_oklab(color));
    colors_.emplace(index_.catalogue(), std::move(wanted), allowed_ ? &*allowed_ : nullptr);
    for (const auto& scored : colors_->best()) add_candidate(scored.id);
}

void QueryRun::add_newest() {
    const auto* allowed = allowed_ ? &*allowed_ : nullptr;
    for (const ImageId id :
         index_.catalogue().newest(std::nullopt, kCandidatesPerSignal, allowed, std::nullopt)) {
        add_candidate(id.value);
    }
}

Result<std::vector<Hit>> QueryRun::score() const {
    std::vector<Hit> hits;
    hits.reserve(candidates_.size());
    // Without a signal all are equal, and the order they came in (newest first) is kept.
    const bool unsorted = words_ || !likenesses_.empty() || colors_;
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
        const float start = unsorted ? 0 : static_cast<float>(candidates_.size() - i);
        hits.push_back({ImageId{candidates_[i]}, start, Match::strong});
    }
    if (meaning_) {
        auto opinions = meaning_->opinions(candidates_);
        if (!opinions) return forward(opinions);
        for (std::size_t i = 0; i < hits.size(); ++i) {
            const Opinion word = words_->opinion(candidates_[i]);
            const Opinion meant = (*opinions)[i];
            mix(hits[i], {meant.score + word.score, std::min(meant.match, word.match)});
        }
    }
    for (const auto& likeness : likenesses_) {
        auto opinions = likeness.opinions(candidates_);
        if (!opinions) return forward(opinions);
        for (std::size_t i = 0; i < hits.size(); ++i) mix(hits[i], (*opinions)[i]);
    }
    if (colors_) {
        for (auto& hit : hits) mix(hit, colors_->opinion(hit.id.value));
    }
    for (const auto& negative : negatives_) {
        auto opinions = negative.opinions(candidates_);
        if (!opinions) return forward(opinions);
        for (std::size_t i = 0; i < hits.size(); ++i) {
            const Opinion& opinion = (*opinions)[i];
            hits[i].score -= kNegativeWeight * std::max(opinion.score, 0.0F);
            if (opinion.match == Match::strong) hits[i].match = Match::weak;
        }
    }
    // Deleted while the query ran, or an example itself.
    std::erase_if(hits, [&](const Hit& hit) {
        return examples_.contains(hit.id.value) || !index_.catalogue().contains(hit.id);
    });
    return hits;
}

Result<EmbeddingSignal> QueryRun::text_signal(const std::string& text) const {
    auto embedding = texts_.of(text);
    if (!embedding) return forward(embedding);
    return EmbeddingSignal::make(index_.vectors(), std::move(*embedding), filter_ ? &*filter_ : nullptr,
                                 EmbeddingSignal::Kind::text, texts_.pack().description().calibration);
}

Result<std::vector<float>> QueryRun::embedding_of(const Example& example) const {
    if (const auto* embedding = std::get_if<std::vector<float>>(&example)) return *embedding;
    const ImageId id = std::get<ImageId>(example);
    if (auto embedding = index_.vectors().vector_of(id.value)) return std::move(*embedding);
    auto standing = store::ImageRepository(database_).standing_of(id);
    if (!standing) return forward(standing);
    if (!*standing) return fail(ErrorKind::not_found, "image_not_found", "There is no such Image.");
    return fail(ErrorKind::conflict, "not_ready", "Palette is still looking at this picture.");
}

void QueryRun::add_candidate(std::int64_t id) {
    if (seen_.insert(id).second) candidates_.push_back(id);
}

bool QueryRun::is_allowed(std::int64_t id) const {
    return !allowed_ || std::ranges::binary_search(*allowed_, id);
}

}  // namespace palette::search
