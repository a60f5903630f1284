#pragma once

// Answers "which embeddings point where this one points?" over one model pack's embeddings, by looking at
// every one of them.
//
// Only directions count: embeddings are brought to unit length on the way in, scores are cosines. New
// embeddings are kept as float32; each time 1,024 of them are together they are encoded to 9 bits a dimension
// around their common direction (scan_kernels.hpp). That is about 9/8 of the dimension and 32 bytes of memory
// an embedding, and an error of 0.00016 (one standard deviation) in a cosine at 512 dimensions.
//
// Safe to call from any thread. Searches run side by side with each other and with one writer at a time; a
// writer holds up a search for microseconds. A search sees what was there when it began, less what is erased
// meanwhile; an embedding replaced meanwhile counts with its old or its new value. One search uses one core.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "vectors/filter.hpp"

namespace palette::vectors {

inline constexpr std::size_t kDimensionMax = 4096;

struct Neighbor {
    std::int64_t id = 0;
    float score = 0;  // cosine
    bool operator==(const Neighbor&) const = default;
};

// The scores of all embeddings that passed the filter. All zero when none did.
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
    explicit VectorIndex(std::size_t dimension);
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
                                             std::size_t dimension);

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace palette::vectors
