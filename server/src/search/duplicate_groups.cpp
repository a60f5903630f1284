#include "search/duplicate_groups.hpp"

#include <algorithm>
#include <numeric>

namespace palette::search {
namespace {

std::vector<ImageId> images_of(const DuplicatePairs& pairs) {
    std::vector<ImageId> images;
    for (const auto& pair : pairs) {
        images.push_back(pair.first);
        images.push_back(pair.second);
    }
    std::ranges::sort(images);
    images.erase(std::ranges::unique(images).begin(), images.end());
    return images;
}

// Sets that grow together (Galler and Fischer 1964), with halved paths.
class DisjointSets {
  public:
    explicit DisjointSets(std::size_t count) : parents_(count) {
        std::iota(parents_.begin(), parents_.end(), std::size_t{0});
    }
    std::size_t root_of(std::size_t item) {
        while (parents_[item] != item) item = parents_[item] = parents_[parents_[item]];
        return item;
    }
    // The later root goes under the earlier, so that a set's root is its first item.
    void join(std::size_t x, std::size_t y) {
        const auto [first, second] = std::minmax({root_of(x), root_of(y)});
        parents_[second] = first;
    }

  private:
    std::vector<std::size_t> parents_;
};

}  // namespace

DuplicateGroups groups_of(const DuplicatePairs& pairs, const std::function<bool(ImageId)>& admits) {
    std::vector<ImageId> images = images_of(pairs);
    std::erase_if(images, [&](ImageId id) { return !admits(id); });
    const auto place_of = [&](ImageId id) -> std::optional<std::size_t> {
        const auto found = std::ranges::lower_bound(images, id);
        if (found == images.end() || *found != id) return std::nullopt;
        return static_cast<std::size_t>(found - images.begin());
    };
    DisjointSets sets(images.size());
    for (const auto& pair : pairs) {
        const auto first = place_of(pair.first);
        const auto second = place_of(pair.second);
        if (first && second) sets.join(*first, *second);
    }
    DuplicateGroups by_root(images.size());
    for (std::size_t i = 0; i < images.size(); ++i) by_root[sets.root_of(i)].push_back(images[i]);
    std::erase_if(by_root, [](const auto& group) { return group.size() < 2; });
    std::ranges::sort(by_root, {}, [](const auto& group) { return group.back(); });
    return by_root;
}

bool Folding::hides(std::int64_t id) const {
    return std::ranges::binary_search(hidden, id);
}

std::size_t Folding::copies_of(ImageId id) const {
    const auto found = copies.find(id.value);
    return found == copies.end() ? 0 : found->second;
}

Folding fold_wall(const DuplicatePairs& pairs, const Catalogue& catalogue,
                  const std::vector<std::int64_t>* allowed, std::optional<Orientation> orientation,
                  const Viewer& viewer) {
    Folding folding;
    if (pairs.empty()) return folding;
    std::vector<std::int64_t> ids;
    for (const ImageId id : images_of(pairs)) {
        if (allowed == nullptr || std::ranges::binary_search(*allowed, id.value)) ids.push_back(id.value);
    }
    Conditions conditions;
    conditions.viewer = viewer;
    conditions.orientation = orientation;
    const auto shown = catalogue.select(&ids, conditions);
    const auto groups =
        groups_of(pairs, [&](ImageId id) { return std::ranges::binary_search(shown, id.value); });
    for (const auto& group : groups) {
        const auto pixels = catalogue.pixels_of(group);
        const auto largest =
            group[static_cast<std::size_t>(std::ranges::max_element(pixels) - pixels.begin())];
        folding.copies[largest.value] = group.size() - 1;
        for (const ImageId id : group) {
            if (id != largest) folding.hidden.push_back(id.value);
        }
    }
    std::ranges::sort(folding.hidden);
    return folding;
}

}  // namespace palette::search
