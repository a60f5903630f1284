#pragma once

// The bytes of an index cache on disk: little-endian values one after the other, the BLAKE2b-256 of all of
// them at the end. What is written appears under its name only when all of it is on the disk. One thread at a
// time.

#include <cstddef>
#include <cstdint>
#include <filesystem>
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

// Writes FILE.tmp and renames it; what is not finished is removed.
class CacheWriter {
  public:
    [[nodiscard]] static Result<CacheWriter> create(const std::filesystem::path& file);
    ~CacheWriter();
    CacheWriter(CacheWriter&& other) noexcept;
    CacheWriter& operator=(CacheWriter&&) = delete;

    Result<void> write(std::span<const std::byte> bytes);
    // Appends the checksum, syncs and renames.
    Result<void> finish();

  private:
    CacheWriter(std::filesystem::path file, std::filesystem::path temporary, int descriptor);
    Result<void> write_unchecked(std::span<const std::byte> bytes);

    std::filesystem::path file_;
    std::filesystem::path temporary_;
    int descriptor_;
    Checksum checksum_;
};

class CacheReader {
  public:
    // Nothing when it cannot be opened.
    [[nodiscard]] static std::optional<CacheReader> open(const std::filesystem::path& file);
    ~CacheReader();
    CacheReader(CacheReader&& other) noexcept;
    CacheReader& operator=(CacheReader&&) = delete;

    // Bytes not read yet, without the checksum.
    [[nodiscard]] std::uint64_t remaining() const { return remaining_; }
    // False when there are not that many left, or the system says no.
    [[nodiscard]] bool read(std::span<std::byte> bytes);
    template <class T>
        requires std::is_trivially_copyable_v<T>
    [[nodiscard]] bool read_value(T& value) {
        return read(std::as_writable_bytes(std::span(&value, 1)));
    }
    // Whether everything was read and the checksum holds.
    [[nodiscard]] bool finish();

  private:
    CacheReader(int descriptor, std::uint64_t remaining);
    [[nodiscard]] bool read_unchecked(std::span<std::byte> bytes) const;

    int descriptor_;
    std::uint64_t remaining_;
    Checksum checksum_;
};

}  // namespace palette::vectors
