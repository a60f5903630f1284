#include "store/palette_access.hpp"

#include <sodium.h>

namespace palette::store {
namespace {

// Takes as long for a wrong key as for the right one.
bool keys_match(const std::string& given, const std::string& wanted) {
    return !wanted.empty() && given.size() == wanted.size() &&
           sodium_memcmp(given.data(), wanted.data(), wanted.size()) == 0;
}

PaletteRole role_of(Connection& connection, PaletteId id, PersonId owner, std::optional<PersonId> person) {
    if (!person) return PaletteRole::none;
    if (*person == owner) return PaletteRole::owner;
    auto& select =
        connection.prepare("SELECT role FROM palette_people WHERE palette_id = ? AND person_id = ?");
    select.bind(1, id.value);
    select.bind(2, person->value);
    if (!select.executeStep()) return PaletteRole::none;
    return parse_given_role(select.getColumn(0).getString()).value_or(PaletteRole::none);
}

}  // namespace

Error no_such_palette() {
    return {ErrorKind::not_found, "palette_not_found", "There is no such Palette.", {}};
}

Error not_yours() {
    return {ErrorKind::forbidden, "forbidden", "This is not yours to change.", {}};
}

Error living_palette() {
    return {ErrorKind::conflict,
            "palette_living",
            "A living Palette holds what its search finds. Freeze it to change what is inside.",
            {}};
}

Result<PaletteStanding> standing_of(Connection& connection, PaletteId id, const PaletteVisitor& visitor) {
    auto& select = connection.prepare(
        "SELECT owner_id, visibility, coalesce(share_key, ''), search IS NOT NULL FROM palettes"
        " WHERE id = ? AND deleted_at IS NULL");
    select.bind(1, id.value);
    if (!select.executeStep()) return std::unexpected(no_such_palette());
    PaletteStanding standing;
    standing.owner = PersonId{select.getColumn(0).getInt64()};
    standing.visibility =
        parse_palette_visibility(select.getColumn(1).getString()).value_or(PaletteVisibility::people_only);
    standing.share_key = select.getColumn(2).getString();
    standing.living = select.getColumn(3).getInt() != 0;
    standing.role = role_of(connection, id, standing.owner, visitor.person);
    if (!may_see(standing.role, standing.visibility, keys_match(visitor.key, standing.share_key))) {
        return std::unexpected(no_such_palette());
    }
    return standing;
}

Result<PaletteStanding> standing_of(Connection& connection, PaletteId id, PersonId person,
                                    bool (*may)(PaletteRole)) {
    auto standing = standing_of(connection, id, {person, {}});
    if (standing && !may(standing->role)) return std::unexpected(not_yours());
    return standing;
}

void touch_palette(Connection& connection, PaletteId id, const char* kind) {
    auto& update =
        connection.prepare("UPDATE palettes SET version = version + 1, updated_at = ? WHERE id = ?");
    update.bind(1, static_cast<std::int64_t>(now().time_since_epoch().count()));
    update.bind(2, id.value);
    update.exec();
    auto& insert = connection.prepare(
        "INSERT INTO changes (kind, palette_id, version, person_id)"
        " SELECT ?1, id, version, owner_id FROM palettes WHERE id = ?2 UNION ALL"
        " SELECT ?1, id, version, person_id FROM palettes JOIN palette_people ON palette_id = id WHERE id = "
        "?2");
    insert.bind(1, kind);
    insert.bind(2, id.value);
    insert.exec();
}

void tell_of_palette(Connection& connection, PaletteId id, PersonId person, const char* kind) {
    auto& insert = connection.prepare(
        "INSERT INTO changes (kind, palette_id, version, person_id) SELECT ?, id, version, ? FROM palettes "
        "WHERE id = ?");
    insert.bind(1, kind);
    insert.bind(2, person.value);
    insert.bind(3, id.value);
    insert.exec();
}

}  // namespace palette::store
