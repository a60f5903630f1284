#pragma once

// The index cache: header, name of the model pack, then each chunk as chunk.hpp describes its content, whole,
// its fine rows last. All of it is checked when it is loaded; fine rows of a large index are then left where
// they are.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "vectors/cache_file.hpp"
#include "vectors/chunk.hpp"
#include "vectors/vector_index.hpp"

namespace palette::vectors {

// What must be the same for a cache to be used, and where it stands.
struct CacheHeader {
    std::string_view pack;
    std::uint32_t dimension = 0;
    std::uint64_t change_sequence = 0;
};

struct SavedChunks {
    std::shared_ptr<const ReadableFile> file;
    std::vector<std::uint64_t> fine_at;  // where the fine rows of a sealed chunk begin
};
// `content_of(i)` gives a copy of chunk i, or nothing where it cannot be had, which fails the save; it is
// called once for each, in order.
Result<SavedChunks> save_chunks(const std::filesystem::path& file, const CacheHeader& header,
                                std::size_t chunk_count,
                                const std::function<std::optional<ChunkContent>(std::size_t)>& content_of);

struct CachedChunks {
    std::vector<ChunkContent> chunks;  // only the last may be open
    std::uint64_t change_sequence = 0;
};
// Codes come into `arena`. Fails with io/"index_cache_unusable", whatever is wrong.
[[nodiscard]] Result<CachedChunks> load_chunks(const std::filesystem::path& file, std::string_view pack,
                                               std::uint32_t dimension, const IndexLimits& limits,
                                               CodeArena& arena);

}  // namespace palette::vectors
