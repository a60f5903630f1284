#pragma once

// From an id to its slot: an open-addressing table of slot numbers only, about 8 bytes an id. The ids
// themselves lie in the slots, so every call takes `id_of(slot)`. Not thread-safe by itself; VectorIndex
// guards it.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace palette::vectors {

using Slot = std::uint32_t;

class SlotDirectory {
  public:
    [[nodiscard]] std::size_t size() const { return size_; }

    template <class IdOf>
    [[nodiscard]] std::optional<Slot> find(std::int64_t id, IdOf id_of) const {
        if (size_ == 0) return std::nullopt;
        for (std::size_t at = home(id);; at = next(at)) {
            if (table_[at] == kEmpty) return std::nullopt;
            if (id_of(table_[at]) == id) return table_[at];
        }
    }

    // `id` must not be in the directory yet.
    template <class IdOf>
    void insert(std::int64_t id, Slot slot, IdOf id_of) {
        if ((size_ + 1) * kFullOf > table_.size() * kFull) grow(id_of);
        place(id, slot);
        ++size_;
    }

    // Does nothing for an unknown id.
    template <class IdOf>
    void erase(std::int64_t id, IdOf id_of) {
        if (size_ == 0) return;
        std::size_t hole = home(id);
        while (table_[hole] != kEmpty && id_of(table_[hole]) != id) hole = next(hole);
        if (table_[hole] == kEmpty) return;
        // What follows in the same run moves back into the hole unless that would put it before its home.
        for (std::size_t at = next(hole); table_[at] != kEmpty; at = next(at)) {
            const std::size_t wanted = home(id_of(table_[at]));
            if (((at - wanted) & mask()) >= ((at - hole) & mask())) {
                table_[hole] = table_[at];
                hole = at;
            }
        }
        table_[hole] = kEmpty;
        --size_;
    }

  private:
    static constexpr Slot kEmpty = ~Slot{0};
    static constexpr std::size_t kTableMin = 64;
    static constexpr std::size_t kFull = 3;  // at most 3/4 full
    static constexpr std::size_t kFullOf = 4;

    [[nodiscard]] std::size_t mask() const { return table_.size() - 1; }
    [[nodiscard]] std::size_t next(std::size_t at) const { return (at + 1) & mask(); }
    [[nodiscard]] std::size_t home(std::int64_t id) const {
        // The finalizer of SplitMix64: ids that follow each other land far apart.
        auto mixed = static_cast<std::uint64_t>(id);
        mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
        return (mixed ^ (mixed >> 31U)) & mask();
    }

    void place(std::int64_t id, Slot slot) {
        std::size_t at = home(id);
        while (table_[at] != kEmpty) at = next(at);
        table_[at] = slot;
    }

    template <class IdOf>
    void grow(IdOf id_of) {
        std::vector<Slot> old(table_.empty() ? kTableMin : table_.size() * 2, kEmpty);
        std::swap(table_, old);
        for (const Slot slot : old) {
            if (slot != kEmpty) place(id_of(slot), slot);
        }
    }

    std::vector<Slot> table_;  // a power of two
    std::size_t size_ = 0;
};

}  // namespace palette::vectors
