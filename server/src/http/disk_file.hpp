#pragma once

// One open file, read or written in pieces. All functions block: they run on a pool. Not shared between
// threads at a time.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

#include "base/result.hpp"

namespace palette::http {

class DiskFile {
  public:
    // A regular file of at least `bytes_min` bytes. Fails with not_found (also for what is no regular file),
    // invalid (shorter) or io.
    [[nodiscard]] static Result<DiskFile> open(const std::filesystem::path& path, std::uint64_t bytes_min);
    // A new file that only this user may read. Fails with no_space or io, also when it exists.
    [[nodiscard]] static Result<DiskFile> create(const std::filesystem::path& path);

    DiskFile(DiskFile&& other) noexcept;
    DiskFile& operator=(DiskFile&& other) noexcept;
    ~DiskFile();

    // Fills `out` with what lies at `offset`; a file that ends before is an error.
    [[nodiscard]] Result<void> read_at(std::uint64_t offset, std::span<char> out) const;
    // Fails with no_space or io; what was written before stays.
    [[nodiscard]] Result<void> append(std::string_view bytes) const;

  private:
    explicit DiskFile(int descriptor) : descriptor_(descriptor) {}
    int descriptor_ = -1;
};

}  // namespace palette::http
