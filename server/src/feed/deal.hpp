#pragma once

// The first of many ids in a random order that a seed fixes, found by looking at each once. Others coming or
// going do not change the order of those that stay. Used by one thread.

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace palette::feed {

// SplitMix64's finaliser (Steele, Lea, Flood 2014): no two values mix to the same.
[[nodiscard]] inline std::uint64_t mix(std::uint64_t value) {
    value += 0x9E3779B97F4A7C15ULL;
    value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    value = (value ^ (value >> 27U)) * 0x94D049BB133111EBULL;
    return value ^ (value >> 31U);
}

class Deal {
  public:
    Deal(std::uint64_t seed, std::size_t count) : seed_(mix(seed)), count_(count) {}

    // Whether it would be among the first so far; cheap, so ask before looking at anything else.
    [[nodiscard]] bool wants(std::int64_t id) const {
        return count_ > 0 && (first_.size() < count_ || place(id) < first_.front().first);
    }
    void offer(std::int64_t id) {
        first_.emplace_back(place(id), id);
        std::ranges::push_heap(first_);
        if (first_.size() <= count_) return;
        std::ranges::pop_heap(first_);
        first_.pop_back();
    }
    // In order; leaves nothing behind.
    [[nodiscard]] std::vector<std::int64_t> take() {
        std::ranges::sort_heap(first_);
        std::vector<std::int64_t> ids;
        for (const auto& [at, id] : std::exchange(first_, {})) ids.push_back(id);
        return ids;
    }

  private:
    [[nodiscard]] std::uint64_t place(std::int64_t id) const {
        return mix(static_cast<std::uint64_t>(id) ^ seed_);
    }

    std::uint64_t seed_;
    std::size_t count_;
    std::vector<std::pair<std::uint64_t, std::int64_t>> first_;  // a heap whose front comes last
};

}  // namespace palette::feed
