#include "search/query_run.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.hpp"
#include "search/mixed_match.hpp"
#include "store/full_text.hpp"
#include "store/image_repository.hpp"

namespace palette::search {
namespace {

// Images that full text brings in: so many with all words, and so many with some; more where filters take
// most of them out.
constexpr std::size_t kTextHitsMax = 1000;
// A part of less than this part of the greatest weight ranks, but does not decide how good a match is.
constexpr float kDecidingWeight = 0.5F;

bool is_unwanted(SignalKind kind) {
    return kind >= SignalKind::not_meaning;
}

std::string name_of(const ColorPart& part) {
    const std::string hex = to_hex_color(part.color);
    return part.share ? fmt::format("{}:{:g}", hex, *part.share) : hex;
}

WantedColor wanted_color(const ColorPart& part) {
    return {to_oklab(part.color), part.share, part.weight};
}

}  // namespace

QueryRun::QueryRun(const Means& means, const Query& query, packs::SharedSpace space,
                   std::shared_ptr<const Selection> selection, Depth depth)
    : means_(means),
      query_(query),
      space_(std::move(space)),
      selection_(std::move(selection)),
      depth_(is_unmixed() && query.texts.size() == 1 && query.sort == Sort::relevance ? depth
                                                                                      : Depth::whole) {}

Result<void> QueryRun::prepare() {
    std::vector<BegunText> texts;
    for (const auto& part : query_.texts) {
        auto text = forgiven(part.text);
        if (!text) return forward(text);
        texts.push_back(begun(std::move(*text), part.weight));
    }
    std::vector<BegunText> unwanted_texts;
    for (const auto& part : query_.minus) unwanted_texts.push_back(begun(part.text, part.weight));
    for (auto& text : texts) {
        if (auto added = add_text(text); !added) return added;
    }
    for (const auto& part : query_.like) {
        if (auto added = add_example(part, Wanted::yes); !added) return added;
    }
    if (!query_.colors.empty()) add_colors(query_.colors);
    for (auto& text : unwanted_texts) {
        if (auto added = add_unwanted_text(text); !added) return added;
    }
    for (const auto& part : query_.minus_like) {
        if (auto added = add_example(part, Wanted::no); !added) return added;
    }
    for (const auto& part : query_.minus_colors) add_unwanted_color(part);
    return {};
}

QueryRun::BegunText QueryRun::begun(std::string text, float weight) const {
    auto embedding = means_.texts.begin(text, space_->pack());
    return {std::move(text), weight, std::move(embedding)};
}

// Its words are looked up while it is embedded.
Result<void> QueryRun::add_text(BegunText& text) {
    auto hits =
        store::search_full_text(means_.database, text.text, selection_ ? store::kWordHitsMax : kTextHitsMax);
    if (!hits) return forward(hits);
    auto tagged = store::ImageRepository(means_.database).ids_with_tags({&text.text, 1});
    if (!tagged) return forward(tagged);
    // The newest of them; the others are found by their words as well.
    if (tagged->size() > kTextHitsMax) tagged->erase(tagged->begin(), tagged->end() - kTextHitsMax);
    auto words = std::make_unique<WordSignal>(means_.index.catalogue(), text.text, *hits, *tagged);
    auto meaning = meaning_of(text, candidates_per_signal());
    if (!meaning) return forward(meaning);
    add_part(SignalKind::meaning, text.text, text.weight, std::move(*meaning));
    add_part(SignalKind::words, text.text, text.weight, std::move(words));
    ++groups_;
    return {};
}

Result<void> QueryRun::add_unwanted_text(BegunText& text) {
    auto meaning = meaning_of(text, 0);
    if (!meaning) return forward(meaning);
    add_part(SignalKind::not_meaning, text.text, text.weight, std::move(*meaning));
    return {};
}

Result<void> QueryRun::add_example(const ExamplePart& part, Wanted wanted) {
    auto embedding = embedding_of(part);
    if (!embedding) return forward(embedding);
    auto signal = EmbeddingSignal::make(
        space_->vectors(), std::move(*embedding), wanted == Wanted::yes ? candidates_per_signal() : 0,
        filter(), EmbeddingSignal::Kind::image, space_->pack().description().calibration);
    if (!signal) return forward(signal);
    const auto& image = part.example.image;
    if (image) examples_.insert(image->value);
    add_part(wanted == Wanted::yes ? SignalKind::likeness : SignalKind::not_likeness,
             image ? to_string(*image) : "picture", part.weight, std::move(*signal));
    ++groups_;
    return {};
}

void QueryRun::add_colors(const std::vector<ColorPart>& parts) {
    std::vector<WantedColor> wanted;
    std::string what;
    float weights = 0;
    for (const auto& part : parts) {
        wanted.push_back(wanted_color(part));
        what += (what.empty() ? "" : " ") + name_of(part);
        weights += part.weight;
    }
    auto signal = std::make_unique<ColorSignal>(means_.index.catalogue(), std::move(wanted),
                                                candidates_per_signal(), allowed());
    add_part(SignalKind::color, std::move(what), weights / static_cast<float>(parts.size()),
             std::move(signal));
    ++groups_;
}

void QueryRun::add_unwanted_color(const ColorPart& part) {
    std::vector<WantedColor> unwanted{wanted_color(part)};
    auto signal = std::make_unique<ColorSignal>(means_.index.catalogue(), std::move(unwanted), 0, allowed());
    add_part(SignalKind::not_color, name_of(part), part.weight, std::move(signal));
}

void QueryRun::add_part(SignalKind kind, std::string what, float weight, std::unique_ptr<Signal> signal) {
    parts_.push_back({kind, std::move(what), weight, groups_, std::move(signal)});
}

Result<std::string> QueryRun::forgiven(const std::string& text) {
    if (query_.spelling == Spelling::as_typed) return text;
    const auto words = store::words_of(text);
    std::string searched;
    bool changed = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto end = i + 1 == words.size() ? store::WordEnd::open : store::WordEnd::complete;
        std::string word = words[i];
        if (!space_->pack().knows_word(word)) {
            auto known = store::is_word_known(means_.database, word, end);
            if (!known) return forward(known);
            const auto meant = *known ? std::nullopt : means_.index.vocabulary().nearest(word);
            if (meant) {
                word = *meant;
                changed = true;
            }
        }
        searched += (searched.empty() ? "" : " ") + word;
    }
    if (!changed) return text;
    corrections_.push_back({text, searched});
    return searched;
}

Result<std::unique_ptr<Signal>> QueryRun::meaning_of(BegunText& text, std::size_t candidates) {
    auto embedding = text.embedding.get();
    if (!embedding) return forward(embedding);
    if (depth_ == Depth::first) {
        auto first = meaning_of(*embedding, kFirstHits);
        if (!first) return first;
        if ((*first)->seen() > 2 * kHitsMax && (*first)->others_are_weak()) {
            embedding_ = std::move(*embedding);
            return first;
        }
        depth_ = Depth::whole;
    }
    return meaning_of(std::move(*embedding), candidates);
}

Result<std::unique_ptr<EmbeddingSignal>> QueryRun::meaning_of(std::vector<float> embedding,
                                                              std::size_t candidates) const {
    return EmbeddingSignal::make(space_->vectors(), std::move(embedding), candidates, filter(),
                                 EmbeddingSignal::Kind::text, space_->pack().description().calibration);
}

Result<void> QueryRun::deepen() {
    auto whole = meaning_of(std::move(embedding_), candidates_per_signal());
    if (!whole) return forward(whole);
    std::ranges::find(parts_, SignalKind::meaning, &Part::kind)->signal = std::move(*whole);
    depth_ = Depth::whole;
    return {};
}

Result<std::vector<float>> QueryRun::embedding_of(const ExamplePart& part) const {
    if (!part.example.embedding.empty()) return part.example.embedding;
    const ImageId id = *part.example.image;
    const store::ImageRepository images(means_.database);
    if (auto seen = images.ownership_of(id, query_.viewer); !seen) return forward(seen);
    if (part.region) return means_.read_region(space_->pack(), id, *part.region);
    if (auto embedding = space_->vectors().vector_of(id.value)) return std::move(*embedding);
    return fail(ErrorKind::conflict, "not_ready", "Palette is still looking at this picture.");
}

bool QueryRun::is_unmixed() const {
    const bool alone = query_.texts.size() + query_.like.size() + (query_.colors.empty() ? 0 : 1) == 1;
    return alone && query_.minus.empty() && query_.minus_like.empty() && query_.minus_colors.empty();
}

std::size_t QueryRun::candidates_per_signal() const {
    return is_unmixed() ? kHitsMax + query_.like.size() : kCandidatesPerSignal;
}

std::vector<std::int64_t> QueryRun::candidates() const {
    if (!query_.has_wishes()) {
        const auto& catalogue = means_.index.catalogue();
        const Catalogue::Wall wall{.viewer = query_.viewer, .allowed = allowed()};
        std::vector<std::int64_t> some;
        for (const ImageId id : query_.sort == Sort::random
                                    ? catalogue.deal(query_.seed, std::nullopt, kHitsMax, wall)
                                    : catalogue.newest(std::nullopt, kHitsMax, wall)) {
            some.push_back(id.value);
        }
        return some;
    }
    std::vector<std::int64_t> all;
    std::unordered_set<std::int64_t> seen;
    for (const auto& part : parts_) {
        for (const std::int64_t id : part.signal->candidates()) {
            if (selection_ && part.kind == SignalKind::words && !selection_->contains(id)) continue;
            if (seen.insert(id).second) all.push_back(id);
        }
    }
    return all;
}

bool QueryRun::decides(const Part& part) const {
    if (is_unwanted(part.kind)) return false;
    float greatest = 0;
    for (const auto& other : parts_) {
        if (!is_unwanted(other.kind)) greatest = std::max(greatest, other.weight);
    }
    return part.weight >= kDecidingWeight * greatest;
}

template <class Visit>
Result<std::vector<Hit>> QueryRun::weigh(std::span<const std::int64_t> ids, Visit visit) const {
    std::vector<Hit> hits(ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) hits[i].id = ImageId{ids[i]};
    std::vector<MixedMatch> mixed(ids.size());
    std::vector<char> refused(ids.size());  // strong matches of what is not wanted
    // The best opinion within the group that is being gone over.
    std::vector<Opinion> of_group(ids.size());
    for (std::size_t at = 0; at < parts_.size(); ++at) {
        const Part& part = parts_[at];
        auto opinions = part.signal->opinions(ids);
        if (!opinions) return forward(opinions);
        const bool deciding = decides(part);
        const bool begins = at == 0 || parts_[at - 1].group != part.group;
        const bool ends = at + 1 == parts_.size() || parts_[at + 1].group != part.group;
        for (std::size_t i = 0; i < ids.size(); ++i) {
            const Opinion& opinion = (*opinions)[i];
            Hit& hit = hits[i];
            if (is_unwanted(part.kind)) {
                hit.score -= part.weight * std::max(opinion.z, 0.0F);
                if (match_of(opinion.level) == Match::strong) refused[i] = 1;
            } else {
                hit.score += part.weight * opinion.z;
                Opinion& best = of_group[i];
                best.level = begins ? opinion.level : std::max(best.level, opinion.level);
                best.z = begins ? opinion.z : std::max(best.z, opinion.z);
                if (ends && deciding) mixed[i].add(best.level, best.z, part.weight);
            }
            visit(i, part, opinion);
        }
    }
    const std::uint64_t images = selection_ ? selection_->ids.size() : means_.index.catalogue().size();
    for (std::size_t i = 0; i < ids.size(); ++i)
        hits[i].match = refused[i] != 0 ? Match::weak : mixed[i].of(images);
    return hits;
}

Result<std::vector<Hit>> QueryRun::score() const {
    const auto ids = candidates();
    auto hits = weigh(ids, [](std::size_t, const Part&, const Opinion&) {});
    if (!hits) return hits;
    if (!query_.has_wishes()) {
        // Without a wish all are equal but for what is not wanted, and newest come first.
        for (std::size_t i = 0; i < hits->size(); ++i)
            (*hits)[i].score += static_cast<float>(hits->size() - i);
    }
    // Deleted while the query ran, or an example itself.
    std::erase_if(*hits, [&](const Hit& hit) {
        return examples_.contains(hit.id.value) || !means_.index.catalogue().shows(hit.id, query_.viewer);
    });
    return hits;
}

Result<std::vector<Explanation>> QueryRun::explain(std::span<const ImageId> ids) const {
    std::vector<std::int64_t> values;
    for (const ImageId id : ids) values.push_back(id.value);
    std::vector<Explanation> explanations(ids.size());
    auto hits = weigh(values, [&](std::size_t i, const Part& part, const Opinion& opinion) {
        const float added =
            is_unwanted(part.kind) ? -part.weight * std::max(opinion.z, 0.0F) : part.weight * opinion.z;
        explanations[i].signals.push_back(
            {part.kind, part.what, opinion.value, opinion.z, part.weight, added, match_of(opinion.level)});
    });
    if (!hits) return forward(hits);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        explanations[i].hit = (*hits)[i];
        explanations[i].passes_filters = !selection_ || selection_->contains(values[i]);
    }
    return explanations;
}

}  // namespace palette::search
