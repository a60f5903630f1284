#include "base/sha256.hpp"

#include <array>

#include "base/encoding.hpp"

namespace palette {

Sha256::Sha256() {
    crypto_hash_sha256_init(&state_);
}

void Sha256::update(std::span<const std::uint8_t> bytes) {
    crypto_hash_sha256_update(&state_, bytes.data(), bytes.size());
}

std::string Sha256::digest() {
    std::array<std::uint8_t, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256_final(&state_, digest.data());
    return to_hex(digest);
}

}  // namespace palette
