#pragma once

// The words that people put on Images, apart from what model packs saw in them: what evaluations hold
// recommendations to. Safe to call from any thread that may block.

#include <cstdint>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/database.hpp"

namespace palette::store {

struct PersonLabel {
    std::string name;
    std::vector<ImageId> images;  // ascending
};

// Every tag of a person with the understood Images that carry it, where it has `images_min` to `images_max`;
// by name.
[[nodiscard]] Result<std::vector<PersonLabel>> person_labels(Database& database, std::size_t images_min,
                                                             std::size_t images_max);

}  // namespace palette::store
