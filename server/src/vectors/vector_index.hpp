#pragma once

// Answers "which embeddings point where this one points?" over one model pack's embeddings.
//
// Only directions count: embeddings are brought to unit length on the way in, scores are cosines. A search
// looks at one bit of half of the dimensions of every embedding, at one, two and four of all of them of the
// promising, and at ten of those that may be among the best (row_codes.hpp); where few pass, at ten of all.
// Scores that are given out come from ten bits: at 512 dimensions with an error of 0.0001 (one standard
// deviation). What ten bits would rank among the k best may be missed; recall against exact floats is above
// 0.99 (docs/decisions/0025).
//
// New embeddings are kept as float32; each time 1,024 of them are together they are encoded. At 512
// dimensions an embedding takes 284 bytes of memory and 392 for its last bits. The latter lie in the cache
// file once they are more than IndexLimits says, and are read from there a row at a time.
//
// Safe to call from any thread. Searches run side by side with each other and with one writer at a time; a
// writer holds up a search for microseconds. A search sees what was there when it began, less what is erased
// meanwhile; an embedding replaced meanwhile counts with its old or its new value. A search takes cores that
// no other uses, and where none is left waits and shares a pass; what it finds does not depend on either.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/usable_resources.hpp"
#include "vectors/filter.hpp"

namespace palette::vectors {

inline constexpr std::size_t kDimensionMax = 4096;

struct IndexLimits {
    // Of the last bits of codes that are kept in memory; past it all saved ones are left on the disk.
    std::uint64_t fine_bytes_in_memory_max = 128U << 20U;
    // Of all other bits of codes; past it they lie in nameless files in `overflow_folder`, if there is one.
    std::uint64_t code_bytes_in_memory_max = usable_memory_bytes() / 2;
    std::filesystem::path overflow_folder = {};
};

struct Neighbor {
    std::int64_t id = 0;
    float score = 0;  // cosine
    bool operator==(const Neighbor&) const = default;
};

// The scores of all embeddings that passed the filter. All zero when none did. From score_all it is that of
// the scores; from search where up to kFewMax pass, of four bits a dimension. Elsewhere it is estimated from
// one bit a dimension of a sample and one of half of the dimensions of all: the mean without bias, the
// deviation less what the estimates' own errors add to it, min and max as they come in the sample (max is the
// best neighbor's score where there is one).
inline constexpr std::size_t kFewMax = 4096;
struct ScoreDistribution {
    std::uint64_t count = 0;
    double mean = 0;
    double standard_deviation = 0;  // of the population
    float min = 0;
    float max = 0;
};

struct SearchResult {
    std::vector<Neighbor> neighbors;  // best first, equal scores by smaller id
    ScoreDistribution distribution;
    std::uint64_t bytes_read = 0;  // of codes and what belongs to them; about
};

// scores[i] belongs to ids[i]; in no particular order.
struct Scores {
    std::vector<std::int64_t> ids;
    std::vector<float> scores;
    ScoreDistribution distribution;
};

class VectorIndex {
  public:
    // `dimension` is 1 to kDimensionMax.
    explicit VectorIndex(std::size_t dimension, IndexLimits limits = {});
    ~VectorIndex();
    VectorIndex(const VectorIndex&) = delete;
    VectorIndex& operator=(const VectorIndex&) = delete;

    // Inserts, or replaces what `id` had. O(1). Fails with invalid/"embedding_invalid" when the length is not
    // dimension(), a value is not finite, or all are zero.
    Result<void> upsert(std::int64_t id, std::span<const float> embedding);
    // Whether it was there. O(1); the place is used again.
    bool erase(std::int64_t id);

    [[nodiscard]] bool contains(std::int64_t id) const;
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] std::size_t dimension() const;
    [[nodiscard]] std::vector<std::int64_t> ids() const;
    // The stored embedding at unit length, as exact as it is stored.
    [[nodiscard]] std::optional<std::vector<float>> vector_of(std::int64_t id) const;

    // The filter that passes `ids`; ids the index does not hold are left out.
    [[nodiscard]] Filter filter_of(std::span<const std::int64_t> ids) const;

    // The `k` best by cosine of those that pass, and the distribution over all that pass. `query` need not be
    // of unit length; it fails as in upsert.
    [[nodiscard]] Result<SearchResult> search(std::span<const float> query, std::size_t k,
                                              const Filter* filter = nullptr) const;
    // The same for several queries in one pass over the index. Fails when one of them does.
    [[nodiscard]] Result<std::vector<SearchResult>> search_several(
        std::span<const std::vector<float>> queries, std::size_t k, const Filter* filter = nullptr) const;
    // The cosine of each of `ids`, in their order; nothing where the index does not hold it. Fails as search
    // does.
    [[nodiscard]] Result<std::vector<std::optional<float>>> scores_of(
        std::span<const float> query, std::span<const std::int64_t> ids) const;
    // All that pass with their cosines: for mixing several signals over the whole library.
    [[nodiscard]] Result<Scores> score_all(std::span<const float> query,
                                           const Filter* filter = nullptr) const;

    // Writes the index to `file` as a cache that can be rebuilt: under another name, synced, then renamed.
    // `pack` is the identity of the model pack; `change_sequence` is the caller's position in its log of
    // changes, read BEFORE the call: changes made during the save may or may not be in the file, so after a
    // load the caller applies everything after `change_sequence` again. Searches and writers go on meanwhile;
    // two saves to one file must not overlap. Fails with no_space or io, code "index_cache_not_saved"; an
    // older file is then untouched.
    Result<void> save(const std::filesystem::path& file, std::string_view pack,
                      std::uint64_t change_sequence) const;

    struct Loaded {
        std::unique_ptr<VectorIndex> index;
        std::uint64_t change_sequence = 0;
    };
    // Any defect, another pack, dimension or format, or no file: "index_cache_unusable", and the caller
    // rebuilds.
    [[nodiscard]] static Result<Loaded> load(const std::filesystem::path& file, std::string_view pack,
                                             std::size_t dimension, const IndexLimits& limits = {});

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace palette::vectors
