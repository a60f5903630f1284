#pragma once

// Reads a tar archive (libarchive), compressed or not, from an open file or pipe, a piece at a time. Used by
// one thread at a time.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/result.hpp"

struct archive;

namespace palette::backup {

class TarReader {
  public:
    // `descriptor` stays the caller's. Fails with `backup_invalid`, as all of these do.
    static Result<TarReader> open(int descriptor);

    // The name of the next file; nothing at the end.
    Result<std::optional<std::string>> next();
    // The bytes of the file, in pieces. Hands on what `take` fails with.
    Result<void> read(const std::function<Result<void>(std::span<const std::uint8_t>)>& take);
    // The bytes of a file that is at most `bytes_max` long.
    Result<std::string> read_text(std::size_t bytes_max);

  private:
    struct Close {
        void operator()(archive* open) const;
    };
    TarReader();

    std::unique_ptr<archive, Close> archive_;
};

}  // namespace palette::backup
