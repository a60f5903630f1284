#pragma once

// Passwords as they may be stored: Argon2id through libsodium, with its salt and cost in the text, as in
// "$argon2id$v=19$m=65536,t=2,p=1$...". Any thread that may block: one hash takes the cost's time and memory,
// so callers run it on a pool of their own (api/services.hpp).

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace palette::secrets {

struct PasswordCost {
    std::uint64_t passes = 2;
    std::size_t memory_bytes = std::size_t{64} << 20U;
};

// libsodium's "interactive": about a tenth of a second of one core.
inline constexpr PasswordCost kPasswordCost{};
// The least that Argon2id allows: for tests, where it is the requests that count.
inline constexpr PasswordCost kLowPasswordCost{1, std::size_t{8} << 10U};

// Fails with `busy` when there is not memory enough at this moment.
[[nodiscard]] Result<std::string> hash_password(std::string_view password, PasswordCost cost);
// Takes as long for a wrong password as for the right one.
[[nodiscard]] bool is_password_of(const std::string& hash, std::string_view password);
// Whether it was made with another cost, and should be made again when the password is at hand.
[[nodiscard]] bool is_outdated(const std::string& hash, PasswordCost cost);

}  // namespace palette::secrets
