#pragma once

// Writes a ZIP a piece at a time (libarchive): files are stored as they are, over 4 GB in ZIP64. What is
// written is taken out by the owner as it comes, so no more than one piece is held. Used by one thread at a
// time.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"

struct archive;

namespace palette::palettes {

class ZipWriter {
  public:
    ZipWriter();
    ~ZipWriter();
    ZipWriter(const ZipWriter&) = delete;
    ZipWriter& operator=(const ZipWriter&) = delete;

    // The next file; `name` is ASCII. Exactly `bytes` bytes follow by write().
    Result<void> begin(const std::string& name, std::uint64_t bytes, Timestamp modified);
    Result<void> write(std::string_view bytes);
    // The directory at the end. Nothing may follow.
    Result<void> finish();

    // What was written since the last call.
    [[nodiscard]] std::string take();

  private:
    struct Close {
        void operator()(archive* open) const;
    };
    Result<void> check(int outcome);

    std::string written_;
    std::unique_ptr<archive, Close> archive_;  // writes into written_
};

}  // namespace palette::palettes
