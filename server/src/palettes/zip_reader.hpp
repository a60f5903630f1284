#pragma once

// Reads a ZIP that may have been made to do harm (libarchive). Names of files are looked at, never used as
// paths; bytes are counted as they are unpacked, whatever the archive says of them. Used by one thread at a
// time; blocks.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

struct archive;

namespace palette::palettes {

struct ZipLimits {
    std::size_t entries_max = 0;
    std::uint64_t file_bytes_max = 0;
    std::uint64_t total_bytes_max = 0;  // of all that is unpacked
};

class ZipReader {
  public:
    // Fails with `archive_invalid` for what is no ZIP.
    static Result<ZipReader> open(const std::filesystem::path& file, const ZipLimits& limits);

    // The name of the next file, passing over folders; nothing at the end. Fails with `archive_invalid` for
    // damage, encryption, links and names that lead elsewhere, and with `archive_too_large` over a limit.
    Result<std::optional<std::string>> next();
    // The bytes of that file, a piece at a time. Fails as next() does, or as `take` does.
    Result<void> read(const std::function<Result<void>(std::string_view)>& take);

  private:
    struct Close {
        void operator()(archive* open) const;
    };
    explicit ZipReader(const ZipLimits& limits);

    ZipLimits limits_;
    std::size_t entries_ = 0;
    std::uint64_t bytes_ = 0;
    std::unique_ptr<archive, Close> archive_;
};

}  // namespace palette::palettes
