#pragma once

// What a scan of sign codes gathers for one query: the embeddings that may be among the k best, and the
// distribution of all scores. Every part of a scan has its own, so that the outcome does not depend on which
// thread is first. One thread at a time.

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "vectors/chunk.hpp"
#include "vectors/score_accumulator.hpp"
#include "vectors/top_k.hpp"

namespace palette::vectors {

class Candidates {
  public:
    explicit Candidates(std::size_t k) : needed_(k), likely_(kept_of(k)) {}

    // Looks at those places of `chunk` that are in `passing`, while the chunk is locked.
    void scan(const Chunk& chunk, const std::array<std::uint64_t, kChunkWords>& passing, ScanQuery& query,
              std::size_t padded);
    void add(const Candidates& other);

    // Those to be scored finely, best first.
    [[nodiscard]] std::vector<std::int64_t> take_ids();
    [[nodiscard]] ScoreDistribution distribution() const { return distribution_.finish(); }
    // Of sign and coarse codes and their factors.
    [[nodiscard]] std::uint64_t bytes_read() const { return bytes_read_; }

  private:
    // More than that many never get a fine score: coarse codes are wrong by far less.
    static constexpr std::size_t kept_of(std::size_t k) { return k == 0 ? 0 : 2 * k + 256; }

    void scan_open(const Chunk& chunk, const std::array<std::uint64_t, kChunkWords>& passing,
                   ScanQuery& query, std::size_t padded);

    KthBest needed_;  // of the coarse scores so far: what cannot reach it is not among the best
    TopK likely_;     // by coarse score
    float slack_max_ = 0;
    std::uint64_t bytes_read_ = 0;
    ScoreAccumulator distribution_;
};

}  // namespace palette::vectors
