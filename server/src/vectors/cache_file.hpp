#pragma once

// The bytes of an index cache on disk: little-endian values one after the other, the BLAKE2b-256 of all of
// them at the end. What is written appears under its name only when all of it is on the disk. One thread at a
// time.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <type_traits>

#include <sodium.h>

#include "base/result.hpp"

namespace palette::vectors {

class Checksum {
  public:
    static constexpr std::size_t kBytes = 32;

    Checksum();
    void add(std::span<const std::byte> bytes);
    void finish(std::span<std::byte, kBytes> out);

  private:
    crypto_generichash_state state_;
};

// A file that stays open for reading, and readable when another takes its name. Any thread.
class ReadableFile {
  public:
    [[nodiscard]] static std::shared_ptr<const ReadableFile> open(const std::filesystem::path& file);
    ~ReadableFile();
    ReadableFile(const ReadableFile&) = delete;
    ReadableFile& operator=(const ReadableFile&) = delete;

    // False when not all of it is there, or the system says no.
    [[nodiscard]] bool read(std::uint64_t offset, std::span<std::byte> bytes) const;
    [[nodiscard]] std::uint64_t size() const { return size_; }

    // Takes the descriptor over.
    ReadableFile(int descriptor, std::uint64_t size) : descriptor_(descriptor), size_(size) {}

  private:
    const int descriptor_;
    const std::uint64_t size_;
};

// Writes FILE.tmp and renames it; what is not finished is removed.
class CacheWriter {
  public:
    [[nodiscard]] static Result<CacheWriter> create(const std::filesystem::path& file);
    ~CacheWriter();
    CacheWriter(CacheWriter&& other) noexcept;
    CacheWriter& operator=(CacheWriter&&) = delete;

    Result<void> write(std::span<const std::byte> bytes);
    // How many were written.
    [[nodiscard]] std::uint64_t position() const { return position_; }
    // Appends the checksum, syncs and renames. The file stays open in what it gives back.
    Result<std::shared_ptr<const ReadableFile>> finish();

  private:
    CacheWriter(std::filesystem::path file, std::filesystem::path temporary, int descriptor);
    Result<void> write_unchecked(std::span<const std::byte> bytes);

    std::filesystem::path file_;
    std::filesystem::path temporary_;
    int descriptor_;
    std::uint64_t position_ = 0;
    Checksum checksum_;
};

// Reads such a file from its beginning.
class CacheReader {
  public:
    // Nothing when it cannot be opened.
    [[nodiscard]] static std::optional<CacheReader> open(const std::filesystem::path& file);

    // How many were read, and how many are left without the checksum.
    [[nodiscard]] std::uint64_t position() const { return position_; }
    [[nodiscard]] std::uint64_t remaining() const { return end_ - position_; }
    // False when there are not that many left, or the system says no.
    [[nodiscard]] bool read(std::span<std::byte> bytes);
    template <class T>
        requires std::is_trivially_copyable_v<T>
    [[nodiscard]] bool read_value(T& value) {
        return read(std::as_writable_bytes(std::span(&value, 1)));
    }
    // Whether everything was read and the checksum holds.
    [[nodiscard]] bool finish();
    [[nodiscard]] const std::shared_ptr<const ReadableFile>& file() const { return file_; }

  private:
    explicit CacheReader(std::shared_ptr<const ReadableFile> file);

    std::shared_ptr<const ReadableFile> file_;
    std::uint64_t end_;
    std::uint64_t position_ = 0;
    Checksum checksum_;
};

}  // namespace palette::vectors
