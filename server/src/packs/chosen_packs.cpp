#include "packs/chosen_packs.hpp"

#include <vector>

#include <fmt/core.h>

namespace palette::packs {
namespace {

// Opens each pack once.
class Opener {
  public:
    Opener(const inference::Settings& settings, const SharedPacks& before) : settings_(settings) {
        if (before) open_ = before->all();
    }

    Result<SharedPack> open(const ShelvedPack& shelved) {
        const std::string identity = shelved.description.identity();
        for (const auto& pack : open_) {
            if (pack->description().identity() == identity) return pack;
        }
        auto opened = inference::ModelPack::open(shelved.folder, settings_);
        if (!opened) return forward(opened);
        open_.emplace_back(std::move(*opened));
        return open_.back();
    }

  private:
    const inference::Settings settings_;
    std::vector<SharedPack> open_;
};

std::unexpected<Error> unfit(const ShelvedPack& pack, const char* what) {
    return fail(ErrorKind::invalid, "model_pack_unfit",
                fmt::format("The model pack {} {}.", pack.description.identity(), what));
}

}  // namespace

Result<SharedPacks> open_chosen(const PackShelf& shelf, const store::ModelChoice& choice,
                                const inference::Settings& settings, const SharedPacks& before) {
    Opener opener(settings, before);
    auto embedding = shelf.find(choice.embedding);
    if (!embedding) return forward(embedding);
    if (!embedding->description.embeds()) return unfit(*embedding, "gives tags only; searches need another");
    auto chosen = opener.open(*embedding);
    if (!chosen) return forward(chosen);
    PacksInUse packs;
    const auto served = shelf.with_identity(choice.serving);
    if (served && served->description.embeds() && choice.serving != embedding->description.identity()) {
        auto opened = opener.open(*served);
        if (!opened) return forward(opened);
        packs.serving = std::move(*opened);
        packs.coming = std::move(*chosen);
    } else {
        packs.serving = std::move(*chosen);
    }
    auto tags = shelf.find(choice.tags);
    if (!tags) return forward(tags);
    if (tags->description.tagger) {
        auto opened = opener.open(*tags);
        if (!opened) return forward(opened);
        packs.tagger = std::move(*opened);
    } else if (!choice.tags.empty()) {
        return unfit(*tags, "gives no tags");
    }
    return std::make_shared<const PacksInUse>(std::move(packs));
}

}  // namespace palette::packs
