#include "store/palette_repository.hpp"

#include <array>

#include <sodium.h>

#include "base/encoding.hpp"
#include "base/text.hpp"
#include "store/change_repository.hpp"
#include "store/library_clock.hpp"
#include "store/palette_access.hpp"
#include "store/palette_image_repository.hpp"

namespace palette::store {
namespace {

constexpr std::size_t kShareKeyBytes = 16;

std::string new_share_key() {
    std::array<std::uint8_t, kShareKeyBytes> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    return to_base64url(bytes);
}

std::int64_t now_ms() {
    return now().time_since_epoch().count();
}

void bind_viewer(SQLite::Statement& statement, int at, std::optional<PersonId> viewer) {
    if (viewer) statement.bind(at, viewer->value);
}

std::int64_t one_number(SQLite::Statement& select) {
    select.executeStep();
    return select.getColumn(0).getInt64();
}

bool is_inside(Connection& connection, PaletteId id, ImageId image) {
    auto& select = connection.prepare("SELECT 1 FROM palette_images WHERE palette_id = ? AND image_id = ?");
    select.bind(1, id.value);
    select.bind(2, image.value);
    return select.executeStep();
}

void read_images(Connection& connection, Palette& palette, std::optional<PersonId> viewer) {
    auto& count = connection.prepare(
        "SELECT count(*) FROM palette_images JOIN images ON images.id = image_id"
        " WHERE palette_id = ?1 AND deleted_at IS NULL AND state IN ('derived', 'ready')"
        " AND (visibility = 'public' OR owner_id = ?2)");
    count.bind(1, palette.id.value);
    bind_viewer(count, 2, viewer);
    palette.images = one_number(count);
    auto& cover = connection.prepare(
        "SELECT image_id, image_id IS ?2 AS chosen FROM palette_images JOIN images ON images.id = image_id"
        " WHERE palette_id = ?1 AND deleted_at IS NULL AND state IN ('derived', 'ready')"
        " AND (visibility = 'public' OR owner_id = ?4) ORDER BY chosen DESC, rank, image_id LIMIT ?3");
    cover.bind(1, palette.id.value);
    if (palette.cover_image) cover.bind(2, palette.cover_image->value);
    cover.bind(3, static_cast<std::int64_t>(kCoverImagesMax));
    bind_viewer(cover, 4, viewer);
    bool chosen_is_seen = false;
    while (cover.executeStep()) {
        palette.cover.emplace_back(cover.getColumn(0).getInt64());
        chosen_is_seen = chosen_is_seen || cover.getColumn(1).getInt() != 0;
    }
    if (!chosen_is_seen) palette.cover_image.reset();
}

// The Palette as this viewer sees it; whether they may is known already.
Palette read_palette(Connection& connection, PaletteId id, const PaletteStanding& standing,
                     std::optional<PersonId> viewer) {
    Palette palette;
    palette.id = id;
    palette.role = standing.role;
    palette.visibility = standing.visibility;
    {
        auto& select = connection.prepare(
            "SELECT title, description, people.id, people.name, cover_image_id, palettes.created_at, "
            "updated_at, version, coalesce(search, '')"
            " FROM palettes JOIN people ON people.id = owner_id WHERE palettes.id = ?");
        select.bind(1, id.value);
        select.executeStep();
        palette.title = select.getColumn(0).getString();
        palette.description = select.getColumn(1).getString();
        palette.owner = {PersonId{select.getColumn(2).getInt64()}, select.getColumn(3).getString()};
        if (!select.getColumn(4).isNull()) palette.cover_image = ImageId{select.getColumn(4).getInt64()};
        palette.created_at = Timestamp{std::chrono::milliseconds{select.getColumn(5).getInt64()}};
        palette.updated_at = Timestamp{std::chrono::milliseconds{select.getColumn(6).getInt64()}};
        palette.version = select.getColumn(7).getInt64();
        palette.search = select.getColumn(8).getString();
    }
    if (may_manage(standing.role)) palette.share_key = standing.share_key;
    read_images(connection, palette, viewer);
    return palette;
}

Result<void> set_visibility(Connection& connection, PaletteId id, PaletteVisibility visibility,
                            const PaletteStanding& standing) {
    if (visibility == standing.visibility) return {};
    auto& update = connection.prepare("UPDATE palettes SET visibility = ?, share_key = ? WHERE id = ?");
    update.bind(1, std::string(to_string(visibility)));
    if (visibility == PaletteVisibility::with_key) update.bind(2, new_share_key());
    update.bind(3, id.value);
    update.exec();
    return {};
}

// What somebody saved in a Palette says something about their taste as long as the Palette is there.
void tell_savers(Connection& connection, PaletteId id) {
    std::vector<PersonId> savers;
    {
        auto& select = connection.prepare(
            "SELECT DISTINCT added_by FROM palette_images WHERE palette_id = ? AND added_by IS NOT NULL");
        select.bind(1, id.value);
        while (select.executeStep()) savers.push_back(PersonId{select.getColumn(0).getInt64()});
    }
    for (const PersonId saver : savers) tell_of_feed(connection, saver, "feed.kept");
}

}  // namespace

Result<PaletteId> PaletteRepository::add(PersonId owner, const NewPalette& palette,
                                         std::span<const ImageId> images) {
    return database_.write([&](Connection& connection) -> Result<PaletteId> {
        auto& count =
            connection.prepare("SELECT count(*) FROM palettes WHERE owner_id = ? AND deleted_at IS NULL");
        count.bind(1, owner.value);
        if (static_cast<std::size_t>(one_number(count)) >= limits_.palettes_per_person_max) {
            return fail(ErrorKind::conflict, "too_many_palettes",
                        "One person cannot have more Palettes than this.");
        }
        const PaletteId id{new_id_value()};
        const bool unlisted = palette.visibility == PaletteVisibility::with_key;
        auto& insert = connection.prepare(
            "INSERT INTO palettes (id, owner_id, title, description, visibility, share_key, created_at, "
            "updated_at, version, search)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, 0, ?8)");
        insert.bind(1, id.value);
        insert.bind(2, owner.value);
        insert.bind(3, palette.title);
        insert.bind(4, palette.description);
        insert.bind(5, std::string(to_string(palette.visibility)));
        if (unlisted) insert.bind(6, new_share_key());
        insert.bind(7, now_ms());
        if (!palette.search.empty()) insert.bind(8, palette.search);
        insert.exec();
        if (auto added = PaletteImageRepository::add(connection, id, owner, images, limits_.images_max);
            !added) {
            return forward(added);
        }
        touch_palette(connection, id, "palette.created");
        return id;
    });
}

Result<Palette> PaletteRepository::find(PaletteId id, const PaletteVisitor& visitor) const {
    return database_.read([&](Connection& connection) -> Result<Palette> {
        auto standing = standing_of(connection, id, visitor);
        if (!standing) return forward(standing);
        return read_palette(connection, id, *standing, visitor.person);
    });
}

Result<std::vector<Palette>> PaletteRepository::list(const PaletteListQuery& query,
                                                     std::optional<PersonId> viewer,
                                                     std::optional<PaletteListPlace> after,
                                                     std::size_t limit) const {
    return database_.read([&](Connection& connection) -> Result<std::vector<Palette>> {
        auto& select = connection.prepare(
            "SELECT id FROM palettes WHERE deleted_at IS NULL AND (?1 IS NULL OR owner_id = ?1)"
            " AND ((NOT ?2 AND visibility = 'public') OR owner_id = ?3"
            " OR EXISTS (SELECT 1 FROM palette_people WHERE palette_id = palettes.id AND person_id = ?3))"
            " AND (?4 IS NULL OR (updated_at, id) < (?4, ?5)) ORDER BY updated_at DESC, id DESC LIMIT ?6");
        bind_viewer(select, 1, query.owner);
        select.bind(2, query.mine ? 1 : 0);
        bind_viewer(select, 3, viewer);
        if (after) {
            select.bind(4, after->updated_at);
            select.bind(5, after->id.value);
        }
        select.bind(6, static_cast<std::int64_t>(limit));
        std::vector<PaletteId> ids;
        while (select.executeStep()) ids.emplace_back(select.getColumn(0).getInt64());
        std::vector<Palette> palettes;
        for (const PaletteId id : ids) {
            auto standing = standing_of(connection, id, {viewer, {}});
            if (!standing) return forward(standing);
            palettes.push_back(read_palette(connection, id, *standing, viewer));
            if (query.contains) palettes.back().contains = is_inside(connection, id, *query.contains);
        }
        return palettes;
    });
}

Result<void> PaletteRepository::edit(PaletteId id, PersonId person, const PaletteEdit& edit) {
    return database_.write([&](Connection& connection) -> Result<void> {
        auto standing = standing_of(connection, id, person, may_manage);
        if (!standing) return forward(standing);
        if (edit.cover_image && *edit.cover_image && !is_inside(connection, id, **edit.cover_image)) {
            return fail(ErrorKind::conflict, "image_not_inside",
                        "The cover is chosen among the Images inside.");
        }
        auto& update = connection.prepare(
            "UPDATE palettes SET title = coalesce(?1, title), description = coalesce(?2, description),"
            " cover_image_id = CASE WHEN ?3 THEN ?4 ELSE cover_image_id END WHERE id = ?5");
        if (edit.title) update.bind(1, *edit.title);
        if (edit.description) update.bind(2, *edit.description);
        update.bind(3, edit.cover_image ? 1 : 0);
        if (edit.cover_image && *edit.cover_image) update.bind(4, (**edit.cover_image).value);
        update.bind(5, id.value);
        update.exec();
        if (edit.visibility) {
            if (auto set = set_visibility(connection, id, *edit.visibility, *standing); !set) return set;
        }
        touch_palette(connection, id, "palette.edited");
        return {};
    });
}

Result<void> PaletteRepository::remove(PaletteId id, PersonId person) {
    return database_.write([&](Connection& connection) -> Result<void> {
        auto standing = standing_of(connection, id, person, may_manage);
        if (!standing) return forward(standing);
        auto& update =
            connection.prepare("UPDATE palettes SET deleted_at = ?, deleted_since_ms = ? WHERE id = ?");
        update.bind(1, now_ms());
        update.bind(2, library_time_ms(connection));
        update.bind(3, id.value);
        update.exec();
        touch_palette(connection, id, "palette.deleted");
        tell_savers(connection, id);
        return {};
    });
}

Result<void> PaletteRepository::restore(PaletteId id, PersonId person) {
    return database_.write([&](Connection& connection) -> Result<void> {
        auto& update = connection.prepare(
            "UPDATE palettes SET deleted_at = NULL, deleted_since_ms = NULL WHERE id = ? AND owner_id = ?");
        update.bind(1, id.value);
        update.bind(2, person.value);
        if (update.exec() == 0) return std::unexpected(no_such_palette());
        touch_palette(connection, id, "palette.restored");
        tell_savers(connection, id);
        return {};
    });
}

Result<void> PaletteRepository::freeze(PaletteId id, PersonId person, std::span<const ImageId> images) {
    return database_.write([&](Connection& connection) -> Result<void> {
        auto standing = standing_of(connection, id, person, may_manage);
        if (!standing) return forward(standing);
        if (!standing->living) {
            return fail(ErrorKind::conflict, "palette_not_living",
                        "This Palette is an ordinary one already.");
        }
        auto& update = connection.prepare("UPDATE palettes SET search = NULL WHERE id = ?");
        update.bind(1, id.value);
        update.exec();
        auto added = PaletteImageRepository::add(connection, id, person, images, limits_.images_max);
        if (!added) return added;
        touch_palette(connection, id, "palette.images");
        return {};
    });
}

Result<std::size_t> PaletteRepository::purge(std::chrono::milliseconds min_age, std::size_t limit) {
    return database_.write([&](Connection& connection) {
        auto& erase = connection.prepare(
            "DELETE FROM palettes WHERE id IN (SELECT id FROM palettes WHERE deleted_since_ms <= ? LIMIT ?)");
        erase.bind(1, library_time_ms(connection) - static_cast<std::int64_t>(min_age.count()));
        erase.bind(2, static_cast<std::int64_t>(limit));
        return static_cast<std::size_t>(erase.exec());
    });
}

Result<void> PaletteRepository::renew_share_key(PaletteId id, PersonId person) {
    return database_.write([&](Connection& connection) -> Result<void> {
        auto standing = standing_of(connection, id, person, may_manage);
        if (!standing) return forward(standing);
        if (standing->visibility != PaletteVisibility::with_key) {
            return fail(ErrorKind::conflict, "not_unlisted",
                        "Only an unlisted Palette has a share link with a key.");
        }
        auto& update = connection.prepare("UPDATE palettes SET share_key = ? WHERE id = ?");
        update.bind(1, new_share_key());
        update.bind(2, id.value);
        update.exec();
        touch_palette(connection, id, "palette.edited");
        return {};
    });
}

Result<std::vector<PalettePerson>> PaletteRepository::people(PaletteId id, PersonId person) const {
    return database_.read([&](Connection& connection) -> Result<std::vector<PalettePerson>> {
        auto standing =
            standing_of(connection, id, person, [](PaletteRole role) { return role != PaletteRole::none; });
        if (!standing) return forward(standing);
        auto& select = connection.prepare(
            "SELECT people.id, name, role FROM palette_people JOIN people ON people.id = person_id"
            " WHERE palette_id = ? ORDER BY folded");
        select.bind(1, id.value);
        std::vector<PalettePerson> people;
        while (select.executeStep()) {
            people.push_back(
                {{PersonId{select.getColumn(0).getInt64()}, select.getColumn(1).getString()},
                 parse_given_role(select.getColumn(2).getString()).value_or(PaletteRole::viewer)});
        }
        return people;
    });
}

Result<void> PaletteRepository::put_person(PaletteId id, PersonId person, PersonId other, PaletteRole role) {
    return database_.write([&](Connection& connection) -> Result<void> {
        auto standing = standing_of(connection, id, person, may_manage);
        if (!standing) return forward(standing);
        if (other == standing->owner) {
            return fail(ErrorKind::conflict, "already_owner", "The Palette is theirs already.");
        }
        auto& count =
            connection.prepare("SELECT count(*) FROM palette_people WHERE palette_id = ? AND person_id <> ?");
        count.bind(1, id.value);
        count.bind(2, other.value);
        if (static_cast<std::size_t>(one_number(count)) >= limits_.people_max) {
            return fail(ErrorKind::conflict, "too_many_people",
                        "A Palette cannot be shared with more people than this.");
        }
        auto& put = connection.prepare(
            "INSERT INTO palette_people (palette_id, person_id, role, added_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (palette_id, person_id) DO UPDATE SET role = excluded.role");
        put.bind(1, id.value);
        put.bind(2, other.value);
        put.bind(3, std::string(to_string(role)));
        put.bind(4, now_ms());
        put.exec();
        touch_palette(connection, id, "palette.people");
        return {};
    });
}

Result<void> PaletteRepository::remove_person(PaletteId id, PersonId person, PersonId other) {
    return database_.write([&](Connection& connection) -> Result<void> {
        auto standing = standing_of(connection, id, {person, {}});
        if (!standing) return forward(standing);
        if (!may_manage(standing->role) && person != other) return std::unexpected(not_yours());
        auto& remove =
            connection.prepare("DELETE FROM palette_people WHERE palette_id = ? AND person_id = ?");
        remove.bind(1, id.value);
        remove.bind(2, other.value);
        if (remove.exec() == 0) return {};
        touch_palette(connection, id, "palette.people");
        tell_of_palette(connection, id, other, "palette.deleted");  // for them
        return {};
    });
}

Result<PersonId> PaletteRepository::person_of(std::string_view id_or_name) const {
    return database_.read([&](Connection& connection) -> Result<PersonId> {
        const bool by_name = id_or_name.starts_with('@');
        const auto id = by_name ? std::nullopt : decode_id(id_or_name);
        auto& select = connection.prepare("SELECT id FROM people WHERE id = ?1 OR folded = ?2");
        if (id) select.bind(1, *id);
        if (by_name) select.bind(2, fold_case(id_or_name.substr(1)));
        if (select.executeStep()) return PersonId{select.getColumn(0).getInt64()};
        return fail(ErrorKind::not_found, "person_not_found", "There is nobody of this name.");
    });
}

void PaletteRepository::drop_person(Connection& connection, PersonId person) {
    std::vector<std::pair<PaletteId, bool>> palettes;  // and whether they are theirs
    {
        auto& select = connection.prepare(
            "SELECT id, 1 FROM palettes WHERE owner_id = ?1"
            " UNION ALL SELECT palette_id, 0 FROM palette_people WHERE person_id = ?1");
        select.bind(1, person.value);
        while (select.executeStep()) {
            palettes.emplace_back(PaletteId{select.getColumn(0).getInt64()},
                                  select.getColumn(1).getInt() != 0);
        }
    }
    auto& leave = connection.prepare("DELETE FROM palette_people WHERE person_id = ?");
    leave.bind(1, person.value);
    leave.exec();
    for (const auto& [id, owned] : palettes)
        touch_palette(connection, id, owned ? "palette.deleted" : "palette.people");
    auto& erase = connection.prepare("DELETE FROM palettes WHERE owner_id = ?");
    erase.bind(1, person.value);
    erase.exec();
    auto& forget = connection.prepare("UPDATE palette_images SET added_by = NULL WHERE added_by = ?");
    forget.bind(1, person.value);
    forget.exec();
}

}  // namespace palette::store
