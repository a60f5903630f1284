#pragma once

// The k best of a stream of scored ids, in an order that does not depend on the stream's: higher scores
// first, equal scores by smaller id. One thread at a time.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
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

    void push_all(const TopK& other) {
        for (const auto& [id, score] : other.kept_) push(id, score);
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

// The k-th best of a stream of scores. One thread at a time.
class KthBest {
  public:
    explicit KthBest(std::size_t k) : k_(k) {}

    [[nodiscard]] std::size_t k() const { return k_; }
    // Minus infinity while there are fewer than k, infinity for k = 0.
    [[nodiscard]] float value() const {
        if (k_ == 0) return std::numeric_limits<float>::infinity();
        return kept_.size() < k_ ? -std::numeric_limits<float>::infinity() : kept_.front();
    }

    void push(float score) {
        if (score <= value()) return;
        if (kept_.size() == k_) {
            std::ranges::pop_heap(kept_, std::greater<>());
            kept_.pop_back();
        }
        kept_.push_back(score);
        std::ranges::push_heap(kept_, std::greater<>());
    }

    void push_all(const KthBest& other) {
        for (const float score : other.kept_) push(score);
    }

  private:
    const std::size_t k_;
    std::vector<float> kept_;  // a heap, the worst in front
};

}  // namespace palette::vectors
