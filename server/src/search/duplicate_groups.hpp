#pragma once

// From pairs of Images that show the same picture to groups of them, as one viewer sees them: groups are made
// of what is to be seen alone, so that nobody learns of a hidden Image by what it holds together. Pure
// functions over a snapshot, any thread; they cost as much as there are pairs.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "model/image.hpp"
#include "model/viewer.hpp"
#include "search/catalogue.hpp"
#include "store/duplicate_repository.hpp"

namespace palette::search {

using DuplicatePairs = std::vector<store::DuplicatePair>;

// Of at least two Images each, ascending; groups in the order of their last Image.
using DuplicateGroups = std::vector<std::vector<ImageId>>;
[[nodiscard]] DuplicateGroups groups_of(const DuplicatePairs& pairs,
                                        const std::function<bool(ImageId)>& admits);

// What a wall shows of several Images of the same picture: the largest, and how many it stands for.
struct Folding {
    std::unordered_map<std::int64_t, std::size_t> copies;  // folded into an Image that is shown
    std::vector<std::int64_t> hidden;                      // ascending

    [[nodiscard]] bool hides(std::int64_t id) const;
    [[nodiscard]] std::size_t copies_of(ImageId id) const;
};
// Of the wall that list_images deals with the same restrictions.
[[nodiscard]] Folding fold_wall(const DuplicatePairs& pairs, const Catalogue& catalogue,
                                const std::vector<std::int64_t>* allowed,
                                std::optional<Orientation> orientation, const Viewer& viewer);

}  // namespace palette::search
