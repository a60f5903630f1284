#include "store/feed_repository.hpp"

#include <bit>
#include <cstring>

#include "store/change_repository.hpp"

namespace palette::store {
namespace {

static_assert(std::endian::native == std::endian::little);
constexpr std::size_t kTileBytes = sizeof(std::int64_t) + 1 + sizeof(std::int64_t);

std::int64_t milliseconds(Timestamp time) {
    return time.time_since_epoch().count();
}
Timestamp timestamp(std::int64_t value) {
    return Timestamp{std::chrono::milliseconds{value}};
}

std::string encode(std::span<const FeedTile> tiles) {
    std::string bytes;
    bytes.reserve(tiles.size() * kTileBytes);
    for (const FeedTile& tile : tiles) {
        bytes.append(reinterpret_cast<const char*>(&tile.image.value), sizeof tile.image.value);
        bytes.push_back(static_cast<char>(tile.reason));
        bytes.append(reinterpret_cast<const char*>(&tile.source), sizeof tile.source);
    }
    return bytes;
}

std::vector<FeedTile> decode(const SQLite::Column& column) {
    const auto* bytes = static_cast<const char*>(column.getBlob());
    std::vector<FeedTile> tiles(static_cast<std::size_t>(column.getBytes()) / kTileBytes);
    for (FeedTile& tile : tiles) {
        std::memcpy(&tile.image.value, bytes, sizeof tile.image.value);
        tile.reason = static_cast<std::uint8_t>(bytes[sizeof tile.image.value]);
        std::memcpy(&tile.source, bytes + sizeof tile.image.value + 1, sizeof tile.source);
        bytes += kTileBytes;
    }
    return tiles;
}

const char* name_of(FeedbackKind kind) {
    switch (kind) {
        case FeedbackKind::less:
            return "less";
        case FeedbackKind::open:
            return "open";
        case FeedbackKind::seen:
            return "seen";
    }
    return "";
}

std::int64_t latest_page(Connection& connection, PersonId person) {
    auto& select =
        connection.prepare("SELECT coalesce(max(sequence), 0) FROM feed_pages WHERE person_id = ?");
    select.bind(1, person.value);
    select.executeStep();
    return select.getColumn(0).getInt64();
}

void read_taste(Connection& connection, PersonId person, FeedState& state, std::int64_t& forgotten_at) {
    auto& select =
        connection.prepare("SELECT onboarded_at, forgotten_at FROM feed_taste WHERE person_id = ?");
    select.bind(1, person.value);
    if (select.executeStep()) {
        state.is_onboarded = !select.getColumn(0).isNull();
        if (state.is_onboarded) state.onboarded_at = timestamp(select.getColumn(0).getInt64());
        forgotten_at = select.getColumn(1).getInt64();
    }
    auto& interests =
        connection.prepare("SELECT id, words FROM feed_interests WHERE person_id = ? ORDER BY position");
    interests.bind(1, person.value);
    while (interests.executeStep()) {
        state.interests.push_back({interests.getColumn(0).getInt64(), interests.getColumn(1).getString()});
    }
    auto& settings = connection.prepare("SELECT anchor, setting FROM feed_settings WHERE person_id = ?");
    settings.bind(1, person.value);
    while (settings.executeStep()) {
        state.settings.emplace(settings.getColumn(0).getInt64(),
                               static_cast<float>(settings.getColumn(1).getDouble()));
    }
}

// Whether a person's own Images are a part of the library, as uploads among others' are, or are the library.
// Only in the first case do they say anything about taste, and would not be missed in the feed.
bool owns_a_part(Connection& connection, PersonId person) {
    auto& select = connection.prepare(
        "SELECT (SELECT count(*) FROM images WHERE owner_id = ?1 AND deleted_at IS NULL) * 2 <"
        " (SELECT count(*) FROM images WHERE deleted_at IS NULL AND state IN ('derived', 'ready'))");
    select.bind(1, person.value);
    select.executeStep();
    return select.getColumn(0).getInt() != 0;
}

void read_signals(Connection& connection, PersonId person, std::int64_t after, std::size_t count,
                  bool with_uploads, std::vector<FeedSignal>& signals) {
    const auto add = [&](const char* sql, FeedSignalKind kind) {
        auto& select = connection.prepare(sql);
        select.bind(1, person.value);
        select.bind(2, after);
        select.bind(3, static_cast<std::int64_t>(count));
        while (select.executeStep()) {
            signals.push_back(
                {ImageId{select.getColumn(0).getInt64()}, kind, timestamp(select.getColumn(1).getInt64())});
        }
    };
    add("SELECT image_id, liked_at FROM likes JOIN images ON images.id = image_id"
        " WHERE person_id = ?1 AND liked_at > ?2 AND deleted_at IS NULL AND (visibility = 'public' OR "
        "images.owner_id = ?1)"
        " ORDER BY liked_at DESC LIMIT ?3",
        FeedSignalKind::like);
    add("SELECT image_id, added_at FROM palette_images JOIN images ON images.id = image_id"
        " JOIN palettes ON palettes.id = palette_id"
        " WHERE added_by = ?1 AND added_at > ?2 AND palettes.deleted_at IS NULL AND images.deleted_at IS NULL"
        " AND (images.visibility = 'public' OR images.owner_id = ?1) ORDER BY added_at DESC LIMIT ?3",
        FeedSignalKind::save);
    add("SELECT image_id, given_at FROM feed_feedback JOIN images ON images.id = image_id"
        " WHERE person_id = ?1 AND kind = 'open' AND given_at > ?2 AND deleted_at IS NULL"
        " AND (visibility = 'public' OR images.owner_id = ?1) ORDER BY given_at DESC LIMIT ?3",
        FeedSignalKind::open);
    if (!with_uploads) return;
    add("SELECT id, created_at FROM images WHERE owner_id = ?1 AND created_at > ?2 AND deleted_at IS NULL"
        " ORDER BY id DESC LIMIT ?3",
        FeedSignalKind::upload);
}

void read_excluded(Connection& connection, PersonId person, bool with_uploads, FeedState& state) {
    auto& pages =
        connection.prepare("SELECT tiles FROM feed_pages WHERE person_id = ? ORDER BY sequence DESC");
    pages.bind(1, person.value);
    while (pages.executeStep()) {
        for (const FeedTile& tile : decode(pages.getColumn(0))) state.shown.push_back(tile.image);
    }
    for (const ImageId image : state.dismissed) state.excluded.push_back(image.value);
    const auto add = [&](const char* sql) {
        auto& select = connection.prepare(sql);
        select.bind(1, person.value);
        while (select.executeStep()) state.excluded.push_back(select.getColumn(0).getInt64());
    };
    add("SELECT image_id FROM likes WHERE person_id = ?");
    add("SELECT image_id FROM palette_images WHERE added_by = ?");
    add("SELECT image_id FROM feed_feedback WHERE person_id = ? AND kind = 'seen'");
    add("SELECT id FROM images WHERE visibility = 'private' AND owner_id <> ?");
    if (with_uploads) add("SELECT id FROM images WHERE owner_id = ?");
}

}  // namespace

Result<FeedState> FeedRepository::state(PersonId person, std::size_t signals_max) const {
    return database_.read([&](Connection& connection) {
        FeedState state;
        std::int64_t forgotten_at = 0;
        read_taste(connection, person, state, forgotten_at);
        const bool with_uploads = owns_a_part(connection, person);
        read_signals(connection, person, forgotten_at, signals_max, with_uploads, state.signals);
        auto& dismissed = connection.prepare(
            "SELECT image_id FROM feed_feedback WHERE person_id = ? AND kind = 'less' ORDER BY given_at "
            "DESC, image_id");
        dismissed.bind(1, person.value);
        while (dismissed.executeStep()) state.dismissed.push_back(ImageId{dismissed.getColumn(0).getInt64()});
        read_excluded(connection, person, with_uploads, state);
        state.sequence = latest_page(connection, person);
        return state;
    });
}

Result<std::vector<FeedTile>> FeedRepository::shown_at(PersonId person, FeedWalk place,
                                                       std::size_t limit) const {
    return database_.read([&](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT position, tiles FROM feed_pages WHERE person_id = ? AND walk = ? AND position <= ?"
            " ORDER BY position DESC LIMIT 1");
        select.bind(1, person.value);
        select.bind(2, place.id);
        select.bind(3, static_cast<std::int64_t>(place.position));
        if (!select.executeStep()) return std::vector<FeedTile>{};
        auto tiles = decode(select.getColumn(1));
        const std::size_t skipped = place.position - static_cast<std::size_t>(select.getColumn(0).getInt64());
        tiles.erase(tiles.begin(),
                    tiles.begin() + static_cast<std::ptrdiff_t>(std::min(skipped, tiles.size())));
        if (tiles.size() > limit) tiles.resize(limit);
        return tiles;
    });
}

Result<bool> FeedRepository::add_page(PersonId person, FeedWalk place, std::span<const FeedTile> tiles,
                                      std::int64_t after) {
    return notes_.write([&](Connection& connection) {
        if (latest_page(connection, person) != after) return false;
        auto& insert = connection.prepare(
            "INSERT INTO feed_pages (person_id, walk, position, tiles) VALUES (?, ?, ?, ?)");
        const std::string bytes = encode(tiles);
        insert.bind(1, person.value);
        insert.bind(2, place.id);
        insert.bind(3, static_cast<std::int64_t>(place.position));
        insert.bind(4, bytes.data(), static_cast<int>(bytes.size()));
        insert.exec();
        auto& prune = connection.prepare(
            "DELETE FROM feed_pages WHERE person_id = ?1 AND sequence <="
            " (SELECT sequence FROM feed_pages WHERE person_id = ?1 ORDER BY sequence DESC LIMIT 1 OFFSET "
            "?2)");
        prune.bind(1, person.value);
        prune.bind(2, static_cast<std::int64_t>(kFeedPagesKept));
        prune.exec();
        return true;
    });
}

Result<void> FeedRepository::forget_older_pages(PersonId person) {
    return notes_.write([&](Connection& connection) {
        auto& erase = connection.prepare(
            "DELETE FROM feed_pages WHERE person_id = ?1 AND sequence <="
            " (SELECT sequence FROM feed_pages WHERE person_id = ?1 ORDER BY sequence LIMIT 1"
            " OFFSET (SELECT count(*) / 2 FROM feed_pages WHERE person_id = ?1))");
        erase.bind(1, person.value);
        erase.exec();
    });
}

Result<void> FeedRepository::set_interests(PersonId person, std::span<const FeedInterest> interests) {
    return database_.write([&](Connection& connection) {
        auto& onboard = connection.prepare(
            "INSERT INTO feed_taste (person_id, onboarded_at) VALUES (?1, ?2)"
            " ON CONFLICT (person_id) DO UPDATE SET onboarded_at = coalesce(onboarded_at, ?2)");
        onboard.bind(1, person.value);
        onboard.bind(2, milliseconds(now()));
        onboard.exec();
        auto& clear = connection.prepare("DELETE FROM feed_interests WHERE person_id = ?");
        clear.bind(1, person.value);
        clear.exec();
        std::int64_t position = 0;
        for (const FeedInterest& interest : interests) {
            auto& insert = connection.prepare(
                "INSERT INTO feed_interests (person_id, id, words, position) VALUES (?, ?, ?, ?) ON CONFLICT "
                "DO NOTHING");
            insert.bind(1, person.value);
            insert.bind(2, interest.id);
            insert.bind(3, interest.words);
            insert.bind(4, position++);
            insert.exec();
        }
        tell_of_feed(connection, person, "feed.set");
    });
}

Result<void> FeedRepository::set_settings(PersonId person,
                                          const std::unordered_map<std::int64_t, float>& settings) {
    return database_.write([&](Connection& connection) {
        for (const auto& [anchor, setting] : settings) {
            auto& insert = connection.prepare(
                "INSERT INTO feed_settings (person_id, anchor, setting, set_at) VALUES (?1, ?2, ?3, ?4)"
                " ON CONFLICT (person_id, anchor) DO UPDATE SET setting = ?3, set_at = ?4");
            insert.bind(1, person.value);
            insert.bind(2, anchor);
            insert.bind(3, static_cast<double>(setting));
            insert.bind(4, milliseconds(now()));
            insert.exec();
        }
        auto& prune = connection.prepare(
            "DELETE FROM feed_settings WHERE person_id = ?1 AND anchor NOT IN"
            " (SELECT anchor FROM feed_settings WHERE person_id = ?1 ORDER BY set_at DESC LIMIT ?2)");
        prune.bind(1, person.value);
        prune.bind(2, static_cast<std::int64_t>(kFeedbackKept));
        prune.exec();
        tell_of_feed(connection, person, "feed.set");
    });
}

Result<void> FeedRepository::add_feedback(PersonId person, ImageId image, FeedbackKind kind) {
    return database_.write([&](Connection& connection) -> Result<void> {
        auto& insert = connection.prepare(
            "INSERT INTO feed_feedback (person_id, image_id, kind, given_at)"
            " SELECT ?1, id, ?3, ?4 FROM images"
            " WHERE id = ?2 AND deleted_at IS NULL AND (visibility = 'public' OR owner_id = ?1)"
            " ON CONFLICT (person_id, kind, image_id) DO UPDATE SET given_at = ?4");
        insert.bind(1, person.value);
        insert.bind(2, image.value);
        insert.bind(3, name_of(kind));
        insert.bind(4, milliseconds(now()));
        if (insert.exec() == 0)
            return fail(ErrorKind::not_found, "image_not_found", "There is no such Image.");
        auto& prune = connection.prepare(
            "DELETE FROM feed_feedback WHERE person_id = ?1 AND kind = ?2 AND given_at <"
            " (SELECT given_at FROM feed_feedback WHERE person_id = ?1 AND kind = ?2"
            " ORDER BY given_at DESC LIMIT 1 OFFSET ?3)");
        prune.bind(1, person.value);
        prune.bind(2, name_of(kind));
        prune.bind(3, static_cast<std::int64_t>(kFeedbackKept) - 1);
        prune.exec();
        if (kind == FeedbackKind::less) tell_of_feed(connection, person, "feed.less", image);
        return {};
    });
}

Result<void> FeedRepository::remove_feedback(PersonId person, ImageId image, FeedbackKind kind) {
    return database_.write([&](Connection& connection) {
        auto& erase =
            connection.prepare("DELETE FROM feed_feedback WHERE person_id = ? AND kind = ? AND image_id = ?");
        erase.bind(1, person.value);
        erase.bind(2, name_of(kind));
        erase.bind(3, image.value);
        if (erase.exec() > 0 && kind == FeedbackKind::less)
            tell_of_feed(connection, person, "feed.undo_less", image);
    });
}

Result<void> FeedRepository::forget(PersonId person) {
    return database_.write([&](Connection& connection) {
        const auto erase = [&](const char* sql) {
            auto& statement = connection.prepare(sql);
            statement.bind(1, person.value);
            statement.exec();
        };
        erase("DELETE FROM feed_interests WHERE person_id = ?");
        erase("DELETE FROM feed_settings WHERE person_id = ?");
        erase("DELETE FROM feed_feedback WHERE person_id = ?");
        erase("DELETE FROM feed_pages WHERE person_id = ?");
        auto& mark = connection.prepare(
            "INSERT INTO feed_taste (person_id, forgotten_at) VALUES (?1, ?2)"
            " ON CONFLICT (person_id) DO UPDATE SET onboarded_at = NULL, forgotten_at = ?2");
        mark.bind(1, person.value);
        mark.bind(2, milliseconds(now()));
        mark.exec();
        tell_of_feed(connection, person, "feed.set");
    });
}

Result<bool> FeedRepository::is_onboarded(PersonId person) const {
    return database_.read([&](Connection& connection) {
        auto& select =
            connection.prepare("SELECT 1 FROM feed_taste WHERE person_id = ? AND onboarded_at IS NOT NULL");
        select.bind(1, person.value);
        return select.executeStep();
    });
}

Result<std::vector<std::int64_t>> FeedRepository::private_images() const {
    return database_.read([&](Connection& connection) {
        auto& select = connection.prepare("SELECT id FROM images WHERE visibility = 'private'");
        std::vector<std::int64_t> images;
        while (select.executeStep()) images.push_back(select.getColumn(0).getInt64());
        return images;
    });
}

Result<std::vector<std::optional<std::uint64_t>>> FeedRepository::hashes_of(
    std::span<const ImageId> images) const {
    return database_.read([&](Connection& connection) {
        auto& select =
            connection.prepare("SELECT perceptual_hash FROM images WHERE id = ? AND perceptual_hash <> 0");
        std::vector<std::optional<std::uint64_t>> hashes;
        for (const ImageId image : images) {
            select.reset();
            select.bind(1, image.value);
            if (select.executeStep()) {
                hashes.emplace_back(static_cast<std::uint64_t>(select.getColumn(0).getInt64()));
            } else {
                hashes.emplace_back();
            }
        }
        return hashes;
    });
}

Result<std::unordered_map<std::int64_t, std::uint64_t>> FeedRepository::all_hashes() const {
    return database_.read([&](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT id, perceptual_hash FROM images WHERE perceptual_hash <> 0 AND deleted_at IS NULL");
        std::unordered_map<std::int64_t, std::uint64_t> hashes;
        while (select.executeStep()) {
            hashes.emplace(select.getColumn(0).getInt64(),
                           static_cast<std::uint64_t>(select.getColumn(1).getInt64()));
        }
        return hashes;
    });
}

}  // namespace palette::store
