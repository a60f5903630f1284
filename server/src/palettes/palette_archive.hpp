#pragma once

// A Palette as one ZIP file, out and in again without loss: `palette.json`, `credits.txt` and the Originals,
// in order (docs/palette_archive.md). What the one who exports may not see is not in it.

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "files/posix.hpp"
#include "palettes/palette_document.hpp"
#include "palettes/zip_reader.hpp"
#include "palettes/zip_writer.hpp"

namespace palette::palettes {

// What an archive that comes in may hold.
struct ArchiveLimits {
    std::size_t images_max = 10'000;
    std::uint64_t original_bytes_max = 512'000'000;
    std::uint64_t document_bytes_max = 64UL * 1024 * 1024;
    // Pictures hardly shrink: an archive that unpacks to more than this many times its own size is a bomb.
    std::uint64_t unpacked_times_max = 20;
};

struct ArchivedOriginal {
    std::filesystem::path path;
    std::uint64_t bytes = 0;
    Timestamp created_at;
};

// Makes the archive while it is read: no more than a piece of one file is in memory. Used by one thread at a
// time; blocks.
class PaletteExport {
  public:
    // `originals[i]` is the file of `document.images[i]`.
    PaletteExport(PaletteDocument document, std::vector<ArchivedOriginal> originals);

    // The next bytes; empty at the end. Fails where an Original is gone or shorter than it was.
    Result<std::string> next();

  private:
    Result<void> advance();
    Result<void> add_text(std::string_view name, std::string_view text);

    PaletteDocument document_;
    std::vector<ArchivedOriginal> originals_;
    ZipWriter zip_;
    bool begun_ = false;
    bool finished_ = false;
    std::size_t at_ = 0;                         // the Original being written
    std::optional<files::FileDescriptor> file_;  // of it
    std::uint64_t left_ = 0;                     // of its bytes
    std::string piece_;
};

// An archive taken apart: every file is there, with the bytes that the document says.
struct UnpackedPalette {
    PaletteDocument document;
    std::vector<std::filesystem::path> originals;  // of document.images
};

// Unpacks into `folder`, which is there and empty, under names of its own making. Fails with
// `archive_invalid` (no ZIP, no document, a missing file, other bytes than promised, names that lead
// elsewhere) and `archive_too_large`; what is in `folder` then is worth nothing.
Result<UnpackedPalette> unpack_palette(const std::filesystem::path& archive,
                                       const std::filesystem::path& folder, const ArchiveLimits& limits);

}  // namespace palette::palettes
