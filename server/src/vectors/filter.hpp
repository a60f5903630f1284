#pragma once

// A set of ids as a scan wants it: one bit for each slot of one VectorIndex, tested 64 at a time.
//
// VectorIndex::filter_of makes filters; they are values and combine freely. A filter speaks of the index as
// it was when the filter was made: an id that arrives later is in no set, so it passes `~filter` and does not
// pass `filter`. Where two filters made at different times are combined, what arrived since the older one
// does not pass. A filter belongs to the index that made it and must not outlive it. Immutable but for
// assignment: safe to read from any thread.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace palette::vectors {

class VectorIndex;

class Filter {
  public:
    // In both, in either, not in it. Both sides belong to the same index.
    [[nodiscard]] Filter operator&(const Filter& other) const;
    [[nodiscard]] Filter operator|(const Filter& other) const;
    [[nodiscard]] Filter operator~() const;

    // Bit i: slot 64 * index + i is in the set. All of it as `newcomers` beyond what the index held.
    [[nodiscard]] std::uint64_t word(std::size_t index) const {
        return index < words_.size() ? words_[index] : (newcomers_ ? ~std::uint64_t{0} : 0);
    }
    // How many slots of those that were there are in the set; free ones count too where it is a complement.
    [[nodiscard]] std::uint64_t count() const { return count_; }
    // Whether a slot filled after made_at() is in the set.
    [[nodiscard]] bool newcomers() const { return newcomers_; }
    // The index's count of filled slots when the filter was made.
    [[nodiscard]] std::uint32_t made_at() const { return made_at_; }
    [[nodiscard]] const VectorIndex* index() const { return index_; }

  private:
    friend class VectorIndex;
    Filter(const VectorIndex* index, std::uint32_t made_at, std::size_t word_count)
        : index_(index), made_at_(made_at), words_(word_count) {}
    template <class Combine>
    [[nodiscard]] Filter combined(const Filter& other, Combine combine) const;
    // Once all words are there: every search asks for it.
    void count_words();

    const VectorIndex* index_;
    std::uint32_t made_at_;
    bool newcomers_ = false;
    std::vector<std::uint64_t> words_;
    std::uint64_t count_ = 0;
};

}  // namespace palette::vectors
