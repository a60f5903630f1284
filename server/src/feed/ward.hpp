#pragma once

// Ward's clustering (1963): groups that grow as little as possible in their inner variance when they are
// merged. Found by nearest-neighbour chains (Murtagh 1983) with the Lance-Williams update: n * n time and
// memory. Pure, any thread.

#include <cstddef>
#include <span>
#include <vector>

namespace palette::feed {

// The clusters of `points` (all of one length) when merging stops before it costs more than `cost_max`.
// Merging A and B costs 2 |A| |B| / (|A| + |B|) times the squared distance of their means: for two single
// points their squared distance. Each cluster's members ascend; clusters come by their first member. Equal
// costs are merged in the order of the points.
[[nodiscard]] std::vector<std::vector<std::size_t>> ward_clusters(std::span<const std::vector<float>> points,
                                                                  float cost_max);

}  // namespace palette::feed
