#include "store/person_repository.hpp"

#include "base/clock.hpp"
#include "base/text.hpp"
#include "store/image_repository.hpp"

namespace palette::store {
namespace {

std::optional<PersonId> person_of_name(Connection& connection, std::string_view name) {
    auto& select = connection.prepare("SELECT id FROM people WHERE folded = ?");
    select.bind(1, fold_case(name));
    if (!select.executeStep()) return std::nullopt;
    return PersonId{select.getColumn(0).getInt64()};
}

Result<Profile> read_profile(Connection& connection, std::optional<PersonId> person, const Viewer& viewer) {
    auto& select = connection.prepare(
        "SELECT id, name, coalesce((SELECT display_name FROM accounts WHERE person_id = people.id), name),"
        " (SELECT count(*) FROM images WHERE owner_id = people.id AND deleted_at IS NULL"
        " AND state IN ('derived', 'ready') AND (visibility = 'public' OR owner_id = ?2 OR ?3)),"
        " (SELECT count(*) FROM palettes WHERE owner_id = people.id AND visibility = 'public' AND deleted_at "
        "IS NULL)"
        " FROM people WHERE id = ?1");
    if (person) select.bind(1, person->value);
    bind_viewer(select, 2, viewer);
    if (!select.executeStep()) {
        return fail(ErrorKind::not_found, "person_not_found", "There is no such person.");
    }
    return Profile{PersonId{select.getColumn(0).getInt64()}, select.getColumn(1).getString(),
                   select.getColumn(2).getString(), select.getColumn(3).getInt64(),
                   select.getColumn(4).getInt64()};
}

}  // namespace

Result<PersonId> find_or_add_person(Database& database, std::string_view name) {
    return database.write([&](Connection& connection) {
        auto& insert = connection.prepare(
            "INSERT INTO people (id, name, folded, created_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING");
        insert.bind(1, new_id_value());
        insert.bind(2, std::string(name));
        insert.bind(3, fold_case(name));
        insert.bind(4, static_cast<std::int64_t>(now().time_since_epoch().count()));
        insert.exec();
        auto& select = connection.prepare("SELECT id FROM people WHERE folded = ?");
        select.bind(1, fold_case(name));
        select.executeStep();
        return PersonId{select.getColumn(0).getInt64()};
    });
}

Result<Profile> find_profile(Database& database, PersonId person, const Viewer& viewer) {
    return database.read([&](Connection& connection) { return read_profile(connection, person, viewer); });
}

Result<Profile> find_profile(Database& database, std::string_view name, const Viewer& viewer) {
    return database.read([&](Connection& connection) {
        return read_profile(connection, person_of_name(connection, name), viewer);
    });
}

Result<std::optional<PersonId>> find_person(Database& database, std::string_view name) {
    return database.read([&](Connection& connection) -> std::optional<PersonId> {
        auto& select = connection.prepare("SELECT id FROM people WHERE folded = ?");
        select.bind(1, fold_case(name));
        if (!select.executeStep()) return std::nullopt;
        return PersonId{select.getColumn(0).getInt64()};
    });
}

}  // namespace palette::store
