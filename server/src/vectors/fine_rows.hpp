#pragma once

// The last bits of the codes of a chunk: all that is not needed to find candidates, only to score them. They
// lie in memory or, of a large index, in its cache file, from which a search reads the rows it wants: a few
// hundred bytes each. Rows written since lie in memory until the next save.
//
// Part of a chunk and guarded by its mutex.

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "vectors/cache_file.hpp"
#include "vectors/scan_kernels.hpp"

namespace palette::vectors {

inline constexpr std::size_t kChunkPlaces = 1024;

class FineRows {
  public:
    FineRows() = default;
    // In memory, all zero. A row has `row_words` words.
    explicit FineRows(std::size_t row_words);
    // In `file` from `offset` on.
    FineRows(std::size_t row_words, std::shared_ptr<const ReadableFile> file, std::uint64_t offset);

    // The row in its place, or a copy of it in `room`; nothing when the disk does not give it.
    [[nodiscard]] const std::uint64_t* row(std::size_t place, std::uint64_t* room) const;
    // Starts to bring the row into the cache, where it is in memory.
    void prefetch_row(std::size_t place) const;
    // To write to, in memory from now on.
    [[nodiscard]] std::uint64_t* writable(std::size_t place);
    // Nothing of the row remains in memory.
    void forget(std::size_t place);
    // All rows, in memory; nothing when the disk does not give them.
    [[nodiscard]] std::optional<FineRows> copy() const;
    // All rows. They must be in memory.
    [[nodiscard]] std::span<std::uint64_t> all() const { return {memory_.get(), kChunkPlaces * row_words_}; }

    [[nodiscard]] static constexpr std::size_t bytes(std::size_t row_words) {
        return kChunkPlaces * row_words * sizeof(std::uint64_t);
    }

  private:
    std::size_t row_words_ = 0;
    AlignedArray<std::uint64_t> memory_;        // null: no row was written since they went to the file
    std::shared_ptr<const ReadableFile> file_;  // shared by all chunks of it; closed with the last
    std::uint64_t offset_ = 0;
    std::bitset<kChunkPlaces> in_file_;
};

}  // namespace palette::vectors
