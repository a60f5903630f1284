#include "store/identity_repository.hpp"

#include "base/clock.hpp"

namespace palette::store {
namespace {

std::optional<PersonId> read_person(Connection& connection, const Identity& identity) {
    auto& select = connection.prepare("SELECT person_id FROM identities WHERE issuer = ? AND subject = ?");
    select.bind(1, identity.issuer);
    select.bind(2, identity.subject);
    if (!select.executeStep()) return std::nullopt;
    return PersonId{select.getColumn(0).getInt64()};
}

}  // namespace

Result<std::optional<PersonId>> IdentityRepository::find(const Identity& identity) const {
    return database_.read([&](Connection& connection) { return read_person(connection, identity); });
}

Result<void> IdentityRepository::link(PersonId person, const Identity& identity) {
    return database_.write([&](Connection& connection) -> Result<void> {
        if (const auto known = read_person(connection, identity)) {
            if (*known == person) return {};
            return fail(ErrorKind::conflict, "identity_taken", "Somebody else signs in with this already.");
        }
        auto& insert = connection.prepare(
            "INSERT INTO identities (issuer, subject, person_id, created_at) VALUES (?, ?, ?, ?)");
        insert.bind(1, identity.issuer);
        insert.bind(2, identity.subject);
        insert.bind(3, person.value);
        insert.bind(4, static_cast<std::int64_t>(now().time_since_epoch().count()));
        insert.exec();
        return {};
    });
}

Result<std::optional<PersonId>> IdentityRepository::person_of_verified_email(const std::string& email) const {
    return database_.read([&](Connection& connection) -> std::optional<PersonId> {
        auto& select = connection.prepare(
            "SELECT min(person_id) FROM accounts WHERE email = ? AND email_verified = 1 AND disabled = 0"
            " HAVING count(*) = 1");
        select.bind(1, email);
        if (!select.executeStep()) return std::nullopt;
        return PersonId{select.getColumn(0).getInt64()};
    });
}

}  // namespace palette::store
