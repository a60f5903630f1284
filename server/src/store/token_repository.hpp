#pragma once

// API tokens, by their hashes. Safe to call from any thread that may block.

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "model/viewer.hpp"
#include "store/database.hpp"
#include "store/note_writer.hpp"
#include "store/session_repository.hpp"

namespace palette::store {

// More tell nobody apart any more.
inline constexpr std::int64_t kApiTokensMax = 100;

struct ApiToken {
    ApiTokenId id;
    std::string name;
    Timestamp created_at;
    std::optional<Timestamp> last_used_at;
    std::optional<Timestamp> expires_at;
};

class TokenRepository {
  public:
    explicit TokenRepository(Database& database) : database_(database), notes_(database) {}

    // Fails with `too_many_tokens`.
    Result<void> add(PersonId person, const ApiToken& token, const SecretHash& token_hash);

    struct Found {
        ApiTokenId id;
        PersonId person;
        Role role = Role::member;
        std::optional<Timestamp> last_used_at;
    };
    // None for one that expired before `time` or whose account is disabled.
    [[nodiscard]] Result<std::optional<Found>> find(const SecretHash& token_hash, Timestamp time) const;
    Result<void> touch(ApiTokenId id, Timestamp time);

    [[nodiscard]] Result<std::vector<ApiToken>> list(PersonId person) const;  // newest first
    Result<void> remove(PersonId person, ApiTokenId id);                      // fails with `token_not_found`

  private:
    Database& database_;
    NoteWriter notes_;
};

}  // namespace palette::store
