#pragma once

// What would go with the Images of a Palette: its Images are sorted into a few groups by look and meaning,
// and what lies nearest to the middle of a group is suggested. Reads one vector index; any thread.

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "vectors/vector_index.hpp"

namespace palette::palettes {

inline constexpr std::size_t kGroupsMax = 5;
// Of a larger Palette so many are looked at, spread evenly over it.
inline constexpr std::size_t kLookedAtMax = 256;

struct Suggestion {
    std::int64_t id = 0;
    float cosine = 0;  // to the middle of its group
    float z = 0;       // the same in standard deviations above the mean of all Images
};

// The middles of up to kGroupsMax groups of `embeddings` (of unit length): positions of those that are most
// like the others of their group. Deterministic.
[[nodiscard]] std::vector<std::size_t> medoids(const std::vector<std::vector<float>>& embeddings);

// At most `limit` for each group, best first by z, none that is inside. Empty where nothing inside is
// understood yet.
[[nodiscard]] Result<std::vector<Suggestion>> suggest(const vectors::VectorIndex& index,
                                                      std::span<const std::int64_t> inside,
                                                      std::size_t limit);

}  // namespace palette::palettes
