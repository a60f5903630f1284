#pragma once

// Secrets that programs hold: 32 random bytes as 43 characters of base64url. The library keeps their hashes
// only, so who reads the database cannot act with it. They are looked up by hash, which no timing of a
// comparison can help to guess. Any thread.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace palette::secrets {

inline constexpr std::size_t kTokenHashBytes = 32;
using TokenHash = std::array<std::uint8_t, kTokenHashBytes>;

[[nodiscard]] std::string new_token();
// BLAKE2b-256 of any text.
[[nodiscard]] TokenHash hash_of(std::string_view token);
// Compares in the same time wherever they differ.
[[nodiscard]] bool is_same_secret(std::string_view a, std::string_view b);

}  // namespace palette::secrets
