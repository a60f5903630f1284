#pragma once

// Writes a tar archive (POSIX pax, libarchive) into an open file or pipe, a piece at a time. Used by one
// thread at a time.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

struct archive;

namespace palette::backup {

class TarWriter {
  public:
    // `descriptor` stays the caller's; `path` names it in errors.
    TarWriter(int descriptor, std::filesystem::path path);
    ~TarWriter();
    TarWriter(const TarWriter&) = delete;
    TarWriter& operator=(const TarWriter&) = delete;

    // The next file; `name` is ASCII. Exactly `bytes` bytes follow by write(). All of these fail with
    // `disk_full` or `file_io`.
    Result<void> begin(const std::string& name, std::uint64_t bytes);
    Result<void> write(std::span<const std::uint8_t> bytes);
    // A whole file.
    Result<void> add(const std::string& name, std::string_view text);
    // The end of the archive. Nothing may follow.
    Result<void> finish();

  private:
    struct Close {
        void operator()(archive* open) const;
    };
    Result<void> check(long outcome);

    const std::filesystem::path path_;
    std::unique_ptr<archive, Close> archive_;
};

}  // namespace palette::backup
