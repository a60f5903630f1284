#pragma once

// Which files an import means. What is named on the command line is always meant; in a folder, all that are
// pictures.
//
// Hidden files and sidecars are passed over in folders. Files with a picture's extension are taken at their
// word (ingest finds out); others only if their first bytes are a picture's. Symbolic links are followed,
// each folder is entered once.

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace palette::ingest {

struct UnreadablePath {
    std::filesystem::path path;
    Error why;
};

struct FoundFiles {
    std::vector<std::filesystem::path> files;  // in the order of the arguments, within folders by name
    std::vector<UnreadablePath>
        unreadable;  // missing arguments, folders without permission, links in a circle
};

// `library` is never entered: its files are no new pictures. `is_picture(file)` looks into files whose
// extension says nothing.
[[nodiscard]] FoundFiles find_files(std::span<const std::filesystem::path> arguments,
                                    const std::filesystem::path& library,
                                    const std::function<bool(const std::filesystem::path&)>& is_picture);

}  // namespace palette::ingest
