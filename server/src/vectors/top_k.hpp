#pragma once

// The k best of a stream of scored ids, in an order that does not depend on the stream's: higher scores
// first, equal scores by smaller id. One thread at a time.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "vectors/vector_index.hpp"

namespace palette::vectors {

class TopK {
  public:
    explicit TopK(std::size_t k) : k_(k) {
        if (k == 0) threshold_ = std::numeric_limits<float>::infinity();
    }

    // What scores below this cannot be among the best and need not be pushed.
    [[nodiscard]] float threshold() const { return threshold_; }

    void push(std::int64_t id, float score) {
        if (score < threshold_) return;
        kept_.push_back({id, score});
        // Twice as many are kept before the worse half goes, so that a push costs O(1) on average.
        if (kept_.size() >= 2 * k_ && kept_.size() > k_) drop_worse();
    }

    [[nodiscard]] std::vector<Neighbor> take_sorted() {
        if (kept_.size() > k_) drop_worse();
        std::ranges::sort(kept_, better);
        return std::move(kept_);
    }

  private:
    static bool better(const Neighbor& x, const Neighbor& y) {
        return x.score != y.score ? x.score > y.score : x.id < y.id;
    }

    void drop_worse() {
        const auto last = kept_.begin() + static_cast<std::ptrdiff_t>(k_) - 1;
        std::ranges::nth_element(kept_, last, better);
        threshold_ = last->score;
        kept_.resize(k_);
    }

    std::size_t k_;
    float threshold_ = -std::numeric_limits<float>::infinity();
    std::vector<Neighbor> kept_;
};

}  // namespace palette::vectors
