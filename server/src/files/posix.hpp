#pragma once

// The few system calls that durability needs, with errno turned into Errors. Any thread that may block.

#include <filesystem>
#include <optional>
#include <span>
#include <string_view>

#include "base/result.hpp"

namespace palette::files {

// An open file descriptor, closed at the end.
class FileDescriptor {
  public:
    explicit FileDescriptor(int descriptor = -1) : descriptor_(descriptor) {}
    FileDescriptor(FileDescriptor&& other) noexcept : descriptor_(other.release()) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept;
    ~FileDescriptor();

    [[nodiscard]] int get() const { return descriptor_; }
    [[nodiscard]] int release();

  private:
    int descriptor_;
};

// The Error for errno after `action` on `path` failed. ENOSPC and EDQUOT are no_space (`disk_full`), ENOENT
// not_found
// (`file_not_found`), EACCES and EPERM io (`file_unreadable`), others io (`file_io`).
[[nodiscard]] Error errno_error(std::string_view action, const std::filesystem::path& path);

// Writes all bytes.
Result<void> write_all(int descriptor, std::span<const std::uint8_t> bytes,
                       const std::filesystem::path& path);

// Reads what is there, up to `into.size()` bytes; 0 at the end of the file.
Result<std::size_t> read_some(int descriptor, std::span<std::uint8_t> into,
                              const std::filesystem::path& path);

// Makes names in `folder` survive a power failure.
Result<void> sync_folder(const std::filesystem::path& folder);

// Writes a file so that its name appears only when it is complete: temporary name, write, rename. Not synced:
// for what can be made again.
Result<void> write_file(const std::filesystem::path& path, std::span<const std::uint8_t> bytes);

// A lock on a file, held until destroyed or until the process ends, however it ends.
class FileLock {
  public:
    // Nothing when another process holds it. A file that is not there is made, with `mode`.
    static Result<std::optional<FileLock>> try_take(const std::filesystem::path& path, unsigned mode = 0644);

  private:
    explicit FileLock(FileDescriptor descriptor) : descriptor_(std::move(descriptor)) {}
    FileDescriptor descriptor_;
};

}  // namespace palette::files
