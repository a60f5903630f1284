#pragma once

// A regular file, open for reading. Used only inside imaging/. Opening never blocks (a FIFO is refused, not
// waited for).

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace palette::imaging {

enum class Symlinks : std::uint8_t { follow, refuse };

class FileBytes {
  public:
    // Fails with image_unreadable; its kind is not_found when there is no such file (a refused link counts as
    // none).
    static Result<FileBytes> open(const std::filesystem::path& file, Symlinks symlinks = Symlinks::follow);
    ~FileBytes();
    FileBytes(FileBytes&& other) noexcept
        : descriptor_(std::exchange(other.descriptor_, -1)), size_(std::exchange(other.size_, 0)) {}
    FileBytes(const FileBytes&) = delete;
    FileBytes& operator=(const FileBytes&) = delete;
    FileBytes& operator=(FileBytes&&) = delete;

    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] int descriptor() const { return descriptor_; }

    // The first `bytes_max` bytes, fewer when the file is shorter.
    [[nodiscard]] Result<std::vector<std::uint8_t>> read(std::uint64_t bytes_max) const;

  private:
    FileBytes(int descriptor, std::uint64_t size) : descriptor_(descriptor), size_(size) {}

    int descriptor_;
    std::uint64_t size_;
};

}  // namespace palette::imaging
