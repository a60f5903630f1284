#include "palettes/zip_writer.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <utility>

namespace palette::palettes {
namespace {

constexpr int kReadableByAll = 0644;

struct FreeEntry {
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

la_ssize_t append(archive*, void* text, const void* bytes, size_t count) {
    static_cast<std::string*>(text)->append(static_cast<const char*>(bytes), count);
    return static_cast<la_ssize_t>(count);
}

}  // namespace

void ZipWriter::Close::operator()(archive* open) const {
    archive_write_free(open);
}

ZipWriter::ZipWriter() : archive_(archive_write_new()) {
    archive_write_set_format_zip(archive_.get());
    archive_write_zip_set_compression_store(archive_.get());
    archive_write_set_bytes_per_block(archive_.get(), 0);  // each piece at once
    archive_write_open(archive_.get(), &written_, nullptr, append, nullptr);
}

ZipWriter::~ZipWriter() = default;

Result<void> ZipWriter::check(int outcome) {
    if (outcome >= ARCHIVE_WARN) return {};
    const char* why = archive_error_string(archive_.get());
    return fail(ErrorKind::internal, "internal", "The archive could not be written.",
                why == nullptr ? "" : why);
}

Result<void> ZipWriter::begin(const std::string& name, std::uint64_t bytes, Timestamp modified) {
    const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
    archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), kReadableByAll);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes));
    archive_entry_set_mtime(entry.get(),
                            std::chrono::floor<std::chrono::seconds>(modified).time_since_epoch().count(), 0);
    return check(archive_write_header(archive_.get(), entry.get()));
}

Result<void> ZipWriter::write(std::string_view bytes) {
    const auto count = archive_write_data(archive_.get(), bytes.data(), bytes.size());
    return check(count < 0 ? static_cast<int>(count) : ARCHIVE_OK);
}

Result<void> ZipWriter::finish() {
    return check(archive_write_close(archive_.get()));
}

std::string ZipWriter::take() {
    return std::exchange(written_, {});
}

}  // namespace palette::palettes
