#pragma once

// The field's measures of search and tags. Pure, any thread. Embeddings are of unit length; all shares are 0
// to 1.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace palette::evaluation {

using Embeddings = std::vector<std::vector<float>>;

// For each query the rank, from 1, of its best answer among all: 1 more than the number of wrong answers that
// score better. Answers that score the same as the best right one count half, so that an encoder that sees no
// difference gains nothing.
struct Rank {
    double rank = 0;
    std::size_t first = 0;  // the answer that came first
};
// `right[q]` are the right answers of query q, at least one.
[[nodiscard]] std::vector<Rank> ranks_of(const Embeddings& queries, const Embeddings& answers,
                                         const std::vector<std::vector<std::size_t>>& right);

struct RecallSummary {
    double r1 = 0;
    double r5 = 0;
    double r10 = 0;
    double median_rank = 0;
};
[[nodiscard]] RecallSummary summarize(std::span<const Rank> ranks);

// Area under precision over recall when all are sorted by `scores`, ties in the order given (Everingham 2010,
// without interpolation). 0 when none is right.
[[nodiscard]] double average_precision(std::span<const float> scores, std::span<const std::uint8_t> is_right);

// For each item with a label the share of its `k` nearest others that carry one of its labels; the mean over
// those items.
[[nodiscard]] double neighbor_precision(const Embeddings& items,
                                        const std::vector<std::vector<std::string>>& labels, std::size_t k);

}  // namespace palette::evaluation
