#pragma once

// 1,024 places for embeddings: the unit in which the index grows, is encoded, locked and saved.
//
// A chunk begins open, its embeddings kept as float32. When it is full VectorIndex seals it: the embeddings
// are encoded to bytes around their own common direction (scan_kernels.hpp) and the floats go. Places of a
// sealed chunk are still erased, replaced and filled again, around the same direction.
//
// VectorIndex owns chunks, lets one writer at a time change them, and holds `mutex` exclusively for each
// change. Readers hold it shared; ids may also be read under the index's structure lock, since both are held
// to change them.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "vectors/fair_shared_mutex.hpp"
#include "vectors/scan_kernels.hpp"

namespace palette::vectors {

inline constexpr std::size_t kChunkPlaces = 1024;
inline constexpr std::size_t kChunkWords = kChunkPlaces / 64;

using Place = std::uint16_t;

// A query of unit length and the room to encode it for one chunk after the other. One per search.
struct ScanQuery {
    explicit ScanQuery(std::span<const float> unit_padded) : unit(unit_padded), codes(unit_padded.size()) {}

    std::span<const float> unit;
    QueryCodes codes;
    std::array<std::int32_t, 64> sums{};
};

// All of a chunk that outlives the process.
struct ChunkContent {
    bool sealed = false;
    std::array<std::int64_t, kChunkPlaces> ids{};
    std::array<std::uint64_t, kChunkWords> taken{};  // bit: the place holds an embedding
    AlignedArray<float> rows;                        // open: one padded embedding a place
    CodeRows codes;                                  // sealed: one row a place
    AlignedArray<float> direction;                   // sealed: padded
    std::vector<RowFactors> factors;                 // sealed: one a place
};

class Chunk {
  public:
    // An open chunk without embeddings.
    explicit Chunk(std::size_t padded);
    // What load found; all of it counts as filled at 0.
    Chunk(std::size_t padded, ChunkContent content);

    mutable FairSharedMutex mutex;

    [[nodiscard]] std::int64_t id(Place place) const { return content_.ids[place]; }
    [[nodiscard]] bool holds(Place place, std::int64_t id) const;
    [[nodiscard]] std::uint64_t taken(std::size_t word) const { return content_.taken[word]; }
    // The places of `word` that were filled after `moment` (a count of fills, VectorIndex).
    [[nodiscard]] std::uint64_t filled_after(std::size_t word, std::uint32_t moment) const;

    // The embedding is of unit length, padded.
    void fill(Place place, std::int64_t id, std::uint32_t moment, const float* unit);
    void replace(Place place, const float* unit);
    // Nothing of the embedding remains.
    void clear(Place place);

    // The sealed form of an open chunk. Only reads: searches go on meanwhile.
    [[nodiscard]] ChunkContent sealed_content() const;
    // `content` came from sealed_content() and nothing was written since.
    void seal(ChunkContent content) { content_ = std::move(content); }
    [[nodiscard]] const ChunkContent& content() const { return content_; }
    [[nodiscard]] ChunkContent copy_content() const;

    // Takes the query apart for this chunk; before score(), under the same hold of `mutex`.
    void prepare(ScanQuery& query) const;
    // scores[i] = cosine of the query and the embedding in places[i]; at most 64 places.
    void score(std::span<const Place> places, ScanQuery& query, float* scores) const;
    // The embedding as stored, padded.
    [[nodiscard]] std::vector<float> decode(Place place) const;

  private:
    void write(Place place, const float* unit);

    std::size_t padded_;
    ChunkContent content_;
    std::array<std::uint32_t, kChunkPlaces> filled_at_{};
    std::uint32_t last_filled_at_ = 0;
};

}  // namespace palette::vectors
