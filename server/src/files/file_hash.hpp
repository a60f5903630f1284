#pragma once

#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace palette::files {

// The sha256 of a file's bytes as 64 lower-case hex digits. Fails as errno_error says. Any thread that may
// block.
[[nodiscard]] Result<std::string> sha256_of_file(const std::filesystem::path& path);

}  // namespace palette::files
