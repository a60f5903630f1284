#pragma once

// SHA-256 of bytes that come in pieces. A value, used by one thread at a time.

#include <cstdint>
#include <span>
#include <string>

#include <sodium.h>

namespace palette {

class Sha256 {
  public:
    Sha256();
    void update(std::span<const std::uint8_t> bytes);
    // 64 lower-case hex digits. Nothing may follow.
    [[nodiscard]] std::string digest();

  private:
    crypto_hash_sha256_state state_;
};

}  // namespace palette
