#pragma once

// 1,024 places for embeddings: the unit in which the index grows, is encoded, locked and saved.
//
// A chunk begins open, its embeddings kept as float32. When it is full VectorIndex seals it: the embeddings
// are encoded around a centre (row_codes.hpp) and the floats go. Places of a sealed chunk are still erased,
// replaced and filled again, around the same centre. All embeddings here are rotated, padded, of unit length.
//
// VectorIndex owns chunks, lets one writer at a time change them, and holds `mutex` exclusively for each
// change. Readers hold it shared; ids may also be read under the index's structure lock, since both are held
// to change them.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "vectors/fair_shared_mutex.hpp"
#include "vectors/fine_rows.hpp"
#include "vectors/row_codes.hpp"
#include "vectors/scan_kernels.hpp"
#include "vectors/scan_query.hpp"

namespace palette::vectors {

inline constexpr std::size_t kChunkWords = kChunkPlaces / 64;
inline constexpr std::size_t kChunkGroups = kChunkPlaces / kGroupRows;

using Place = std::uint16_t;

// Whose closer scores are asked for at a time.
inline constexpr std::size_t kPlacesAtOnce = 64;

// Words of a row of the fine level: its planes, then its factor and its part along the centre as float32.
[[nodiscard]] constexpr std::size_t fine_row_words(std::size_t padded) {
    return kFineBits * padded / 64 + 1;
}

// What a scan reads of every row, in one piece.
class FrontRows {
  public:
    FrontRows(std::size_t padded, CodeArena* arena);

    [[nodiscard]] std::span<std::byte> memory() const { return {memory_.get(), bytes_}; }
    [[nodiscard]] Half* alongs() const { return reinterpret_cast<Half*>(memory_.get()); }
    [[nodiscard]] Half* sign_factors() const { return alongs() + kChunkPlaces; }
    // The first front_words() of each row, in groups, as scan_signs() reads them.
    [[nodiscard]] std::uint64_t* signs() const {
        return reinterpret_cast<std::uint64_t*>(sign_factors() + kChunkPlaces);
    }

  private:
    std::size_t bytes_;
    AlignedArray<std::byte> memory_;
};

// The codes of a sealed chunk.
struct SealedRows {
    // In `arena`, or in memory of its own.
    SealedRows(std::size_t padded, std::shared_ptr<const Centre> around, FineRows fine_rows,
               CodeArena* arena = nullptr);

    std::shared_ptr<const Centre> centre;  // shared by the chunks that were sealed in its time
    FrontRows front;
    AlignedArray<std::uint64_t> rear_signs;  // the other words, in one piece a row
    AlignedArray<std::uint64_t> middle;      // kMiddleBits planes a place
    AlignedArray<Half> coarse_factors;
    FineRows fine;
    // The largest of what these rows had, RowCodes says of what.
    float sign_error = 0;
    float coarse_error = 0;
};

// All of a chunk that outlives the process.
struct ChunkContent {
    std::array<std::int64_t, kChunkPlaces> ids{};
    std::array<std::uint64_t, kChunkWords> taken{};  // bit: the place holds an embedding
    AlignedArray<float> rows;                        // open: one embedding a place
    std::optional<SealedRows> sealed;                // or this
};

// A score and how far the truth may lie above it.
struct BoundedScore {
    float score = 0;
    float slack = 0;
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
    // Whether it holds what it held at `moment` (a count of fills, VectorIndex), or that embedding replaced.
    [[nodiscard]] bool holds_since(Place place, std::uint32_t moment) const;
    [[nodiscard]] std::uint64_t taken(std::size_t word) const { return content_.taken[word]; }
    // The places of `word` that were filled after `moment` (a count of fills, VectorIndex).
    [[nodiscard]] std::uint64_t filled_after(std::size_t word, std::uint32_t moment) const;
    [[nodiscard]] bool is_sealed() const { return content_.sealed.has_value(); }

    void fill(Place place, std::int64_t id, std::uint32_t moment, const float* unit);
    void replace(Place place, const float* unit);
    // Nothing of the embedding remains in memory.
    void clear(Place place);

    // The sealed form of an open chunk, in `arena` or in memory of its own. Only reads: searches go on
    // meanwhile.
    [[nodiscard]] ChunkContent sealed_content(std::shared_ptr<const Centre> centre,
                                              CodeArena* arena = nullptr) const;
    // `content` came from sealed_content() and nothing was written since.
    void seal(ChunkContent content) { content_ = std::move(content); }
    [[nodiscard]] const ChunkContent& content() const { return content_; }

    // Everything, in memory, and how often the chunk had been written to; no content when the disk does not
    // give the fine rows.
    struct Copy {
        std::optional<ChunkContent> content;
        std::uint64_t writes = 0;
    };
    [[nodiscard]] Copy copy() const;
    // Takes the fine rows, which are the same, unless something was written since the copy.
    void move_fine_rows(FineRows rows, std::uint64_t writes);

    // scores[i] = cosine of the query and the embedding in places[i], as exact as there is, of at most
    // kPlacesAtOnce.
    void score(std::span<const Place> places, const ScanQuery& query, float* scores) const;
    // Of one bit of each dimension of a place.
    [[nodiscard]] std::size_t plane_bytes() const { return padded_ / 8; }
    // Of the signs that are not in front.
    [[nodiscard]] std::size_t rear_bytes() const { return rear_words() * sizeof(std::uint64_t); }
    // Starts to bring into the cache what is read first of a chunk. It need not be locked.
    void prefetch_head() const;
    // The same of what score() reads.
    void prefetch_row(Place place) const;
    // What follows is only of a sealed chunk. Sums are of the places in `groups` or of `places`, and have
    // room for kChunkPlaces. What the front signs alone say, without bias, as if they were all; and what all
    // signs say.
    [[nodiscard]] Estimator front_estimator(const CentredQuery& query) const;
    [[nodiscard]] Estimator estimator(const CentredQuery& query) const;
    void scan_front(std::span<const std::uint8_t> groups, const CentredQuery& query, std::int32_t* front_sums,
                    ReadAhead& ahead) const;
    // Of all signs, given the sums of the front ones.
    void scan_rear(std::span<const Place> places, const CentredQuery& query, const std::int32_t* front_sums,
                   std::int32_t* sums) const;
    // Those of `passing` whose score may reach the threshold, by one or the other.
    PickSums pick(const Estimator& estimator, float threshold, const std::int32_t* sums,
                  const std::array<std::uint64_t, kChunkWords>& passing,
                  std::array<std::uint64_t, kChunkWords>& promising, ReadAhead& ahead) const;
    [[nodiscard]] EstimateSums estimate_word(std::size_t word, std::uint64_t passing,
                                             const Estimator& estimator, const std::int32_t* sums) const;
    // How high the truth may be, by the place's sum.
    [[nodiscard]] float reach(Place place, std::int32_t sum, const Estimator& estimator) const;
    // Of at most kPlacesAtOnce.
    void coarse_scores(std::span<const Place> places, const CentredQuery& query, BoundedScore* scores) const;
    // What scan_front() and pick() read of all groups.
    [[nodiscard]] std::span<const std::byte> front_memory() const { return content_.sealed->front.memory(); }
    // Start to bring into the cache what those two read of some groups, what scan_rear() reads of a
    // place, and what coarse_scores() does: the signs, and all else.
    void prefetch_front(std::span<const std::uint8_t> groups) const;
    void prefetch_rear(Place place) const;
    void prefetch_signs(Place place) const;
    void prefetch_coarse(Place place) const;
    // The embedding as stored; coarse where the disk does not give more.
    [[nodiscard]] std::vector<float> decode(Place place) const;
    // The sum of embeddings of some places, for a new centre.
    void add_coarse(Place place, float* sum) const;

  private:
    using SignRow = std::array<std::uint64_t, kDimensionMax / 64>;

    void write(Place place, const float* unit);
    [[nodiscard]] std::size_t words() const { return padded_ / 64; }
    [[nodiscard]] std::size_t rear_words() const { return words() - front_words(padded_); }
    // The middle bits of a place, the lowest plane first.
    [[nodiscard]] const std::uint64_t* middle_of(Place place) const {
        return content_.sealed->middle.get() + place * kMiddleBits * words();
    }
    // `error` is a level's of the rows, over |r|; `query_error` the squared error of the query's integers.
    [[nodiscard]] float slack_of(float along, float error, const CentredQuery& query,
                                 double query_error) const;
    [[nodiscard]] Estimator estimator(const CentredQuery& query, const SignQuery::StandIn& stand_in,
                                      std::size_t stand_in_words, float deviations) const;
    void sign_row(Place place, std::uint64_t* row) const;
    // The planes of the coarse code; the highest is copied to `signs`.
    void coarse_planes(Place place, SignRow& signs,
                       std::span<const std::uint64_t*, kCoarseBits> planes) const;
    // products[i] = coarse code of places[i] . query
    void coarse_products(std::span<const Place> places, const QueryPlanes& query,
                         std::int64_t* products) const;
    void fine_scores(std::span<const Place> places, const CentredQuery& query, float* scores) const;

    std::size_t padded_;
    ChunkContent content_;
    std::uint64_t writes_ = 0;
    std::array<std::uint32_t, kChunkPlaces> filled_at_{};
    std::uint32_t last_filled_at_ = 0;
};

}  // namespace palette::vectors
