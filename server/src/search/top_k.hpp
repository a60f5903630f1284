#pragma once

// The k first of a stream by a key, equal keys by smaller id: a heap of k, so the stream is looked at once.

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace palette::search {

// `Before` orders keys: std::greater for best scores first.
template <class Key, class Before>
class TopK {
  public:
    struct Item {
        Key key;
        std::int64_t id;
    };

    explicit TopK(std::size_t k) : k_(k) { items_.reserve(std::min<std::size_t>(k, 4096)); }

    void offer(Key key, std::int64_t id) {
        const Item item{key, id};
        if (items_.size() < k_) {
            items_.push_back(item);
            std::ranges::push_heap(items_, comes_before);
        } else if (k_ > 0 && comes_before(item, items_.front())) {
            std::ranges::pop_heap(items_, comes_before);
            items_.back() = item;
            std::ranges::push_heap(items_, comes_before);
        }
    }

    // In order; leaves nothing behind.
    [[nodiscard]] std::vector<Item> take() {
        std::ranges::sort_heap(items_, comes_before);
        return std::move(items_);
    }

  private:
    static bool comes_before(const Item& x, const Item& y) {
        if (Before{}(x.key, y.key)) return true;
        if (Before{}(y.key, x.key)) return false;
        return x.id < y.id;
    }

    std::size_t k_;
    std::vector<Item> items_;  // a heap whose front comes last
};

}  // namespace palette::search
