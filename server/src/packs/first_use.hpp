#pragma once

// What files of the network were when they were first brought here, for those whose sha256 nobody has
// published: whoever brings one again is told when it is another. A small text file, a line a file; used
// under the shelf's lock.

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace palette::packs {

class FirstUse {
  public:
    explicit FirstUse(std::filesystem::path file) : file_(std::move(file)) {}

    // Whether `path` (a file's path on its host) was that before, or is new. Fails with
    // conflict/"file_changed" where another was remembered.
    Result<void> check(std::string_view path, std::string_view sha256) const;
    // Once what came has proven to be of use. Fails as the disk does.
    Result<void> remember(std::string_view path, std::string_view sha256) const;

  private:
    [[nodiscard]] std::string text() const;
    // The sha256 remembered for `path` in the text; empty when there is none.
    [[nodiscard]] static std::string known(std::string_view text, std::string_view path);

    const std::filesystem::path file_;
};

}  // namespace palette::packs
