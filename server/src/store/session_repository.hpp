#pragma once

// Sessions of browsers, by the hashes of their tokens. Safe to call from any thread that may block.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "model/viewer.hpp"
#include "store/database.hpp"
#include "store/note_writer.hpp"

namespace palette::store {

using SecretHash = std::array<std::uint8_t, 32>;

struct NewSession {
    SessionId id;
    PersonId person;
    SecretHash token_hash{};
    Timestamp created_at;
    std::string user_agent;
    std::string address;
};

struct Session {
    SessionId id;
    Timestamp created_at;
    Timestamp last_used_at;
    std::string user_agent;
    std::string address;
};

class SessionRepository {
  public:
    explicit SessionRepository(Database& database) : database_(database), notes_(database) {}

    // Adds one, and ends those of everybody that were last used before `idle_since` or made before
    // `made_since`.
    Result<void> add(const NewSession& session, Timestamp idle_since, Timestamp made_since);

    struct Found {
        SessionId id;
        PersonId person;
        Role role = Role::member;
        bool is_previous = false;  // it was found by the token before the last change
        Timestamp rotated_at;
        Timestamp created_at;
        Timestamp last_used_at;
    };
    // None also for an account that is disabled.
    [[nodiscard]] Result<std::optional<Found>> find(const SecretHash& token_hash) const;
    // Gives the session a new token. False when another request was first.
    Result<bool> rotate(SessionId id, const SecretHash& from, const SecretHash& to, Timestamp time);
    Result<void> touch(SessionId id, Timestamp time);

    [[nodiscard]] Result<std::vector<Session>> list(PersonId person) const;  // last used first
    Result<void> remove(PersonId person, SessionId id);                      // fails with `session_not_found`
    Result<void> remove_others(PersonId person, std::optional<SessionId> but);

  private:
    Database& database_;
    NoteWriter notes_;
};

}  // namespace palette::store
