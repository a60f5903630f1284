#pragma once

// Remembers that the files of a pack were held to their sha256, as long as none of them has changed since by
// size or time of writing: reading a gigabyte again to list packs would be too slow. Any thread.

#include <filesystem>

#include "base/result.hpp"
#include "inference/pack_description.hpp"

namespace palette::packs {

class VerifiedMark {
  public:
    // `marks`: the folder where marks lie.
    VerifiedMark(const std::filesystem::path& marks, std::filesystem::path pack_folder,
                 const inference::PackDescription& description);

    [[nodiscard]] bool is_set() const;
    // Fails as the disk does.
    Result<void> set() const;
    void clear() const;

  private:
    // Sizes and times of all files; empty when one is not there.
    [[nodiscard]] std::string fingerprint() const;

    const std::filesystem::path file_;
    const std::filesystem::path pack_folder_;
    const inference::PackDescription& description_;
};

}  // namespace palette::packs
