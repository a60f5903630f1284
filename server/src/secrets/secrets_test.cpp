#include <gtest/gtest.h>

#include "secrets/password.hpp"
#include "secrets/token.hpp"

namespace palette::secrets {
namespace {

TEST(Password, IsKnownByItsHashAlone) {
    const std::string hash = hash_password("correct horse", kLowPasswordCost).value();
    EXPECT_TRUE(hash.starts_with("$argon2id$"));
    EXPECT_TRUE(is_password_of(hash, "correct horse"));
    EXPECT_FALSE(is_password_of(hash, "correct horse "));
    EXPECT_FALSE(is_password_of("no hash at all", "correct horse"));
    EXPECT_NE(hash, hash_password("correct horse", kLowPasswordCost).value()) << "each has its own salt";
}

TEST(Password, IsHashedAgainWhenTheCostChanged) {
    const std::string hash = hash_password("correct horse", kLowPasswordCost).value();
    EXPECT_FALSE(is_outdated(hash, kLowPasswordCost));
    EXPECT_TRUE(is_outdated(hash, kPasswordCost));
}

TEST(Token, IsNewEachTimeAndSafeInHeaders) {
    const std::string token = new_token();
    EXPECT_EQ(token.size(), 43U);
    EXPECT_EQ(token.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"),
              std::string::npos);
    EXPECT_NE(token, new_token());
    EXPECT_EQ(hash_of(token), hash_of(token));
    EXPECT_NE(hash_of(token), hash_of(token + "x"));
}

TEST(Secret, IsTheSameOnlyInFull) {
    EXPECT_TRUE(is_same_secret("abc", "abc"));
    EXPECT_FALSE(is_same_secret("abc", "abd"));
    EXPECT_FALSE(is_same_secret("abc", "ab"));
}

}  // namespace
}  // namespace palette::secrets
