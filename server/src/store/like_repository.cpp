#include "store/like_repository.hpp"

#include <charconv>

#include "base/clock.hpp"
#include "store/change_repository.hpp"

namespace palette::store {
namespace {

bool is_seen(Connection& connection, ImageId image, PersonId person) {
    auto& select = connection.prepare(
        "SELECT 1 FROM images WHERE id = ? AND deleted_at IS NULL AND (visibility = 'public' OR owner_id = "
        "?)");
    select.bind(1, image.value);
    select.bind(2, person.value);
    return select.executeStep();
}

void tell(Connection& connection, PersonId person, ImageId image, const char* kind) {
    auto& insert = connection.prepare("INSERT INTO changes (kind, image_id, person_id) VALUES (?, ?, ?)");
    insert.bind(1, kind);
    insert.bind(2, image.value);
    insert.bind(3, person.value);
    insert.exec();
    tell_of_feed(connection, person, "feed.kept");
}

std::unexpected<Error> no_such_image() {
    return fail(ErrorKind::not_found, "image_not_found", "There is no such Image.");
}

struct Place {
    std::int64_t liked_at = INT64_MAX;
    std::int64_t image = INT64_MAX;
};

// A cursor is "<id of the last one shown>.<when it was liked>".
Result<Place> place_of(std::string_view cursor) {
    if (cursor.empty()) return Place{};
    const auto point = cursor.find('.');
    const auto image = decode_id(cursor.substr(0, point));
    Place place;
    if (image && point != std::string_view::npos) {
        place.image = *image;
        const char* last = cursor.data() + cursor.size();
        const auto [end, error] = std::from_chars(cursor.data() + point + 1, last, place.liked_at);
        if (error == std::errc{} && end == last) return place;
    }
    return fail(ErrorKind::invalid, "cursor_invalid", "This cursor does not belong to this list.");
}

}  // namespace

Result<bool> LikeRepository::add(PersonId person, ImageId image) {
    return database_.write([&](Connection& connection) -> Result<bool> {
        if (!is_seen(connection, image, person)) return no_such_image();
        auto& insert = connection.prepare(
            // Later than the one before, also within a millisecond: the order of likes is part of what they
            // say.
            "INSERT INTO likes (person_id, image_id, liked_at) SELECT ?1, ?2,"
            " max(?3, coalesce((SELECT max(liked_at) + 1 FROM likes WHERE person_id = ?1), 0)) WHERE true"
            " ON CONFLICT DO NOTHING");
        insert.bind(1, person.value);
        insert.bind(2, image.value);
        insert.bind(3, static_cast<std::int64_t>(now().time_since_epoch().count()));
        const bool added = insert.exec() > 0;
        if (added) tell(connection, person, image, "liked");
        return added;
    });
}

Result<bool> LikeRepository::remove(PersonId person, ImageId image) {
    return database_.write([&](Connection& connection) -> Result<bool> {
        auto& remove = connection.prepare("DELETE FROM likes WHERE person_id = ? AND image_id = ?");
        remove.bind(1, person.value);
        remove.bind(2, image.value);
        if (remove.exec() > 0) {
            tell(connection, person, image, "unliked");
            return true;
        }
        if (!is_seen(connection, image, person)) return no_such_image();
        return false;
    });
}

Result<LikeRepository::Page> LikeRepository::page(PersonId person, std::string_view cursor,
                                                  std::size_t limit) const {
    auto from = place_of(cursor);
    if (!from) return forward(from);
    return database_.read([&](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT image_id, liked_at FROM likes JOIN images ON images.id = image_id"
            " WHERE person_id = ?1 AND (liked_at, image_id) < (?2, ?3)"
            " AND deleted_at IS NULL AND state IN ('derived', 'ready') AND (visibility = 'public' OR "
            "owner_id = ?1)"
            " ORDER BY liked_at DESC, image_id DESC LIMIT ?4");
        select.bind(1, person.value);
        select.bind(2, from->liked_at);
        select.bind(3, from->image);
        select.bind(4, static_cast<std::int64_t>(limit) + 1);
        Page page;
        std::int64_t liked_at = 0;
        while (select.executeStep()) {
            if (page.ids.size() == limit) {
                page.next_cursor = to_string(page.ids.back()) + "." + std::to_string(liked_at);
                break;
            }
            page.ids.emplace_back(select.getColumn(0).getInt64());
            liked_at = select.getColumn(1).getInt64();
        }
        return page;
    });
}

Result<std::unordered_set<ImageId>> LikeRepository::liked_of(PersonId person,
                                                             std::span<const ImageId> images) const {
    return database_.read([&](Connection& connection) {
        std::unordered_set<ImageId> liked;
        for (const ImageId image : images) {
            auto& select = connection.prepare("SELECT 1 FROM likes WHERE person_id = ? AND image_id = ?");
            select.bind(1, person.value);
            select.bind(2, image.value);
            if (select.executeStep()) liked.insert(image);
        }
        return liked;
    });
}

Result<std::int64_t> LikeRepository::count(ImageId image) const {
    return database_.read([&](Connection& connection) {
        auto& select = connection.prepare("SELECT count(*) FROM likes WHERE image_id = ?");
        select.bind(1, image.value);
        select.executeStep();
        return select.getColumn(0).getInt64();
    });
}

void LikeRepository::carry_over(Connection& connection, ImageId from, ImageId to) {
    auto& copy = connection.prepare(
        "INSERT INTO likes (person_id, image_id, liked_at) SELECT person_id, ?2, liked_at FROM likes WHERE "
        "image_id = ?1"
        " ON CONFLICT (person_id, image_id) DO UPDATE SET liked_at = min(liked_at, excluded.liked_at)");
    copy.bind(1, from.value);
    copy.bind(2, to.value);
    copy.exec();
}

}  // namespace palette::store
