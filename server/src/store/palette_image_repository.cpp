#include "store/palette_image_repository.hpp"

#include <algorithm>
#include <set>
#include <unordered_set>

#include "model/rank.hpp"
#include "store/change_repository.hpp"
#include "store/palette_access.hpp"

namespace palette::store {
namespace {

using Kind = PalettePlace::Kind;

bool can_be_added(Connection& connection, ImageId image, PersonId person) {
    auto& select = connection.prepare(
        "SELECT 1 FROM images WHERE id = ?1 AND deleted_at IS NULL AND state <> 'failed'"
        " AND (visibility = 'public' OR owner_id = ?2)");
    select.bind(1, image.value);
    select.bind(2, person.value);
    return select.executeStep();
}

struct Inside {
    std::string rank;
    bool added_by_person = false;
};

std::optional<Inside> find_inside(Connection& connection, PaletteId id, ImageId image, PersonId person) {
    auto& select = connection.prepare(
        "SELECT rank, added_by IS ? FROM palette_images WHERE palette_id = ? AND image_id = ?");
    select.bind(1, person.value);
    select.bind(2, id.value);
    select.bind(3, image.value);
    if (!select.executeStep()) return std::nullopt;
    return Inside{select.getColumn(0).getString(), select.getColumn(1).getInt() != 0};
}

void set_rank(Connection& connection, PaletteId id, ImageId image, const std::string& rank) {
    auto& update =
        connection.prepare("UPDATE palette_images SET rank = ? WHERE palette_id = ? AND image_id = ?");
    update.bind(1, rank);
    update.bind(2, id.value);
    update.bind(3, image.value);
    update.exec();
}

// One text of a statement about one Palette and one rank; empty for NULL.
std::string neighbour(Connection& connection, const char* sql, PaletteId id, const std::string& rank) {
    auto& select = connection.prepare(sql);
    select.bind(1, id.value);
    select.bind(2, rank);
    select.executeStep();
    return select.getColumn(0).isNull() ? std::string{} : select.getColumn(0).getString();
}

// Fresh short ranks for all, in the order they are in.
void renumber(Connection& connection, PaletteId id) {
    std::vector<ImageId> images;
    {
        auto& select = connection.prepare(
            "SELECT image_id FROM palette_images WHERE palette_id = ? ORDER BY rank, image_id");
        select.bind(1, id.value);
        while (select.executeStep()) images.emplace_back(select.getColumn(0).getInt64());
    }
    const auto ranks = ranks_between({}, {}, images.size());
    for (std::size_t i = 0; i < images.size(); ++i) set_rank(connection, id, images[i], ranks[i]);
}

// Puts `images`, which are inside, in a row at `place`.
void rank_at(Connection& connection, PaletteId id, std::span<const ImageId> images,
             const PalettePlace& place) {
    std::string anchor_rank;
    if (place.kind == Kind::behind) {
        if (auto anchor = find_inside(connection, id, place.anchor, {})) anchor_rank = anchor->rank;
    }
    // An empty rank is before all others: those that move are out of the way, an anchor among them too.
    for (const ImageId image : images) set_rank(connection, id, image, {});
    std::string lower;
    if (place.kind == Kind::behind && !anchor_rank.empty()) {
        lower =
            neighbour(connection, "SELECT max(rank) FROM palette_images WHERE palette_id = ? AND rank <= ?",
                      id, anchor_rank);
    } else if (place.kind != Kind::first) {
        lower = neighbour(connection,
                          "SELECT max(rank) FROM palette_images WHERE palette_id = ? AND rank >= ?", id, {});
    }
    const std::string upper = neighbour(
        connection, "SELECT min(rank) FROM palette_images WHERE palette_id = ? AND rank > ?", id, lower);
    const auto ranks = ranks_between(lower, upper, images.size());
    for (std::size_t i = 0; i < images.size(); ++i) set_rank(connection, id, images[i], ranks[i]);
    const auto is_long = [](const std::string& rank) { return rank.size() > kRankLengthMax; };
    if (std::ranges::any_of(ranks, is_long)) renumber(connection, id);
}

void rank_as(Connection& connection, PaletteId id, std::span<const ImageId> images,
             const PaletteBatch& batch) {
    if (images.empty()) return;
    if (batch.places.empty()) return rank_at(connection, id, images, batch.place);
    for (std::size_t i = 0; i < batch.images.size(); ++i) {
        if (std::ranges::find(images, batch.images[i]) == images.end()) continue;
        rank_at(connection, id, {&batch.images[i], 1}, batch.places[i]);
    }
}

// Adds those that are not inside yet, where the batch says. Answers how many.
Result<std::int64_t> add_images(Connection& connection, PaletteId id, PersonId person,
                                std::span<const ImageId> images, const PaletteBatch& batch,
                                std::size_t images_max) {
    std::vector<ImageId> added;
    for (const ImageId image : images) {
        if (!can_be_added(connection, image, person)) {
            return fail(ErrorKind::not_found, "image_not_found", "There is no such Image.");
        }
        auto& insert = connection.prepare(
            "INSERT INTO palette_images (palette_id, image_id, rank, added_by, added_at) VALUES (?, ?, '', "
            "?, ?)"
            " ON CONFLICT DO NOTHING");
        insert.bind(1, id.value);
        insert.bind(2, image.value);
        insert.bind(3, person.value);
        insert.bind(4, static_cast<std::int64_t>(now().time_since_epoch().count()));
        if (insert.exec() > 0) added.push_back(image);
    }
    if (added.empty()) return 0;
    auto& count = connection.prepare("SELECT count(*) FROM palette_images WHERE palette_id = ?");
    count.bind(1, id.value);
    count.executeStep();
    if (static_cast<std::size_t>(count.getColumn(0).getInt64()) > images_max) {
        return fail(ErrorKind::conflict, "palette_full", "A Palette cannot hold more Images than this.");
    }
    rank_as(connection, id, added, batch);
    tell_of_feed(connection, person, "feed.kept");
    return static_cast<std::int64_t>(added.size());
}

Result<std::int64_t> add_and_tell(Connection& connection, PaletteId id, PersonId person,
                                  std::span<const ImageId> images, const PaletteBatch& batch,
                                  std::size_t images_max) {
    auto added = add_images(connection, id, person, images, batch, images_max);
    if (added && *added > 0) touch_palette(connection, id, "palette.images");
    return added;
}

// Those of `images` that are inside, if the person may move and remove them all.
Result<std::vector<ImageId>> movable(Connection& connection, PaletteId id, PersonId person, PaletteRole role,
                                     std::span<const ImageId> images) {
    std::vector<ImageId> inside;
    for (const ImageId image : images) {
        const auto found = find_inside(connection, id, image, person);
        if (!found) continue;
        if (!may_move(role, found->added_by_person)) return std::unexpected(not_yours());
        inside.push_back(image);
    }
    return inside;
}

void remove_images(Connection& connection, PaletteId id, std::span<const ImageId> images) {
    if (images.empty()) return;
    std::set<PersonId> savers;  // what they saved here says no more about their taste
    for (const ImageId image : images) {
        auto& remove = connection.prepare(
            "DELETE FROM palette_images WHERE palette_id = ? AND image_id = ? RETURNING coalesce(added_by, "
            "0)");
        remove.bind(1, id.value);
        remove.bind(2, image.value);
        while (remove.executeStep()) savers.insert(PersonId{remove.getColumn(0).getInt64()});
    }
    savers.erase(PersonId{});
    for (const PersonId saver : savers) tell_of_feed(connection, saver, "feed.kept");
    touch_palette(connection, id, "palette.images");
}

Result<std::int64_t> apply(Connection& connection, PaletteId id, PersonId person, const PaletteBatch& batch,
                           std::size_t images_max) {
    using Action = PaletteBatch::Action;
    auto standing = standing_of(connection, id, {person, {}});
    if (!standing) return forward(standing);
    if (batch.to) {
        auto target = standing_of(connection, *batch.to, person, may_add);
        if (!target) return forward(target);
        if (target->living) return std::unexpected(living_palette());
    }
    if (batch.action == Action::copy) {
        std::vector<ImageId> inside;
        for (const ImageId image : batch.images) {
            if (find_inside(connection, id, image, person) && can_be_added(connection, image, person)) {
                inside.push_back(image);
            }
        }
        return add_and_tell(connection, *batch.to, person, inside, batch, images_max);
    }
    if (!may_add(standing->role)) return std::unexpected(not_yours());
    if (standing->living) return std::unexpected(living_palette());
    if (batch.action == Action::add)
        return add_and_tell(connection, id, person, batch.images, batch, images_max);
    auto inside = movable(connection, id, person, standing->role, batch.images);
    if (!inside) return forward(inside);
    if (batch.action == Action::move && batch.to) {
        auto added = add_and_tell(connection, *batch.to, person, *inside, batch, images_max);
        if (!added) return forward(added);
    }
    if (batch.action == Action::move && !batch.to) {
        rank_as(connection, id, *inside, batch);
        if (!inside->empty()) touch_palette(connection, id, "palette.images");
    } else {
        remove_images(connection, id, *inside);
    }
    return static_cast<std::int64_t>(inside->size());
}

struct Place {
    std::string rank;
    std::int64_t image = 0;
};

// A cursor is "<id of the last one shown>.<its rank>".
Result<Place> parse_cursor(std::string_view cursor) {
    if (cursor.empty()) return Place{};
    const auto point = cursor.find('.');
    const auto image = decode_id(cursor.substr(0, point));
    if (point != std::string_view::npos && image) return Place{std::string(cursor.substr(point + 1)), *image};
    return fail(ErrorKind::invalid, "cursor_invalid", "This cursor does not belong to this list.");
}

}  // namespace

Result<void> PaletteImageRepository::put(PaletteId id, PersonId person, ImageId image,
                                         std::optional<PalettePlace> place) {
    return database_.write([&](Connection& connection) -> Result<void> {
        auto standing = standing_of(connection, id, person, may_add);
        if (!standing) return forward(standing);
        if (standing->living) return std::unexpected(living_palette());
        // Before it is looked for inside: that it is there is not for everybody to know.
        if (!can_be_added(connection, image, person)) {
            return fail(ErrorKind::not_found, "image_not_found", "There is no such Image.");
        }
        const bool inside = find_inside(connection, id, image, person).has_value();
        if (inside && !place) return {};
        PaletteBatch batch;
        batch.action = inside ? PaletteBatch::Action::move : PaletteBatch::Action::add;
        batch.images = {image};
        batch.place = place.value_or(PalettePlace{});
        auto changed = apply(connection, id, person, batch, limits_.images_max);
        if (!changed) return forward(changed);
        return {};
    });
}

Result<std::int64_t> PaletteImageRepository::change(PaletteId id, PersonId person,
                                                    const PaletteBatch& batch) {
    PaletteBatch once = batch;  // each Image once, at its first mention
    std::unordered_set<ImageId> seen;
    once.images.clear();
    once.places.clear();
    for (std::size_t i = 0; i < batch.images.size(); ++i) {
        if (!seen.insert(batch.images[i]).second) continue;
        once.images.push_back(batch.images[i]);
        if (!batch.places.empty()) once.places.push_back(batch.places[i]);
    }
    return database_.write(
        [&](Connection& connection) { return apply(connection, id, person, once, limits_.images_max); });
}

Result<PaletteImageRepository::Page> PaletteImageRepository::page(PaletteId id, const PaletteVisitor& visitor,
                                                                  std::string_view cursor,
                                                                  std::size_t limit) const {
    auto from = parse_cursor(cursor);
    if (!from) return forward(from);
    return database_.read([&](Connection& connection) -> Result<Page> {
        if (auto standing = standing_of(connection, id, visitor); !standing) return forward(standing);
        // Where the last one is now; where it was, when it is gone.
        if (auto inside = find_inside(connection, id, ImageId{from->image}, {})) from->rank = inside->rank;
        auto& select = connection.prepare(
            "SELECT image_id, rank FROM palette_images JOIN images ON images.id = image_id"
            " WHERE palette_id = ?1 AND (rank, image_id) > (?2, ?3)"
            " AND deleted_at IS NULL AND state IN ('derived', 'ready') AND (visibility = 'public' OR "
            "owner_id = ?5)"
            " ORDER BY rank, image_id LIMIT ?4");
        select.bind(1, id.value);
        select.bind(2, from->rank);
        select.bind(3, from->image);
        select.bind(4, static_cast<std::int64_t>(limit) + 1);
        if (visitor.person) select.bind(5, visitor.person->value);
        Page page;
        std::string rank;
        while (select.executeStep()) {
            if (page.ids.size() == limit) {
                page.next_cursor = to_string(page.ids.back()) + "." + rank;
                break;
            }
            page.ids.emplace_back(select.getColumn(0).getInt64());
            rank = select.getColumn(1).getString();
        }
        return page;
    });
}

Result<std::vector<ImageId>> PaletteImageRepository::visible_in_order(PaletteId id,
                                                                      const PaletteVisitor& visitor) const {
    auto all = page(id, visitor, {}, limits_.images_max);
    if (!all) return forward(all);
    return std::move(all->ids);
}

Result<std::vector<std::int64_t>> PaletteImageRepository::visible_ids(PaletteId id,
                                                                      const PaletteVisitor& visitor) const {
    auto images = visible_in_order(id, visitor);
    if (!images) return forward(images);
    std::vector<std::int64_t> ids;
    for (const ImageId image : *images) ids.push_back(image.value);
    std::ranges::sort(ids);
    return ids;
}

Result<std::unordered_set<ImageId>> PaletteImageRepository::visible_of(std::span<const ImageId> images,
                                                                       std::optional<PersonId> viewer) const {
    return database_.read([&](Connection& connection) {
        std::unordered_set<ImageId> visible;
        for (const ImageId image : images) {
            auto& select = connection.prepare(
                "SELECT 1 FROM images WHERE id = ?1 AND deleted_at IS NULL AND state IN ('derived', 'ready')"
                " AND (visibility = 'public' OR owner_id = ?2)");
            select.bind(1, image.value);
            if (viewer) select.bind(2, viewer->value);
            if (select.executeStep()) visible.insert(image);
        }
        return visible;
    });
}

Result<void> PaletteImageRepository::add(Connection& connection, PaletteId id, PersonId owner,
                                         std::span<const ImageId> images, std::size_t images_max) {
    auto added = add_images(connection, id, owner, images, {}, images_max);
    if (!added) return forward(added);
    return {};
}

void PaletteImageRepository::carry_over(Connection& connection, ImageId from, ImageId to) {
    std::vector<PaletteId> palettes;
    {
        auto& select = connection.prepare("SELECT palette_id FROM palette_images WHERE image_id = ?");
        select.bind(1, from.value);
        while (select.executeStep()) palettes.emplace_back(select.getColumn(0).getInt64());
    }
    for (const char* sql :
         {"INSERT INTO palette_images (palette_id, image_id, rank, added_by, added_at)"
          " SELECT palette_id, ?2, rank, added_by, added_at FROM palette_images WHERE image_id = ?1"
          " ON CONFLICT DO NOTHING",
          "UPDATE palettes SET cover_image_id = ?2 WHERE cover_image_id = ?1"}) {
        auto& carry = connection.prepare(sql);
        carry.bind(1, from.value);
        carry.bind(2, to.value);
        carry.exec();
    }
    for (const PaletteId id : palettes) touch_palette(connection, id, "palette.images");
}

}  // namespace palette::store
