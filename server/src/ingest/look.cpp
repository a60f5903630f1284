#include "ingest/look.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "base/text.hpp"
#include "ingest/encoder_input.hpp"

namespace palette::ingest {
namespace {

using Pixels = std::vector<std::vector<std::uint8_t>>;

store::Understood::Tags to_stored(const inference::ModelPack& pack, const inference::ChosenTags& chosen) {
    store::Understood::Tags tags{pack.description().identity(), {}};
    for (const auto& tag : chosen) tags.tags.push_back({fold_case(tag.name), TagSource::ai, tag.confidence});
    return tags;
}

// The looks of one kind within a batch, and whose they are.
struct Run {
    Pixels pixels;
    std::vector<std::pair<store::Understood*, const Look*>> of;
};

Result<void> embed(const inference::ModelPack& pack, const Run& run) {
    auto understandings = pack.understand(run.pixels);
    if (!understandings) return forward(understandings);
    for (std::size_t i = 0; i < run.of.size(); ++i) {
        const auto& [understood, look] = run.of[i];
        auto& understanding = (*understandings)[i];
        understood->embeddings.push_back({pack.description().identity(), std::move(understanding.embedding)});
        if (look->tags) understood->tags = to_stored(pack, understanding.tags);
    }
    return {};
}

Result<void> tag(const inference::ModelPack& pack, const Run& run) {
    auto tagged = pack.tag(run.pixels);
    if (!tagged) return forward(tagged);
    for (std::size_t i = 0; i < run.of.size(); ++i) run.of[i].first->tags = to_stored(pack, (*tagged)[i]);
    return {};
}

}  // namespace

std::vector<Look> looks_at(const imaging::Picture& picture, const packs::PacksInUse& packs,
                           const store::MissingPacks& missing) {
    std::vector<Look> looks;
    bool tags = missing.tags && packs.tagger;
    for (const auto& pack : {packs.serving, packs.coming}) {
        if (!pack) continue;
        const auto& description = pack->description();
        if (std::ranges::find(missing.embeddings, description.identity()) == missing.embeddings.end())
            continue;
        const bool also_tags = tags && pack == packs.tagger && description.tags_what_it_embeds();
        tags = tags && !also_tags;
        looks.push_back({pack, true, also_tags, encoder_input(picture, description.image)});
    }
    if (tags) {
        const auto& image = packs.tagger->description().tagger->image;
        looks.push_back({packs.tagger, false, true, encoder_input(picture, image)});
    }
    return looks;
}

Result<std::vector<store::Understood>> look_at(std::span<const Prepared> batch) {
    std::vector<store::Understood> understood(batch.size());
    std::map<std::pair<const inference::ModelPack*, bool>, Run> runs;  // by pack and whether it embeds
    for (std::size_t i = 0; i < batch.size(); ++i) {
        understood[i].id = batch[i].image;
        understood[i].is_told = batch[i].is_told;
        for (const auto& look : batch[i].looks) {
            auto& run = runs[{look.pack.get(), look.embeds}];
            run.pixels.push_back(look.pixels);
            run.of.emplace_back(&understood[i], &look);
        }
    }
    for (const auto& [what, run] : runs) {
        const auto& [pack, embeds] = what;
        if (auto done = embeds ? embed(*pack, run) : tag(*pack, run); !done) return forward(done);
    }
    return understood;
}

}  // namespace palette::ingest
