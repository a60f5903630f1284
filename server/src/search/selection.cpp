#include "search/selection.hpp"

#include <algorithm>
#include <optional>

#include "store/image_repository.hpp"

namespace palette::search {
namespace {

using Ids = std::vector<std::int64_t>;

void narrow(std::optional<Ids>& allowed, Ids to) {
    if (!allowed) {
        allowed = std::move(to);
        return;
    }
    Ids both;
    std::ranges::set_intersection(*allowed, to, std::back_inserter(both));
    allowed = std::move(both);
}

}  // namespace

bool Selection::contains(std::int64_t id) const {
    return std::ranges::binary_search(ids, id);
}

Result<Selection> select(const Catalogue& catalogue, const packs::Space& space, store::Database& database,
                         const Filters& filters, const Viewer& viewer) {
    const store::ImageRepository images(database);
    std::optional<Ids> allowed = filters.within;
    if (!filters.all_tags.empty()) {
        auto tagged = images.ids_with_tags(filters.all_tags);
        if (!tagged) return forward(tagged);
        narrow(allowed, std::move(*tagged));
    }
    if (!filters.any_tags.empty()) {
        auto tagged = images.ids_with_any_tag(filters.any_tags);
        if (!tagged) return forward(tagged);
        narrow(allowed, std::move(*tagged));
    }
    Conditions conditions;
    conditions.viewer = viewer;
    conditions.orientation = filters.orientation;
    conditions.owner = filters.owner;
    conditions.artist = comparable(filters.artist);
    conditions.width_px_min = filters.width_px_min;
    conditions.height_px_min = filters.height_px_min;
    conditions.megapixels_min = filters.megapixels_min;
    conditions.from = filters.from;
    conditions.until = filters.until;
    conditions.has_words = filters.has_words;
    Ids ids = catalogue.select(allowed ? &*allowed : nullptr, conditions);
    if (!filters.no_tags.empty()) {
        auto tagged = images.ids_with_any_tag(filters.no_tags);
        if (!tagged) return forward(tagged);
        Ids without;
        std::ranges::set_difference(ids, *tagged, std::back_inserter(without));
        ids = std::move(without);
    }
    auto filter = space.vectors().filter_of(ids);
    return Selection{std::move(ids), std::move(filter)};
}

}  // namespace palette::search
