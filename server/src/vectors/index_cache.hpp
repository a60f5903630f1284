#pragma once

// The index cache: header, name of the model pack, then each chunk as chunk.hpp describes its content, whole.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "vectors/chunk.hpp"

namespace palette::vectors {

// What must be the same for a cache to be used, and where it stands.
struct CacheHeader {
    std::string_view pack;
    std::uint32_t dimension = 0;
    std::uint64_t change_sequence = 0;
};

// `content_of(i)` gives a copy of chunk i; it is called once for each, in order.
Result<void> save_chunks(const std::filesystem::path& file, const CacheHeader& header,
                         std::size_t chunk_count, const std::function<ChunkContent(std::size_t)>& content_of);

struct CachedChunks {
    std::vector<ChunkContent> chunks;  // only the last may be open
    std::uint64_t change_sequence = 0;
};
// Fails with io/"index_cache_unusable", whatever is wrong.
[[nodiscard]] Result<CachedChunks> load_chunks(const std::filesystem::path& file, std::string_view pack,
                                               std::uint32_t dimension);

}  // namespace palette::vectors
