#pragma once

// A small file's bytes. Any thread.

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

namespace palette::inference {

// Nothing when it is no regular file, is larger than `bytes_max`, or cannot be read.
[[nodiscard]] inline std::optional<std::string> read_file(const std::filesystem::path& file,
                                                          std::uint64_t bytes_max) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error) ||
        std::filesystem::file_size(file, error) > bytes_max) {
        return std::nullopt;
    }
    std::ifstream stream(file, std::ios::binary);
    std::string bytes(std::istreambuf_iterator<char>(stream), {});
    if (stream.bad()) return std::nullopt;
    return bytes;
}

}  // namespace palette::inference
