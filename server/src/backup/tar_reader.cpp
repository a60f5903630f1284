#include "backup/tar_reader.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <vector>

#include "backup/format.hpp"

namespace palette::backup {
namespace {

constexpr std::size_t kPieceBytes = 1UL << 18;

std::unexpected<Error> damaged(archive* source) {
    const char* detail = archive_error_string(source);
    return invalid("it is damaged, cut short or no backup", detail == nullptr ? "" : detail);
}

}  // namespace

void TarReader::Close::operator()(archive* open) const {
    archive_read_free(open);
}

TarReader::TarReader() : archive_(archive_read_new()) {
    archive_read_support_format_tar(archive_.get());
    archive_read_support_filter_all(archive_.get());
}

Result<TarReader> TarReader::open(int descriptor) {
    TarReader reader;
    if (archive_read_open_fd(reader.archive_.get(), descriptor, kPieceBytes) != ARCHIVE_OK)
        return damaged(reader.archive_.get());
    return reader;
}

Result<std::optional<std::string>> TarReader::next() {
    archive_entry* entry = nullptr;
    const int outcome = archive_read_next_header(archive_.get(), &entry);
    if (outcome == ARCHIVE_EOF) return std::nullopt;
    if (outcome < ARCHIVE_WARN) return damaged(archive_.get());
    const char* name = archive_entry_pathname(entry);
    if (name == nullptr || archive_entry_filetype(entry) != AE_IFREG ||
        archive_entry_hardlink(entry) != nullptr)
        return invalid("it holds something that is no file");
    return std::string(name);
}

Result<void> TarReader::read(const std::function<Result<void>(std::span<const std::uint8_t>)>& take) {
    std::vector<std::uint8_t> piece(kPieceBytes);
    while (true) {
        const auto count = archive_read_data(archive_.get(), piece.data(), piece.size());
        if (count == 0) return {};
        if (count < 0) return damaged(archive_.get());
        if (auto taken = take(std::span(piece).first(static_cast<std::size_t>(count))); !taken) return taken;
    }
}

Result<std::string> TarReader::read_text(std::size_t bytes_max) {
    std::string text;
    auto outcome = read([&](std::span<const std::uint8_t> piece) -> Result<void> {
        if (text.size() + piece.size() > bytes_max) return invalid("a file in it is too large");
        text.append(piece.begin(), piece.end());
        return {};
    });
    if (!outcome) return forward(outcome);
    return text;
}

}  // namespace palette::backup
