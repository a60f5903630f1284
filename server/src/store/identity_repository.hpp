#pragma once

// How OpenID providers know people. Safe to call from any thread that may block.

#include <optional>
#include <string>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/database.hpp"

namespace palette::store {

struct Identity {
    std::string issuer;
    std::string subject;
};

class IdentityRepository {
  public:
    explicit IdentityRepository(Database& database) : database_(database) {}

    [[nodiscard]] Result<std::optional<PersonId>> find(const Identity& identity) const;
    // Fails with `identity_taken` when it is somebody else's.
    Result<void> link(PersonId person, const Identity& identity);
    // The one account whose address a provider has verified before; none where several have it.
    [[nodiscard]] Result<std::optional<PersonId>> person_of_verified_email(const std::string& email) const;

  private:
    Database& database_;
};

}  // namespace palette::store
