#pragma once

// What a scan of codes gathers for one query: the embeddings that may be among the k best, and the
// distribution of all scores.
//
// The reach of an embedding is how high its score may be by its front signs and by all its signs. What
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
    Slot slot = 0;
    float score = 0;  // coarse
    float slack = 0;  // how far the truth may lie above it
    float reach = 0;
};

// How far one query's scan of one chunk is. Between its steps the chunk stays locked.
struct ChunkScan {
    enum class Next { nothing, front, rear, closer_look };

    struct Promising {
        Place place;
        float reach;
    };

    Next next = Next::nothing;
    const CentredQuery* query;  // of a sealed chunk
    Slot first_slot;
    PassingPlaces passing;
    std::span<const std::uint8_t> groups;  // whose front is scanned, in `room`
    std::array<std::uint8_t, kChunkGroups> room;
    std::array<Place, kChunkPlaces> places;  // whose rear is scanned
    std::size_t places_count;
    Estimator by_front;
    PassingPlaces may_reach;  // the threshold, by the front
    PassingPlaces sample;     // of the distribution
    std::array<std::int32_t, kChunkPlaces> front_sums;
    std::array<Promising, kChunkPlaces> promising;
    std::size_t promising_count;

    // Whether the front is scanned without gaps.
    [[nodiscard]] bool is_dense() const { return groups.size() == kChunkGroups; }
};

// Of one part of the index. One thread at a time.
class Candidates {
  public:
    // Of `sample_every` words that pass, one is looked at by all its signs for the distribution. Where few
    // pass, all are looked at by their coarse codes at once.
    Candidates(Threshold& threshold, std::size_t sample_every, bool few_pass)
        : threshold_(&threshold), sample_every_(sample_every), few_pass_(few_pass) {}

    // Looks at those places of `chunk` that pass: at the front signs of all, at all signs of those that may
    // be among the best by the front, and closer at those that still may. start() comes first; each of the
    // others does nothing unless it is next. What a step reads is on its way from the step before, so other
    // chunks' steps are best taken between. As long as nothing is known of the threshold, the front takes the
    // others along.
    void start(const Chunk& chunk, Slot first, const PassingPlaces& passing, const ScanQuery& query,
               ChunkScan& scan);
    void scan_front(const Chunk& chunk, const ScanQuery& query, ChunkScan& scan, ReadAhead& ahead);
    void scan_rear(const Chunk& chunk, ChunkScan& scan, ReadAhead& ahead);
    void look_closer(const Chunk& chunk, ChunkScan& scan);

    [[nodiscard]] std::span<const Candidate> kept() const { return kept_; }
    [[nodiscard]] const ScoreAccumulator& distribution() const { return distribution_; }
    // Of codes and their factors.
    [[nodiscard]] std::uint64_t bytes_read() const { return bytes_read_; }

  private:
    using Promising = ChunkScan::Promising;

    // At all that pass of an open chunk, or by their coarse codes.
    void look_at_all(const Chunk& chunk, const ScanQuery& query, const ChunkScan& scan);
    // At the coarse codes of some, if they may reach the threshold.
    void look_closer(const Chunk& chunk, const ChunkScan& scan, std::span<const Promising> promising);
    [[nodiscard]] PassingPlaces sample_of(const PassingPlaces& passing);
    void add_sample(const Chunk& chunk, const ChunkScan& scan, const Estimator& by_signs,
                    const std::int32_t* sums);
    void keep(const Candidate& candidate);

    static constexpr std::size_t kKeptBeforePruning = 4096;

    Threshold* threshold_;
    std::size_t sample_every_;
    bool few_pass_;
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
