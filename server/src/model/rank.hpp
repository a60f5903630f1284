#pragma once

// Where something stands in a hand-made order: a text between its neighbours' texts, so that moving one
// writes one row and two people who move different things do not undo each other.
//
// A rank is digits of base 62 (0-9A-Za-z, as bytes sort), read as a fraction; it never ends with 0, so there
// is always a rank between two different ones. Pure, any thread. Why: docs/decisions/0016-order-by-rank.md.

#include <string>
#include <string_view>
#include <vector>

namespace palette {

// A longer one says that the list is due for fresh ranks (ranks_between with both ends empty).
inline constexpr std::size_t kRankLengthMax = 32;

// `count` ranks in ascending order, all after `lower` and before `upper`. An empty `lower` is the beginning,
// an empty `upper` the end; what is added at an end stays short, what is put between two is spread evenly.
// lower < upper, where neither is empty.
[[nodiscard]] std::vector<std::string> ranks_between(std::string_view lower, std::string_view upper,
                                                     std::size_t count);

}  // namespace palette
