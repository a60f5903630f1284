#include "backup/tar_writer.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <cerrno>
#include <utility>

#include "files/posix.hpp"

namespace palette::backup {
namespace {

constexpr int kReadableByOwner = 0600;

struct FreeEntry {
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

}  // namespace

void TarWriter::Close::operator()(archive* open) const {
    archive_write_free(open);
}

TarWriter::TarWriter(int descriptor, std::filesystem::path path)
    : path_(std::move(path)), archive_(archive_write_new()) {
    archive_write_set_format_pax_restricted(archive_.get());
    archive_write_open_fd(archive_.get(), descriptor);
}

TarWriter::~TarWriter() {
    // Where it was not finished, what is left must not be written as if it had been.
    archive_write_fail(archive_.get());
}

Result<void> TarWriter::check(long outcome) {
    if (outcome >= ARCHIVE_WARN) return {};
    errno = archive_errno(archive_.get());
    return std::unexpected(files::errno_error("write", path_));
}

Result<void> TarWriter::begin(const std::string& name, std::uint64_t bytes) {
    const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
    archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), kReadableByOwner);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes));
    return check(archive_write_header(archive_.get(), entry.get()));
}

Result<void> TarWriter::write(std::span<const std::uint8_t> bytes) {
    return check(archive_write_data(archive_.get(), bytes.data(), bytes.size()));
}

Result<void> TarWriter::add(const std::string& name, std::string_view text) {
    if (auto begun = begin(name, text.size()); !begun) return begun;
    return check(archive_write_data(archive_.get(), text.data(), text.size()));
}

Result<void> TarWriter::finish() {
    return check(archive_write_close(archive_.get()));
}

}  // namespace palette::backup
