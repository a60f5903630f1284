#include "store/account_repository.hpp"

#include "base/text.hpp"
#include "store/change_repository.hpp"
#include "store/image_repository.hpp"
#include "store/palette_repository.hpp"
#include "store/quota.hpp"

namespace palette::store {
namespace {

constexpr const char* kRegistration = "registration";

std::int64_t to_integer(Timestamp time) {
    return time.time_since_epoch().count();
}

Error no_such_person() {
    return {ErrorKind::not_found, "person_not_found", "There is no such person.", {}};
}

Result<Account> read_account(Connection& connection, PersonId person) {
    auto& select = connection.prepare(
        "SELECT people.name, display_name, role, email, email_verified, theme, upload_visibility, feed, "
        "quota_bytes_max,"
        " disabled, password_hash IS NOT NULL, accounts.created_at FROM accounts JOIN people ON people.id = "
        "person_id WHERE person_id = ?");
    select.bind(1, person.value);
    if (!select.executeStep()) return std::unexpected(no_such_person());
    Account account;
    account.person = person;
    account.name = select.getColumn(0).getString();
    account.display_name = select.getColumn(1).getString();
    account.role = parse_role(select.getColumn(2).getString()).value_or(Role::member);
    if (!select.getColumn(3).isNull()) account.email = select.getColumn(3).getString();
    account.email_verified = select.getColumn(4).getInt() != 0;
    account.preferences.theme = select.getColumn(5).getString();
    account.preferences.upload_visibility =
        parse_visibility(select.getColumn(6).getString()).value_or(Visibility::owner);
    account.preferences.feed = select.getColumn(7).getString();
    if (!select.getColumn(8).isNull()) {
        account.quota_bytes_max = static_cast<std::uint64_t>(select.getColumn(8).getInt64());
    }
    account.disabled = select.getColumn(9).getInt() != 0;
    account.has_password = select.getColumn(10).getInt() != 0;
    account.created_at = Timestamp{std::chrono::milliseconds{select.getColumn(11).getInt64()}};
    const Quota quota = quota_of(connection, person);
    account.bytes_used = quota.bytes_used;
    account.bytes_max = quota.bytes_max;
    return account;
}

AccountRepository::Credentials read_credentials(SQLite::Statement& select) {
    AccountRepository::Credentials credentials{PersonId{select.getColumn(0).getInt64()}, std::nullopt,
                                               select.getColumn(2).getInt() != 0};
    if (!select.getColumn(1).isNull()) credentials.password_hash = select.getColumn(1).getString();
    return credentials;
}

bool has_accounts(Connection& connection) {
    auto& select = connection.prepare("SELECT EXISTS (SELECT 1 FROM accounts)");
    select.executeStep();
    return select.getColumn(0).getInt() != 0;
}

Result<void> require_some_owner(Connection& connection) {
    auto& owners =
        connection.prepare("SELECT EXISTS (SELECT 1 FROM accounts WHERE role = 'owner' AND disabled = 0)");
    owners.executeStep();
    if (owners.getColumn(0).getInt() != 0) return {};
    return fail(ErrorKind::conflict, "last_owner", "Somebody has to own this instance.");
}

Registration read_registration(Connection& connection) {
    auto& select = connection.prepare("SELECT value FROM settings WHERE name = ?");
    select.bind(1, kRegistration);
    if (!select.executeStep()) return Registration::open;
    return parse_registration(select.getColumn(0).getString()).value_or(Registration::closed);
}

// The person of this name, if there is one.
struct KnownPerson {
    PersonId person;
    bool has_account = false;
};
std::optional<KnownPerson> find_person(Connection& connection, std::string_view name) {
    auto& select = connection.prepare(
        "SELECT id, EXISTS (SELECT 1 FROM accounts WHERE person_id = id) FROM people WHERE folded = ?");
    select.bind(1, fold_case(name));
    if (!select.executeStep()) return std::nullopt;
    return KnownPerson{PersonId{select.getColumn(0).getInt64()}, select.getColumn(1).getInt() != 0};
}

PersonId add_person(Connection& connection, const NewAccount& account) {
    const PersonId person{new_id_value()};
    auto& insert =
        connection.prepare("INSERT INTO people (id, name, folded, created_at) VALUES (?, ?, ?, ?)");
    insert.bind(1, person.value);
    insert.bind(2, account.name);
    insert.bind(3, fold_case(account.name));
    insert.bind(4, to_integer(account.created_at));
    insert.exec();
    return person;
}

}  // namespace

Result<Account> AccountRepository::add(const NewAccount& account, Adding adding) {
    return database_.write([&](Connection& connection) -> Result<Account> {
        const bool first = !has_accounts(connection);
        if (!first && adding != Adding::by_the_machine &&
            read_registration(connection) == Registration::closed) {
            return fail(ErrorKind::forbidden, "registration_closed", "New accounts are not being made here.");
        }
        const auto known = find_person(connection, account.name);
        const bool may_be_known =
            (first && adding == Adding::by_themselves) || adding == Adding::by_the_machine;
        if (known && (known->has_account || !may_be_known)) {
            return fail(ErrorKind::conflict, "name_taken", "Somebody has this name already.");
        }
        const PersonId person = known ? known->person : add_person(connection, account);
        auto& insert = connection.prepare(
            "INSERT INTO accounts (person_id, role, password_hash, display_name, email, email_verified, "
            "created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)");
        insert.bind(1, person.value);
        insert.bind(2, std::string(to_string(first ? Role::owner : account.role)));
        if (account.password_hash) insert.bind(3, *account.password_hash);
        insert.bind(4, account.display_name);
        if (account.email) insert.bind(5, *account.email);
        insert.bind(6, account.email_verified ? 1 : 0);
        insert.bind(7, to_integer(account.created_at));
        insert.exec();
        return read_account(connection, person);
    });
}

Result<bool> AccountRepository::any() const {
    return database_.read([](Connection& connection) { return has_accounts(connection); });
}

Result<Account> AccountRepository::find(PersonId person) const {
    return database_.read([&](Connection& connection) { return read_account(connection, person); });
}

Result<Account> AccountRepository::find(std::string_view name) const {
    return database_.read([&](Connection& connection) -> Result<Account> {
        const auto known = find_person(connection, name);
        if (!known) return std::unexpected(no_such_person());
        return read_account(connection, known->person);
    });
}

Result<std::optional<AccountRepository::Credentials>> AccountRepository::credentials_of(
    std::string_view name) const {
    return database_.read([&](Connection& connection) -> std::optional<Credentials> {
        auto& select = connection.prepare(
            "SELECT person_id, password_hash, disabled FROM accounts JOIN people ON people.id = person_id"
            " WHERE folded = ?");
        select.bind(1, fold_case(name));
        if (!select.executeStep()) return std::nullopt;
        return read_credentials(select);
    });
}

Result<AccountRepository::Credentials> AccountRepository::credentials_of(PersonId person) const {
    return database_.read([&](Connection& connection) -> Result<Credentials> {
        auto& select =
            connection.prepare("SELECT person_id, password_hash, disabled FROM accounts WHERE person_id = ?");
        select.bind(1, person.value);
        if (!select.executeStep()) return std::unexpected(no_such_person());
        return read_credentials(select);
    });
}

Result<void> AccountRepository::set_password(PersonId person, const std::string& password_hash) {
    return database_.write([&](Connection& connection) -> Result<void> {
        auto& update = connection.prepare("UPDATE accounts SET password_hash = ? WHERE person_id = ?");
        update.bind(1, password_hash);
        update.bind(2, person.value);
        if (update.exec() == 0) return std::unexpected(no_such_person());
        return {};
    });
}

Result<void> AccountRepository::edit(PersonId person, const AccountEdit& edit) {
    return database_.write([&](Connection& connection) -> Result<void> {
        auto& update = connection.prepare(
            "UPDATE accounts SET display_name = coalesce(?1, display_name),"
            " email_verified = email_verified AND (NOT ?2 OR email IS ?3),"
            " email = CASE WHEN ?2 THEN ?3 ELSE email END,"
            " theme = coalesce(?4, theme), upload_visibility = coalesce(?5, upload_visibility),"
            " feed = coalesce(?6, feed) WHERE person_id = ?7");
        if (edit.display_name) update.bind(1, *edit.display_name);
        update.bind(2, edit.email ? 1 : 0);
        if (edit.email && *edit.email) update.bind(3, **edit.email);
        if (edit.theme) update.bind(4, *edit.theme);
        if (edit.upload_visibility) update.bind(5, std::string(to_string(*edit.upload_visibility)));
        if (edit.feed) update.bind(6, *edit.feed);
        update.bind(7, person.value);
        if (update.exec() == 0) return std::unexpected(no_such_person());
        if (edit.feed) tell_of_feed(connection, person, "feed.set");
        return {};
    });
}

Result<void> AccountRepository::rule(PersonId person, const AccountRuling& ruling) {
    return database_.write([&](Connection& connection) -> Result<void> {
        auto& update = connection.prepare(
            "UPDATE accounts SET role = coalesce(?1, role), disabled = coalesce(?2, disabled),"
            " quota_bytes_max = CASE WHEN ?3 THEN ?4 ELSE quota_bytes_max END WHERE person_id = ?5");
        if (ruling.role) update.bind(1, std::string(to_string(*ruling.role)));
        if (ruling.disabled) update.bind(2, *ruling.disabled ? 1 : 0);
        update.bind(3, ruling.quota_bytes_max ? 1 : 0);
        if (ruling.quota_bytes_max && *ruling.quota_bytes_max) {
            update.bind(4, static_cast<std::int64_t>(**ruling.quota_bytes_max));
        }
        update.bind(5, person.value);
        if (update.exec() == 0) return std::unexpected(no_such_person());
        if (auto owned = require_some_owner(connection); !owned) return owned;
        if (ruling.disabled.value_or(false)) {
            auto& end = connection.prepare("DELETE FROM sessions WHERE person_id = ?");
            end.bind(1, person.value);
            end.exec();
        }
        return {};
    });
}

Result<std::vector<Account>> AccountRepository::list(std::string_view after, std::size_t limit) const {
    return database_.read([&](Connection& connection) -> Result<std::vector<Account>> {
        auto& select = connection.prepare(
            "SELECT person_id FROM people JOIN accounts ON person_id = id WHERE folded > ? ORDER BY folded "
            "LIMIT ?");
        select.bind(1, fold_case(after));
        select.bind(2, static_cast<std::int64_t>(limit));
        std::vector<PersonId> people;
        while (select.executeStep()) people.push_back(PersonId{select.getColumn(0).getInt64()});
        std::vector<Account> accounts;
        for (const PersonId person : people) {
            auto account = read_account(connection, person);
            if (!account) return forward(account);
            accounts.push_back(std::move(*account));
        }
        return accounts;
    });
}

Result<void> AccountRepository::erase(PersonId person, PublicImages public_images,
                                      const std::function<void(const std::string& sha256)>& remove_files) {
    return database_.write([&](Connection& connection) -> Result<void> {
        struct Going {
            ImageId id;
            std::string sha256;
        };
        std::vector<Going> going;
        auto& select = connection.prepare(
            "SELECT id, sha256 FROM images WHERE owner_id = ?1 AND (visibility = 'private' OR deleted_at IS "
            "NOT NULL OR ?2"
            " OR EXISTS (SELECT 1 FROM images AS twin WHERE twin.sha256 = images.sha256 AND twin.owner_id IS "
            "NULL))");
        select.bind(1, person.value);
        select.bind(2, public_images == PublicImages::erase ? 1 : 0);
        while (select.executeStep()) {
            going.push_back({ImageId{select.getColumn(0).getInt64()}, select.getColumn(1).getString()});
        }
        for (const auto& image : going) erase_image(connection, image.id);
        PaletteRepository::drop_person(connection, person);
        for (const char* sql :
             {"UPDATE images SET owner_id = NULL WHERE owner_id = ?", "DELETE FROM people WHERE id = ?"}) {
            auto& statement = connection.prepare(sql);
            statement.bind(1, person.value);
            statement.exec();
        }
        if (auto owned = require_some_owner(connection); !owned) return owned;
        for (const auto& image : going) {
            auto& known = connection.prepare("SELECT 1 FROM images WHERE sha256 = ?");
            known.bind(1, image.sha256);
            if (!known.executeStep()) remove_files(image.sha256);
        }
        return {};
    });
}

Result<InstanceSettings> AccountRepository::instance() const {
    return database_.read([](Connection& connection) {
        return InstanceSettings{read_registration(connection), instance_quota(connection)};
    });
}

Result<void> AccountRepository::edit_instance(const InstanceEdit& edit) {
    return database_.write([&](Connection& connection) {
        if (edit.quota_bytes_max) set_instance_quota(connection, *edit.quota_bytes_max);
        if (!edit.registration) return;
        auto& set = connection.prepare(
            "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = "
            "excluded.value");
        set.bind(1, kRegistration);
        set.bind(2, std::string(to_string(*edit.registration)));
        set.exec();
    });
}

}  // namespace palette::store
