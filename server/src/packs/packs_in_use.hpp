#pragma once

// Which model packs look at pictures at one moment. A value of shared parts; any thread.

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "inference/model_pack.hpp"
#include "store/embedding_repository.hpp"

namespace palette::packs {

using SharedPack = std::shared_ptr<const inference::ModelPack>;

struct PacksInUse {
    SharedPack serving;  // searches go by its embeddings
    SharedPack coming;   // takes its place once it has seen every Image; null when nothing is to change
    SharedPack tagger;   // gives the AI tags; null when none does

    // Each of them once.
    [[nodiscard]] std::vector<SharedPack> all() const {
        std::vector<SharedPack> packs{serving};
        for (const auto& pack : {coming, tagger}) {
            if (pack && std::ranges::find(packs, pack) == packs.end()) packs.push_back(pack);
        }
        return packs;
    }

    // What every Image is to have of them.
    [[nodiscard]] store::WantedPacks wanted() const {
        store::WantedPacks wanted{{serving->description().identity()}, {}};
        if (coming) wanted.embeddings.push_back(coming->description().identity());
        if (tagger) wanted.tags = tagger->description().identity();
        return wanted;
    }
};

using SharedPacks = std::shared_ptr<const PacksInUse>;
using CurrentPacks = std::function<SharedPacks()>;

}  // namespace palette::packs
