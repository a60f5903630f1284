#pragma once

// The `capacity` values used last, by key: what is dear to make and small to keep. Values are copied out, so
// large ones are kept as shared_ptr<const T>. Safe to call from any thread.

#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

namespace palette {

template <class Key, class Value>
class LruCache {
  public:
    explicit LruCache(std::size_t capacity) : capacity_(capacity) {}

    [[nodiscard]] std::optional<Value> get(const Key& key) {
        const std::lock_guard lock(mutex_);
        const auto found = places_.find(key);
        if (found == places_.end()) return std::nullopt;
        entries_.splice(entries_.begin(), entries_, found->second);
        return found->second->second;
    }

    // Replaces what the key had; the one not used for longest goes.
    void put(const Key& key, Value value) {
        const std::lock_guard lock(mutex_);
        if (const auto found = places_.find(key); found != places_.end()) {
            found->second->second = std::move(value);
            entries_.splice(entries_.begin(), entries_, found->second);
            return;
        }
        if (capacity_ == 0) return;
        if (entries_.size() == capacity_) {
            places_.erase(entries_.back().first);
            entries_.pop_back();
        }
        entries_.emplace_front(key, std::move(value));
        places_.emplace(key, entries_.begin());
    }

    [[nodiscard]] std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return entries_.size();
    }

  private:
    using Entries = std::list<std::pair<Key, Value>>;

    const std::size_t capacity_;
    mutable std::mutex mutex_;
    Entries entries_;  // most recently used first
    std::unordered_map<Key, typename Entries::iterator> places_;
};

}  // namespace palette
