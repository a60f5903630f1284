#pragma once

// What a scan of codes gathers for one query: the embeddings that may be among the k best, and the
// distribution of all scores.
//
// The reach of an embedding is how high its score may be by its front signs, all its signs and its pair. What
// is asked for is the k-th best of min(coarse score, reach) over all: the threshold. While a scan goes on it
// is only known from below, and what cannot reach it is not looked at any closer. How much is looked at so
// depends on who scans what first, but not what is found: all that reach the final threshold have been looked
// at, in whatever order, and only those count (best_of).

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <mutex>
#include <span>
#include <vector>

#include "vectors/chunk.hpp"
#include "vectors/score_accumulator.hpp"
#include "vectors/slot_directory.hpp"
#include "vectors/top_k.hpp"

namespace palette::vectors {

// Bit i of word w: place 64 * w + i of a chunk passes.
using PassingPlaces = std::array<std::uint64_t, kChunkWords>;

// The threshold of one query as far as it is known. Any thread.
class Threshold {
  public:
    explicit Threshold(std::size_t k) : best_(k), value_(best_.value()) {}

    [[nodiscard]] std::size_t k() const { return best_.k(); }
    // Never falls.
    [[nodiscard]] float value() const { return value_.load(std::memory_order_relaxed); }
    // By how much it may be too high, being made of coarse scores.
    [[nodiscard]] float slack() const { return slack_.load(std::memory_order_relaxed); }
    // `slack` is the largest of those scores.
    void push(std::span<const float> scores, float slack);

  private:
    std::mutex mutex_;
    KthBest best_;
    std::atomic<float> value_;
    std::atomic<float> slack_ = 0;
};

struct Candidate {
    std::int64_t id = 0;
    Slot slot = 0;
    float score = 0;  // coarse
    float slack = 0;  // how far the truth may lie above it
    float reach = 0;
};

// What is known of a chunk by its front signs.
struct FrontScan {
    bool goes_on = false;
    PassingPlaces promising;
    PassingPlaces sample;  // of the distribution
    std::array<std::int32_t, kChunkPlaces> sums;
    std::span<const std::uint8_t> groups;  // with any of those, in `room`
    std::array<std::uint8_t, kChunkGroups> room;
};

// Of one part of the index. One thread at a time.
class Candidates {
  public:
    // Of `sample_every` words that pass, one is looked at by all its signs for the distribution.
    Candidates(Threshold& threshold, std::size_t sample_every)
        : threshold_(&threshold), sample_every_(sample_every) {}

    // Looks at those places of `chunk`, whose first slot is `first`, that pass: at the front signs of all,
    // and then, where front.goes_on, at more of those that may be among the best. The chunk stays locked from
    // one to the other. What the second reads is on its way meanwhile, so another chunk's front is best
    // scanned between the two.
    void scan_front(const Chunk& chunk, Slot first, const PassingPlaces& passing, const ScanQuery& query,
                    FrontScan& front);
    void scan_rest(const Chunk& chunk, Slot first, const ScanQuery& query, const FrontScan& front);

    [[nodiscard]] std::span<const Candidate> kept() const { return kept_; }
    [[nodiscard]] const ScoreAccumulator& distribution() const { return distribution_; }
    // Of codes and their factors.
    [[nodiscard]] std::uint64_t bytes_read() const { return bytes_read_; }

  private:
    struct Promising {
        Place place;
        std::int32_t sum;  // of its signs
        float reach;
    };

    void scan_open(const Chunk& chunk, Slot first, const PassingPlaces& passing, const ScanQuery& query);
    // At the pair and then the coarse code of some, while they may reach the threshold.
    void look_closer(const Chunk& chunk, Slot first, std::span<Promising> promising,
                     const CentredQuery& query);
    [[nodiscard]] PassingPlaces sample_of(const PassingPlaces& passing);
    void add_sample(const Chunk& chunk, const FrontScan& front, const CentredQuery& query,
                    const std::int32_t* sums);
    void keep(const Candidate& candidate);

    static constexpr std::size_t kKeptBeforePruning = 4096;

    Threshold* threshold_;
    std::size_t sample_every_;
    std::size_t words_seen_ = 0;
    std::vector<Candidate> kept_;
    std::size_t prune_at_ = kKeptBeforePruning;
    std::vector<float> risen_;  // room for what one chunk adds to the threshold
    std::uint64_t bytes_read_ = 0;
    ScoreAccumulator distribution_;
};

// Those of all parts that are to be scored finely, in the order of their slots.
[[nodiscard]] std::vector<Candidate> best_of(std::span<const Candidates> parts, float threshold,
                                             std::size_t k);

}  // namespace palette::vectors
