#pragma once

// Accounts: people who can sign in, what they prefer and what they may. Safe to call from any thread that may
// block.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "model/account.hpp"
#include "store/database.hpp"

namespace palette::store {

struct NewAccount {
    std::string name;
    std::string display_name;
    std::optional<std::string> email;
    bool email_verified = false;
    std::optional<std::string> password_hash;  // none: signs in through an identity
    Role role = Role::member;
    Timestamp created_at;
};

// Absent fields stay as they are. An inner "none" clears.
struct AccountEdit {
    std::optional<std::string> display_name;
    std::optional<std::optional<std::string>> email;
    std::optional<std::string> theme;
    std::optional<Visibility> upload_visibility;
    std::optional<std::string> feed;
};

// What the instance's owner decides about a person.
struct AccountRuling {
    std::optional<Role> role;
    std::optional<bool> disabled;
    std::optional<std::optional<std::uint64_t>> quota_bytes_max;
};

// What the instance's owner decides for everybody.
struct InstanceSettings {
    Registration registration = Registration::open;
    std::optional<std::uint64_t> quota_bytes_max;  // of whoever has none of their own; none: no limit
};
// Absent fields stay as they are. An inner "none" clears.
struct InstanceEdit {
    std::optional<Registration> registration;
    std::optional<std::optional<std::uint64_t>> quota_bytes_max;
};

class AccountRepository {
  public:
    explicit AccountRepository(Database& database) : database_(database) {}

    // Who may add an account. The first account of an instance is always welcome, becomes its owner and may
    // be a person whom an import has made; later ones are members and new people.
    enum class Adding : std::uint8_t {
        by_themselves,   // fails with `registration_closed` where the owner closed it
        by_provider,     // an OpenID provider vouches for them: likewise
        by_the_machine,  // the command line: any role, also for a person whom an import has made
    };
    // Fails with `name_taken`.
    Result<Account> add(const NewAccount& account, Adding adding);

    [[nodiscard]] Result<bool> any() const;
    [[nodiscard]] Result<Account> find(PersonId person) const;  // fails with `person_not_found`
    [[nodiscard]] Result<Account> find(std::string_view name) const;

    struct Credentials {
        PersonId person;
        std::optional<std::string> password_hash;
        bool disabled = false;
    };
    // Of the account of this name, whatever its case.
    [[nodiscard]] Result<std::optional<Credentials>> credentials_of(std::string_view name) const;
    [[nodiscard]] Result<Credentials> credentials_of(PersonId person) const;
    Result<void> set_password(PersonId person, const std::string& password_hash);

    Result<void> edit(PersonId person, const AccountEdit& edit);
    // Fails with `last_owner` where nobody would be left to administer the instance. Disabling ends all
    // sessions.
    Result<void> rule(PersonId person, const AccountRuling& ruling);
    // Accounts by name, those after `after`.
    [[nodiscard]] Result<std::vector<Account>> list(std::string_view after, std::size_t limit) const;

    // Takes a person out of the library with everything that is theirs alone: account, likes, Palettes,
    // private Images. Their public Images stay without an owner, or go too; so does one of which an Image
    // without owner is there already. `remove_files(sha256)` runs under the write lock for bytes that no
    // Image has any more. Fails with `last_owner`.
    enum class PublicImages : std::uint8_t { keep, erase };
    Result<void> erase(PersonId person, PublicImages public_images,
                       const std::function<void(const std::string& sha256)>& remove_files);

    [[nodiscard]] Result<InstanceSettings> instance() const;
    Result<void> edit_instance(const InstanceEdit& edit);

  private:
    Database& database_;
};

}  // namespace palette::store
