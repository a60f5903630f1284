#include "vectors/index_cache.hpp"

#include <array>
#include <string>
#include <utility>

#include "vectors/cache_file.hpp"

namespace palette::vectors {
namespace {

constexpr std::array<char, 8> kMagic = {'P', 'A', 'L', 'V', 'E', 'C', 'T', '\n'};
constexpr std::uint32_t kFormat = 5;

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

// The arrays of sealed rows in the order of the file, but for the fine rows.
template <class Rows, class Visit>
bool each_array(Rows& rows, std::size_t padded, Visit visit) {
    const std::size_t words = padded / 64;
    return visit(&rows.sign_error, 1) && visit(&rows.coarse_error, 1) &&
           visit(rows.front.alongs(), kChunkPlaces) && visit(rows.front.sign_factors(), kChunkPlaces) &&
           visit(rows.coarse_factors.get(), kChunkPlaces) &&
           visit(rows.front.signs(), kChunkPlaces * front_words(padded)) &&
           visit(rows.rear_signs.get(), kChunkPlaces * (words - front_words(padded))) &&
           visit(rows.middle.get(), kChunkPlaces * kMiddleBits * words);
}

Result<void> write_chunk(CacheWriter& writer, const ChunkContent& content, std::size_t padded,
                         std::uint64_t& fine_at) {
    Result<void> written;
    const auto write = [&](const auto* values, std::size_t count) {
        written = writer.write(bytes_of(values, count));
        return written.has_value();
    };
    const std::uint64_t sealed = content.sealed ? 1 : 0;
    if (!write(&sealed, 1) || !write(content.ids.data(), kChunkPlaces) ||
        !write(content.taken.data(), kChunkWords)) {
        return written;
    }
    if (!content.sealed) {
        write(content.rows.get(), kChunkPlaces * padded);
        return written;
    }
    const std::uint64_t number = content.sealed->centre->number;
    if (!write(&number, 1) || !write(content.sealed->centre->direction.get(), padded) ||
        !each_array(*content.sealed, padded, write)) {
        return written;
    }
    fine_at = writer.position();
    const auto fine = content.sealed->fine.all();
    write(fine.data(), fine.size());
    return written;
}

class ChunkReader {
  public:
    ChunkReader(CacheReader& reader, std::size_t padded, bool fine_in_memory, CodeArena& arena)
        : reader_(reader), padded_(padded), fine_in_memory_(fine_in_memory), arena_(arena) {}

    bool read(ChunkContent& content) {
        std::uint64_t sealed = 0;
        if (!read_array(&sealed, 1) || sealed > 1 || !read_array(content.ids.data(), kChunkPlaces) ||
            !read_array(content.taken.data(), kChunkWords)) {
            return false;
        }
        if (sealed == 0) {
            content.rows = make_aligned<float>(kChunkPlaces * padded_);
            return read_array(content.rows.get(), kChunkPlaces * padded_);
        }
        return read_centre() && read_sealed(content.sealed.emplace(padded_, last_, FineRows(), &arena_));
    }

  private:
    template <class T>
    bool read_array(T* values, std::size_t count) {
        return reader_.read(writable_bytes_of(values, count));
    }

    bool read_centre() {
        std::uint64_t number = 0;
        auto direction = make_aligned<float>(padded_);
        if (!read_array(&number, 1) || !read_array(direction.get(), padded_)) return false;
        if (number >= kCentresMax) return false;
        if (!last_ || last_->number != number) {
            last_ = std::make_shared<const Centre>(static_cast<std::uint32_t>(number), std::move(direction));
        }
        return true;
    }

    bool read_sealed(SealedRows& rows) {
        if (!each_array(rows, padded_,
                        [&](auto* values, std::size_t count) { return read_array(values, count); })) {
            return false;
        }
        const std::size_t row_words = fine_row_words(padded_);
        if (fine_in_memory_) {
            rows.fine = FineRows(row_words);
            return read_array(rows.fine.all().data(), rows.fine.all().size());
        }
        rows.fine = FineRows(row_words, reader_.file(), reader_.position());
        room_.resize(kChunkPlaces * row_words);
        return read_array(room_.data(), room_.size());
    }

    CacheReader& reader_;
    std::size_t padded_;
    bool fine_in_memory_;
    CodeArena& arena_;
    std::shared_ptr<const Centre> last_;
    std::vector<std::uint64_t> room_;
};

}  // namespace

Result<SavedChunks> save_chunks(const std::filesystem::path& file, const CacheHeader& header,
                                std::size_t chunk_count,
                                const std::function<std::optional<ChunkContent>(std::size_t)>& content_of) {
    auto writer = CacheWriter::create(file);
    if (!writer) return forward(writer);
    FileHeader start;
    start.dimension = header.dimension;
    start.change_sequence = header.change_sequence;
    start.chunk_count = static_cast<std::uint32_t>(chunk_count);
    start.pack_bytes = static_cast<std::uint32_t>(header.pack.size());
    if (auto written = writer->write(bytes_of(&start, 1)); !written) return forward(written);
    if (auto written = writer->write(std::as_bytes(std::span(header.pack))); !written)
        return forward(written);
    SavedChunks saved;
    saved.fine_at.resize(chunk_count);
    const std::size_t padded = padded_length(header.dimension);
    for (std::size_t i = 0; i < chunk_count; ++i) {
        const auto content = content_of(i);
        if (!content) {
            return fail(ErrorKind::io, "index_cache_not_saved", "The search index could not be saved.",
                        file.string() + ": what was saved before cannot be read");
        }
        if (auto written = write_chunk(*writer, *content, padded, saved.fine_at[i]); !written) {
            return forward(written);
        }
    }
    auto finished = writer->finish();
    if (!finished) return forward(finished);
    saved.file = std::move(*finished);
    return saved;
}

Result<CachedChunks> load_chunks(const std::filesystem::path& file, std::string_view pack,
                                 std::uint32_t dimension, const IndexLimits& limits, CodeArena& arena) {
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
    const std::size_t padded = padded_length(dimension);
    const std::uint64_t fine_bytes = start.chunk_count * FineRows::bytes(fine_row_words(padded));
    ChunkReader chunks(*reader, padded, fine_bytes <= limits.fine_bytes_in_memory_max, arena);
    for (std::uint32_t i = 0; i < start.chunk_count; ++i) {
        ChunkContent content;
        if (!chunks.read(content)) return unusable(file, "cut short");
        if (!content.sealed && i + 1 < start.chunk_count) {
            return unusable(file, "an open chunk before the last");
        }
        loaded.chunks.push_back(std::move(content));
    }
    if (!reader->finish()) return unusable(file, "its checksum is wrong");
    return loaded;
}

}  // namespace palette::vectors
