#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include <sodium.h>

#include "base/result.hpp"

namespace palette::files {

// SHA-256 of bytes that come in pieces. Used by one thread at a time.
class Sha256 {
  public:
    Sha256();
    void update(std::span<const std::uint8_t> bytes);
    // 64 lower-case hex digits. Nothing may follow.
    [[nodiscard]] std::string digest();

  private:
    crypto_hash_sha256_state state_;
};

// The sha256 of a file's bytes as 64 lower-case hex digits. Fails as errno_error says. Any thread that may
// block.
[[nodiscard]] Result<std::string> sha256_of_file(const std::filesystem::path& path);

}  // namespace palette::files
