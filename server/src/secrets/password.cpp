#include "secrets/password.hpp"

#include <array>

#include <sodium.h>

namespace palette::secrets {

Result<std::string> hash_password(std::string_view password, PasswordCost cost) {
    std::array<char, crypto_pwhash_STRBYTES> text{};
    if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), cost.passes, cost.memory_bytes,
                              crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return fail(ErrorKind::busy, "busy", "The server is busy. Please try again.",
                    "no memory to hash a password");
    }
    return std::string(text.data());
}

bool is_password_of(const std::string& hash, std::string_view password) {
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

bool is_outdated(const std::string& hash, PasswordCost cost) {
    return crypto_pwhash_str_needs_rehash(hash.c_str(), cost.passes, cost.memory_bytes) != 0;
}

}  // namespace palette::secrets
