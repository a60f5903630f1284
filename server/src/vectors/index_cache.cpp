#include "vectors/index_cache.hpp"

#include <array>
#include <string>
#include <utility>

#include "vectors/cache_file.hpp"

namespace palette::vectors {
namespace {

constexpr std::array<char, 8> kMagic = {'P', 'A', 'L', 'V', 'E', 'C', 'T', '\n'};
constexpr std::uint32_t kFormat = 1;

struct FileHeader {
    std::array<char, 8> magic = kMagic;
    std::uint32_t format = kFormat;
    std::uint32_t dimension = 0;
    std::uint64_t change_sequence = 0;
    std::uint32_t chunk_count = 0;
    std::uint32_t pack_bytes = 0;
};
static_assert(sizeof(FileHeader) == 32, "no padding may reach the disk");

std::unexpected<Error> unusable(const std::filesystem::path& file, const char* why) {
    return fail(ErrorKind::io, "index_cache_unusable", "The saved search index cannot be used.",
                file.string() + ": " + why);
}

template <class T>
std::span<const std::byte> bytes_of(const T* values, std::size_t count) {
    return std::as_bytes(std::span(values, count));
}

template <class T>
std::span<std::byte> writable_bytes_of(T* values, std::size_t count) {
    return std::as_writable_bytes(std::span(values, count));
}

Result<void> write_chunk(CacheWriter& writer, const ChunkContent& content, std::size_t padded) {
    const std::uint64_t sealed = content.sealed ? 1 : 0;
    const std::array head = {bytes_of(&sealed, 1), bytes_of(content.ids.data(), kChunkPlaces),
                             bytes_of(content.taken.data(), kChunkWords)};
    for (const auto& part : head) {
        if (auto written = writer.write(part); !written) return written;
    }
    if (!content.sealed) return writer.write(bytes_of(content.rows.get(), kChunkPlaces * padded));
    if (auto written = writer.write(bytes_of(content.direction.get(), padded)); !written) return written;
    if (auto written = writer.write(bytes_of(content.factors.data(), kChunkPlaces)); !written) return written;
    if (auto written = writer.write(bytes_of(content.codes.bytes.get(), kChunkPlaces * padded)); !written) {
        return written;
    }
    return writer.write(bytes_of(content.codes.bits.get(), kChunkPlaces * padded / 8));
}

bool read_chunk(CacheReader& reader, ChunkContent& content, std::size_t padded) {
    std::uint64_t sealed = 0;
    if (!reader.read_value(sealed) || sealed > 1 || !reader.read_value(content.ids) ||
        !reader.read_value(content.taken)) {
        return false;
    }
    content.sealed = sealed == 1;
    if (!content.sealed) {
        content.rows = make_aligned<float>(kChunkPlaces * padded);
        return reader.read(writable_bytes_of(content.rows.get(), kChunkPlaces * padded));
    }
    content.direction = make_aligned<float>(padded);
    content.factors.resize(kChunkPlaces);
    content.codes = CodeRows::make(kChunkPlaces, padded);
    return reader.read(writable_bytes_of(content.direction.get(), padded)) &&
           reader.read(writable_bytes_of(content.factors.data(), kChunkPlaces)) &&
           reader.read(writable_bytes_of(content.codes.bytes.get(), kChunkPlaces * padded)) &&
           reader.read(writable_bytes_of(content.codes.bits.get(), kChunkPlaces * padded / 8));
}

}  // namespace

Result<void> save_chunks(const std::filesystem::path& file, const CacheHeader& header,
                         std::size_t chunk_count,
                         const std::function<ChunkContent(std::size_t)>& content_of) {
    auto writer = CacheWriter::create(file);
    if (!writer) return forward(writer);
    FileHeader start;
    start.dimension = header.dimension;
    start.change_sequence = header.change_sequence;
    start.chunk_count = static_cast<std::uint32_t>(chunk_count);
    start.pack_bytes = static_cast<std::uint32_t>(header.pack.size());
    if (auto written = writer->write(bytes_of(&start, 1)); !written) return written;
    if (auto written = writer->write(std::as_bytes(std::span(header.pack))); !written) return written;
    for (std::size_t i = 0; i < chunk_count; ++i) {
        if (auto written = write_chunk(*writer, content_of(i), padded_length(header.dimension)); !written) {
            return written;
        }
    }
    return writer->finish();
}

Result<CachedChunks> load_chunks(const std::filesystem::path& file, std::string_view pack,
                                 std::uint32_t dimension) {
    auto reader = CacheReader::open(file);
    if (!reader) return unusable(file, "cannot be read");
    FileHeader start;
    if (!reader->read_value(start) || start.magic != kMagic || start.format != kFormat) {
        return unusable(file, "not an index cache of this format");
    }
    if (start.dimension != dimension || start.pack_bytes != pack.size()) {
        return unusable(file, "of another model pack");
    }
    std::string stored_pack(pack.size(), '\0');
    if (!reader->read(std::as_writable_bytes(std::span(stored_pack))) || stored_pack != pack) {
        return unusable(file, "of another model pack");
    }
    CachedChunks loaded;
    loaded.change_sequence = start.change_sequence;
    for (std::uint32_t i = 0; i < start.chunk_count; ++i) {
        ChunkContent content;
        if (!read_chunk(*reader, content, padded_length(dimension))) return unusable(file, "cut short");
        if (!content.sealed && i + 1 < start.chunk_count) {
            return unusable(file, "an open chunk before the last");
        }
        loaded.chunks.push_back(std::move(content));
    }
    if (!reader->finish()) return unusable(file, "its checksum is wrong");
    return loaded;
}

}  // namespace palette::vectors
