#include "palettes/zip_reader.hpp"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>

#include "base/text.hpp"

namespace palette::palettes {
namespace {

constexpr std::size_t kBlockBytes = 64UL * 1024;

std::unexpected<Error> invalid(std::string_view why, archive* source = nullptr) {
    const char* detail = source == nullptr ? nullptr : archive_error_string(source);
    return fail(ErrorKind::invalid, "archive_invalid",
                "The archive cannot be read: " + std::string(why) + ".", detail == nullptr ? "" : detail);
}

std::unexpected<Error> too_large(std::string_view what) {
    return fail(ErrorKind::too_large, "archive_too_large", "The archive holds " + std::string(what) + ".");
}

// Also where a system's separator is the other one.
bool leads_elsewhere(std::string_view name) {
    if (name.starts_with('/') || name.contains('\\') || name.contains(':')) return true;
    return std::ranges::any_of(split(name, '/'), [](std::string_view part) { return part == ".."; });
}

}  // namespace

void ZipReader::Close::operator()(archive* open) const {
    archive_read_free(open);
}

ZipReader::ZipReader(const ZipLimits& limits) : limits_(limits), archive_(archive_read_new()) {
    archive_read_support_format_zip_seekable(archive_.get());
}

Result<ZipReader> ZipReader::open(const std::filesystem::path& file, const ZipLimits& limits) {
    ZipReader reader(limits);
    if (archive_read_open_filename(reader.archive_.get(), file.c_str(), kBlockBytes) != ARCHIVE_OK) {
        return invalid("it is no ZIP file", reader.archive_.get());
    }
    return reader;
}

Result<std::optional<std::string>> ZipReader::next() {
    while (true) {
        archive_entry* entry = nullptr;
        const int outcome = archive_read_next_header(archive_.get(), &entry);
        if (outcome == ARCHIVE_EOF) return std::nullopt;
        if (outcome < ARCHIVE_WARN) return invalid("it is damaged or no ZIP file", archive_.get());
        if (++entries_ > limits_.entries_max) return too_large("too many files");
        const char* name = archive_entry_pathname(entry);
        if (name == nullptr || leads_elsewhere(name))
            return invalid("a file in it has a name that leads elsewhere");
        if (archive_entry_filetype(entry) == AE_IFDIR) continue;
        if (archive_entry_filetype(entry) != AE_IFREG) return invalid("it holds something that is no file");
        if (archive_entry_is_encrypted(entry) != 0) return invalid("it is encrypted");
        return std::string(name);
    }
}

Result<void> ZipReader::read(const std::function<Result<void>(std::string_view)>& take) {
    std::string piece(kBlockBytes, '\0');
    std::uint64_t bytes = 0;
    while (true) {
        const auto count = archive_read_data(archive_.get(), piece.data(), piece.size());
        if (count == 0) return {};
        if (count < 0) return invalid("a file in it is damaged", archive_.get());
        bytes += static_cast<std::uint64_t>(count);
        bytes_ += static_cast<std::uint64_t>(count);
        if (bytes > limits_.file_bytes_max) return too_large("a file that is too large");
        if (bytes_ > limits_.total_bytes_max) return too_large("more than it may unpack to");
        if (auto taken = take(std::string_view(piece).substr(0, static_cast<std::size_t>(count))); !taken)
            return taken;
    }
}

}  // namespace palette::palettes
