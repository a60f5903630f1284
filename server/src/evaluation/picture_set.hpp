#pragma once

// Pictures to measure on: the files of a folder and its subfolders, or of a tar archive (ustar, GNU and pax
// long names). Belongs to one thread. Of an archive one file at a time lies unpacked in a temporary folder,
// which goes with the set.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "base/result.hpp"

namespace palette::evaluation {

// A single file in an archive, over which it is refused.
inline constexpr std::uint64_t kArchivedBytesMax = std::uint64_t{512} << 20U;

class PictureSet {
  public:
    // Fails with `pictures_not_found`.
    static Result<PictureSet> open(std::filesystem::path folder_or_tar);

    // Calls `visit(name, file)` for every file in an order that does not change; `name` is its path within
    // the set. `file` is good during the call. Stops at the first failure and hands it on. Fails with
    // `archive_damaged` or `io`.
    using Visit = std::function<Result<void>(const std::string& name, const std::filesystem::path& file)>;
    Result<void> for_each(const Visit& visit) const;

  private:
    explicit PictureSet(std::filesystem::path path) : path_(std::move(path)) {}

    std::filesystem::path path_;
};

}  // namespace palette::evaluation
