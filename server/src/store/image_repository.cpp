// Over 500 lines because all SQL on Images stands together: each query must keep to the same rule of who sees
// what.

#include "store/image_repository.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <set>

#include "base/text.hpp"
#include "store/correction_repository.hpp"

namespace palette::store {
namespace {

constexpr std::size_t kTagNameBytesMax = 400;  // 100 characters of any script

std::vector<std::uint8_t> to_bytes(const SQLite::Column& column) {
    const auto* data = static_cast<const std::uint8_t*>(column.getBlob());
    return data == nullptr ? std::vector<std::uint8_t>{}
                           : std::vector<std::uint8_t>(data, data + column.getBytes());
}

std::string folded_tag(std::string_view name) {
    return fold_case(to_clean_line(name, kTagNameBytesMax));
}

void write_person_tags(Connection& connection, ImageId id, const std::vector<std::string>& names) {
    int position = 0;
    for (const auto& name : names) {
        const std::string folded = folded_tag(name);
        if (folded.empty()) continue;
        const std::int64_t tag_id = tag_id_of(connection, folded);
        auto& insert = connection.prepare(
            "INSERT INTO image_tags (image_id, tag_id, source, position) VALUES (?, ?, 'person', ?)"
            " ON CONFLICT (image_id, tag_id) DO UPDATE SET source = 'person', confidence = NULL, rejected = "
            "0,"
            " position = min(position, excluded.position)");
        insert.bind(1, id.value);
        insert.bind(2, tag_id);
        insert.bind(3, position++);
        insert.exec();
    }
}

void write_swatches(Connection& connection, ImageId id, const std::vector<Swatch>& swatches) {
    auto& clear = connection.prepare("DELETE FROM swatches WHERE image_id = ?");
    clear.bind(1, id.value);
    clear.exec();
    for (std::size_t i = 0; i < swatches.size(); ++i) {
        auto& insert = connection.prepare("INSERT INTO swatches VALUES (?, ?, ?, ?, ?, ?)");
        insert.bind(1, id.value);
        insert.bind(2, static_cast<std::int64_t>(i));
        insert.bind(3, static_cast<double>(swatches[i].color.l));
        insert.bind(4, static_cast<double>(swatches[i].color.a));
        insert.bind(5, static_cast<double>(swatches[i].color.b));
        insert.bind(6, static_cast<double>(swatches[i].share));
        insert.exec();
    }
}

std::vector<Swatch> read_swatches(Connection& connection, ImageId id) {
    auto& select =
        connection.prepare("SELECT l, a, b, share FROM swatches WHERE image_id = ? ORDER BY position");
    select.bind(1, id.value);
    std::vector<Swatch> swatches;
    while (select.executeStep()) {
        const auto number = [&](int i) { return static_cast<float>(select.getColumn(i).getDouble()); };
        swatches.push_back({{number(0), number(1), number(2)}, number(3)});
    }
    return swatches;
}

std::vector<Tag> read_tags(Connection& connection, ImageId id) {
    auto& select = connection.prepare(
        "SELECT tags.name, source, confidence FROM image_tags JOIN tags ON tags.id = tag_id"
        " WHERE image_id = ? AND rejected = 0 ORDER BY source DESC, position");
    select.bind(1, id.value);
    std::vector<Tag> tags;
    while (select.executeStep()) {
        Tag tag{select.getColumn(0).getString(), TagSource::person, std::nullopt};
        if (select.getColumn(1).getString() == "ai") {
            tag.source = TagSource::ai;
            tag.confidence = static_cast<float>(select.getColumn(2).getDouble());
        }
        tags.push_back(std::move(tag));
    }
    return tags;
}

std::vector<std::string> read_few_tag_names(Connection& connection, ImageId id) {
    auto& select = connection.prepare(
        "SELECT tags.name FROM image_tags JOIN tags ON tags.id = tag_id"
        " WHERE image_id = ? AND rejected = 0 ORDER BY source DESC, position LIMIT ?");
    select.bind(1, id.value);
    select.bind(2, static_cast<std::int64_t>(kAlternativeTagsMax));
    std::vector<std::string> names;
    while (select.executeStep()) names.push_back(select.getColumn(0).getString());
    return names;
}

Error no_such_image() {
    return {ErrorKind::not_found, "image_not_found", "There is no such Image.", {}};
}

std::optional<Ownership> read_ownership(Connection& connection, ImageId id) {
    auto& select =
        connection.prepare("SELECT owner_id, visibility FROM images WHERE id = ? AND deleted_at IS NULL");
    select.bind(1, id.value);
    if (!select.executeStep()) return std::nullopt;
    Ownership ownership;
    if (!select.getColumn(0).isNull()) ownership.owner = PersonId{select.getColumn(0).getInt64()};
    ownership.visibility = parse_visibility(select.getColumn(1).getString()).value_or(Visibility::owner);
    return ownership;
}

void write_visibility(Connection& connection, ImageId id, Visibility visibility) {
    // Those who will not be told any more learn that it is gone.
    if (visibility == Visibility::owner) write_change(connection, id, "deleted");
    auto& update = connection.prepare("UPDATE images SET visibility = ? WHERE id = ?");
    update.bind(1, std::string(to_string(visibility)));
    update.bind(2, id.value);
    update.exec();
}

// Runs an UPDATE of one Image; an Error when no row was there to update.
Result<void> update_one(SQLite::Statement& update) {
    if (update.exec() == 0) return std::unexpected(no_such_image());
    return {};
}

std::optional<ImageRepository::Standing> read_standing(SQLite::Statement& select) {
    if (!select.executeStep()) return std::nullopt;
    return ImageRepository::Standing{
        ImageId{select.getColumn(0).getInt64()},
        parse_image_state(select.getColumn(1).getString()).value_or(ImageState::failed)};
}

// Visits what the catalogue holds of the Images in a range of ids, in order. Two statements side by side: in
// a join each swatch would come with all of its Image's columns.
void visit_catalogue(Connection& connection, ImageIdRange range, const CatalogueVisitor& visit) {
    auto& images = connection.prepare(
        "SELECT id, orientation, width, height, owner_id, title, artist, title <> '' OR description <> '',"
        " perceptual_hash, visibility FROM images WHERE id BETWEEN ? AND ?"
        " AND deleted_at IS NULL AND state IN ('derived', 'ready') ORDER BY id");
    auto& swatches = connection.prepare(
        "SELECT image_id, l, a, b, share FROM swatches WHERE image_id BETWEEN ? AND ? ORDER BY image_id, "
        "position");
    for (auto* select : {&images, &swatches}) {
        select->bind(1, range.first.value);
        select->bind(2, range.last.value);
    }
    bool has_swatch = swatches.executeStep();
    while (images.executeStep()) {
        CatalogueRow row;
        row.id = ImageId{images.getColumn(0).getInt64()};
        row.orientation = static_cast<Orientation>(images.getColumn(1).getInt());
        row.width = images.getColumn(2).getInt();
        row.height = images.getColumn(3).getInt();
        if (!images.getColumn(4).isNull()) row.owner = PersonId{images.getColumn(4).getInt64()};
        row.title = images.getColumn(5).getString();
        row.artist = images.getColumn(6).getString();
        row.has_words = images.getColumn(7).getInt() != 0;
        row.perceptual_hash = std::bit_cast<std::uint64_t>(images.getColumn(8).getInt64());
        row.visibility = parse_visibility(images.getColumn(9).getString()).value_or(Visibility::owner);
        for (; has_swatch && swatches.getColumn(0).getInt64() <= row.id.value;
             has_swatch = swatches.executeStep()) {
            if (swatches.getColumn(0).getInt64() < row.id.value) continue;  // of an Image that is not shown
            const auto number = [&](int i) { return static_cast<float>(swatches.getColumn(i).getDouble()); };
            row.swatches.push_back({{number(1), number(2), number(3)}, number(4)});
        }
        visit(std::move(row));
    }
}

}  // namespace

void write_change(Connection& connection, ImageId id, const char* kind) {
    auto& insert = connection.prepare(
        "INSERT INTO changes (image_id, kind, person_id)"
        " VALUES (?1, ?2, (SELECT owner_id FROM images WHERE id = ?1 AND visibility = 'private'))");
    insert.bind(1, id.value);
    insert.bind(2, kind);
    insert.exec();
}

void bind_viewer(SQLite::Statement& statement, int at, const Viewer& viewer) {
    if (viewer.person) statement.bind(at, viewer.person->value);
    statement.bind(at + 1, viewer.machine ? 1 : 0);
}

void move_to_trash(Connection& connection, ImageId id) {
    auto& update = connection.prepare("UPDATE images SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL");
    update.bind(1, static_cast<std::int64_t>(now().time_since_epoch().count()));
    update.bind(2, id.value);
    update.exec();
    auto& clear = connection.prepare("DELETE FROM jobs WHERE image_id = ?");
    clear.bind(1, id.value);
    clear.exec();
    write_full_text(connection, id);
    write_change(connection, id, "deleted");
}

void erase_image(Connection& connection, ImageId id) {
    write_change(connection, id, "deleted");
    for (const char* sql : {"DELETE FROM images WHERE id = ?", "DELETE FROM image_text WHERE rowid = ?"}) {
        auto& erase = connection.prepare(sql);
        erase.bind(1, id.value);
        erase.exec();
    }
}

Result<Ownership> require_editor(Connection& connection, ImageId id, const Viewer& viewer) {
    auto ownership = read_ownership(connection, id);
    if (!ownership || !may_see(viewer, *ownership)) return std::unexpected(no_such_image());
    if (!may_edit(viewer, *ownership)) {
        return fail(ErrorKind::forbidden, "forbidden", "This Image belongs to somebody else.");
    }
    return *ownership;
}

std::int64_t tag_id_of(Connection& connection, const std::string& name) {
    auto& insert = connection.prepare("INSERT INTO tags (name) VALUES (?) ON CONFLICT DO NOTHING");
    insert.bind(1, name);
    insert.exec();
    auto& select = connection.prepare("SELECT id FROM tags WHERE name = ?");
    select.bind(1, name);
    select.executeStep();
    return select.getColumn(0).getInt64();
}

void write_ai_tags(Connection& connection, ImageId id, const std::vector<Tag>& tags) {
    auto& clear =
        connection.prepare("DELETE FROM image_tags WHERE image_id = ? AND source = 'ai' AND rejected = 0");
    clear.bind(1, id.value);
    clear.exec();
    int position = 0;
    for (const Tag& tag : tags) {
        auto& insert = connection.prepare(
            "INSERT INTO image_tags (image_id, tag_id, source, confidence, position)"
            " VALUES (?, ?, 'ai', ?, ?) ON CONFLICT DO NOTHING");
        insert.bind(1, id.value);
        insert.bind(2, tag_id_of(connection, tag.name));
        insert.bind(3, static_cast<double>(tag.confidence.value_or(0)));
        insert.bind(4, position++);
        insert.exec();
    }
}

void write_full_text(Connection& connection, ImageId id) {
    auto& clear = connection.prepare("DELETE FROM image_text WHERE rowid = ?");
    clear.bind(1, id.value);
    clear.exec();
    auto& insert = connection.prepare(
        "INSERT INTO image_text (rowid, title, tags, artist, description)"
        " SELECT id, title, coalesce((SELECT group_concat(tags.name, ', ') FROM image_tags"
        " JOIN tags ON tags.id = tag_id WHERE image_id = images.id AND rejected = 0), ''), artist, "
        "description"
        " FROM images WHERE id = ? AND deleted_at IS NULL");
    insert.bind(1, id.value);
    insert.exec();
}

ImageRepository::Added ImageRepository::insert(Connection& connection, const NewImage& image) {
    auto& existing = connection.prepare(
        "SELECT id, deleted_at IS NOT NULL FROM images WHERE sha256 = ? AND coalesce(owner_id, 0) = ?");
    existing.bind(1, image.original.sha256);
    existing.bind(2, image.owner ? image.owner->value : 0);
    if (existing.executeStep()) {
        const ImageId id{existing.getColumn(0).getInt64()};
        if (existing.getColumn(1).getInt() == 0) return {id, false};
        auto& restore = connection.prepare("UPDATE images SET deleted_at = NULL WHERE id = ?");
        restore.bind(1, id.value);
        restore.exec();
        auto& job = connection.prepare(
            "INSERT INTO jobs (kind, image_id) VALUES ('derive', ?) ON CONFLICT DO NOTHING");
        job.bind(1, id.value);
        job.exec();
        write_full_text(connection, id);
        write_change(connection, id, "updated");
        return {id, true};
    }
    auto& insert = connection.prepare(
        "INSERT INTO images (id, sha256, owner_id, visibility, media_type, extension, bytes, width, height, "
        "frames, orientation,"
        " file_name, title, description, artist, credit, source_url, licence, created_at, state)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'accepted')");
    const Original& original = image.original;
    const Words& words = image.words;
    int at = 0;
    insert.bind(++at, image.id.value);
    insert.bind(++at, original.sha256);
    ++at;
    if (image.owner) insert.bind(at, image.owner->value);
    insert.bind(++at, std::string(to_string(image.visibility)));
    insert.bind(++at, original.media_type);
    insert.bind(++at, original.extension);
    insert.bind(++at, static_cast<std::int64_t>(original.bytes));
    insert.bind(++at, original.width);
    insert.bind(++at, original.height);
    insert.bind(++at, original.frames);
    insert.bind(++at, static_cast<int>(orientation_of(original.width, original.height)));
    for (const auto* text : {&image.file_name, &words.title, &words.description, &words.artist, &words.credit,
                             &words.source_url, &words.licence}) {
        insert.bind(++at, *text);
    }
    insert.bind(++at, static_cast<std::int64_t>(image.created_at.time_since_epoch().count()));
    insert.exec();
    write_person_tags(connection, image.id, words.tags);
    auto& job = connection.prepare("INSERT INTO jobs (kind, image_id) VALUES ('derive', ?)");
    job.bind(1, image.id.value);
    job.exec();
    write_full_text(connection, image.id);
    return {image.id, true};
}

Result<Image> ImageRepository::find(ImageId id, const Viewer& viewer) const {
    return database_.read([&](Connection& connection) -> Result<Image> {
        auto& select = connection.prepare(
            "SELECT sha256, media_type, extension, bytes, width, height, frames, file_name, title, "
            "description, artist,"
            " credit, source_url, licence, created_at, state, failure, thumbhash, visibility, owner_id,"
            " (SELECT name FROM people WHERE people.id = owner_id)"
            " FROM images WHERE id = ?1 AND deleted_at IS NULL AND (visibility = 'public' OR owner_id = ?2 "
            "OR ?3)");
        select.bind(1, id.value);
        bind_viewer(select, 2, viewer);
        if (!select.executeStep()) return std::unexpected(no_such_image());
        int at = 0;
        const auto text = [&] { return select.getColumn(at++).getString(); };
        const auto integer = [&] { return select.getColumn(at++).getInt64(); };
        Image image;
        image.id = id;
        image.original.sha256 = text();
        image.original.media_type = text();
        image.original.extension = text();
        image.original.bytes = static_cast<std::uint64_t>(integer());
        image.original.width = static_cast<int>(integer());
        image.original.height = static_cast<int>(integer());
        image.original.frames = static_cast<int>(integer());
        image.file_name = text();
        for (auto* field : {&image.words.title, &image.words.description, &image.words.artist,
                            &image.words.credit, &image.words.source_url, &image.words.licence}) {
            *field = text();
        }
        image.created_at = Timestamp{std::chrono::milliseconds{integer()}};
        image.state = parse_image_state(text()).value_or(ImageState::failed);
        image.failure = text();
        image.thumbhash = to_bytes(select.getColumn(at++));
        image.ownership.visibility = parse_visibility(text()).value_or(Visibility::owner);
        if (!select.getColumn(at).isNull()) image.ownership.owner = PersonId{select.getColumn(at).getInt64()};
        image.owner_name = select.getColumn(at + 1).getString();
        image.swatches = read_swatches(connection, id);
        image.tags = read_tags(connection, id);
        return image;
    });
}

Result<Ownership> ImageRepository::ownership_of(ImageId id, const Viewer& viewer) const {
    return database_.read([&](Connection& connection) -> Result<Ownership> {
        const auto ownership = read_ownership(connection, id);
        if (!ownership || !may_see(viewer, *ownership)) return std::unexpected(no_such_image());
        return *ownership;
    });
}

Result<ImageRepository::Bytes> ImageRepository::bytes_of(ImageId id, const Viewer& viewer) const {
    return database_.read([&](Connection& connection) -> Result<Bytes> {
        auto& select = connection.prepare(
            "SELECT sha256, visibility FROM images WHERE id = ?1 AND deleted_at IS NULL"
            " AND (visibility = 'public' OR owner_id = ?2 OR ?3)");
        select.bind(1, id.value);
        bind_viewer(select, 2, viewer);
        if (!select.executeStep()) return std::unexpected(no_such_image());
        return Bytes{select.getColumn(0).getString(),
                     parse_visibility(select.getColumn(1).getString()).value_or(Visibility::owner)};
    });
}

Result<std::optional<ImageRepository::Standing>> ImageRepository::standing_of(
    std::string_view sha256, std::optional<PersonId> owner) const {
    return database_.read([&](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT id, state FROM images WHERE sha256 = ? AND coalesce(owner_id, 0) = ? AND deleted_at IS "
            "NULL");
        select.bind(1, std::string(sha256));
        select.bind(2, owner ? owner->value : 0);
        return read_standing(select);
    });
}

Result<std::optional<ImageRepository::Standing>> ImageRepository::standing_of(ImageId id) const {
    return database_.read([&](Connection& connection) {
        auto& select = connection.prepare("SELECT id, state FROM images WHERE id = ? AND deleted_at IS NULL");
        select.bind(1, id.value);
        return read_standing(select);
    });
}

bool ImageRepository::is_known(Connection& connection, const std::string& sha256) {
    auto& select = connection.prepare("SELECT 1 FROM images WHERE sha256 = ?");
    select.bind(1, sha256);
    return select.executeStep();
}

std::string ImageRepository::erase_failed(Connection& connection, ImageId id) {
    auto& select = connection.prepare("SELECT sha256 FROM images WHERE id = ? AND state = 'failed'");
    select.bind(1, id.value);
    if (!select.executeStep()) return {};
    std::string sha256 = select.getColumn(0).getString();
    erase_image(connection, id);
    return is_known(connection, sha256) ? std::string() : sha256;
}

Result<std::vector<ImageCard>> ImageRepository::cards(std::span<const ImageId> ids,
                                                      const Viewer& viewer) const {
    return database_.read([&](Connection& connection) {
        std::vector<ImageCard> cards;
        cards.reserve(ids.size());
        for (const ImageId id : ids) {
            auto& select = connection.prepare(
                "SELECT title, artist, width, height, thumbhash, color, owner_id FROM images"
                " WHERE id = ?1 AND deleted_at IS NULL AND (visibility = 'public' OR owner_id = ?2 OR ?3)");
            select.bind(1, id.value);
            bind_viewer(select, 2, viewer);
            if (!select.executeStep()) continue;
            ImageCard card{id,
                           select.getColumn(0).getString(),
                           select.getColumn(1).getString(),
                           select.getColumn(2).getInt(),
                           select.getColumn(3).getInt(),
                           to_bytes(select.getColumn(4)),
                           select.getColumn(5).getString(),
                           {},
                           std::nullopt};
            if (!select.getColumn(6).isNull()) card.owner = PersonId{select.getColumn(6).getInt64()};
            if (card.title.empty()) card.tag_names = read_few_tag_names(connection, id);
            cards.push_back(std::move(card));
        }
        return cards;
    });
}

Result<void> ImageRepository::set_derived(ImageId id, const DerivedFacts& facts) {
    return database_.write([&](Connection& connection) -> Result<void> {
        auto& update = connection.prepare(
            "UPDATE images SET state = CASE state WHEN 'ready' THEN 'ready' ELSE 'derived' END, failure = '',"
            " thumbhash = ?, perceptual_hash = ?, color = ? WHERE id = ? AND deleted_at IS NULL");
        update.bind(1, facts.thumbhash.data(), static_cast<int>(facts.thumbhash.size()));
        update.bind(2, std::bit_cast<std::int64_t>(facts.perceptual_hash));
        update.bind(3, facts.swatches.empty() ? "" : to_hex_color(to_rgb(facts.swatches.front().color)));
        update.bind(4, id.value);
        if (auto updated = update_one(update); !updated) return updated;
        write_swatches(connection, id, facts.swatches);
        auto& done = connection.prepare("DELETE FROM jobs WHERE image_id = ? AND kind = 'derive'");
        done.bind(1, id.value);
        done.exec();
        auto& next = connection.prepare(
            "INSERT INTO jobs (kind, image_id) VALUES ('understand', ?) ON CONFLICT DO NOTHING");
        next.bind(1, id.value);
        next.exec();
        write_change(connection, id, "derived");
        return {};
    });
}

Result<void> ImageRepository::set_failed(ImageId id, std::string_view why) {
    return database_.write([&](Connection& connection) -> Result<void> {
        auto& clear = connection.prepare("DELETE FROM jobs WHERE image_id = ?");
        clear.bind(1, id.value);
        clear.exec();
        auto& update = connection.prepare(
            "UPDATE images SET state = 'failed', failure = ? WHERE id = ? AND deleted_at IS NULL");
        update.bind(1, std::string(why));
        update.bind(2, id.value);
        if (auto updated = update_one(update); !updated) return updated;
        write_change(connection, id, "failed");
        return {};
    });
}

Result<void> ImageRepository::retry_failed(ImageId id) {
    return database_.write([&](Connection& connection) -> Result<void> {
        auto& update = connection.prepare(
            "UPDATE images SET state = 'accepted', failure = '' WHERE id = ? AND state = 'failed'");
        update.bind(1, id.value);
        if (update.exec() == 0) return {};
        auto& job = connection.prepare(
            "INSERT INTO jobs (kind, image_id) VALUES ('derive', ?) ON CONFLICT DO NOTHING");
        job.bind(1, id.value);
        job.exec();
        return {};
    });
}

Result<void> ImageRepository::edit(ImageId id, const ImageEdit& edit, const Viewer& viewer) {
    return database_.write([&](Connection& connection) -> Result<void> {
        auto ownership = require_editor(connection, id, viewer);
        if (!ownership) return forward(ownership);
        if (edit.visibility && *edit.visibility != ownership->visibility) {
            if (!viewer.person || viewer.person != ownership->owner) {
                return fail(ErrorKind::forbidden, "forbidden", "Only its owner says who sees an Image.");
            }
            write_visibility(connection, id, *edit.visibility);
        }
        auto& update = connection.prepare(
            "UPDATE images SET title = coalesce(?, title), description = coalesce(?, description),"
            " artist = coalesce(?, artist) WHERE id = ? AND deleted_at IS NULL");
        int at = 0;
        for (const auto* field : {&edit.title, &edit.description, &edit.artist}) {
            ++at;
            if (*field) update.bind(at, **field);
        }
        update.bind(++at, id.value);
        if (auto updated = update_one(update); !updated) return updated;
        if (edit.tags) {
            std::set<std::string> kept;
            std::vector<std::string> added;
            for (const auto& name : *edit.tags) kept.insert(folded_tag(name));
            std::set<std::string> present;
            for (const auto& tag : read_tags(connection, id)) {
                present.insert(tag.name);
                if (kept.contains(tag.name)) continue;
                CorrectionRepository::note(connection, id, tag.name, false);
                auto& drop = connection.prepare(
                    "UPDATE image_tags SET rejected = 1 WHERE image_id = ? AND tag_id ="
                    " (SELECT id FROM tags WHERE name = ?)");
                drop.bind(1, id.value);
                drop.bind(2, tag.name);
                drop.exec();
            }
            for (const auto& name : *edit.tags) {
                if (!present.contains(folded_tag(name))) added.push_back(name);
            }
            for (const auto& name : added) CorrectionRepository::note(connection, id, folded_tag(name), true);
            write_person_tags(connection, id, added);
            for (std::size_t i = 0; i < edit.tags->size(); ++i) {
                auto& order = connection.prepare(
                    "UPDATE image_tags SET position = ? WHERE image_id = ? AND source = 'person' AND tag_id ="
                    " (SELECT id FROM tags WHERE name = ?)");
                order.bind(1, static_cast<std::int64_t>(i));
                order.bind(2, id.value);
                order.bind(3, folded_tag((*edit.tags)[i]));
                order.exec();
            }
        }
        write_full_text(connection, id);
        write_change(connection, id, "updated");
        return {};
    });
}

Result<void> ImageRepository::remove(ImageId id, const Viewer& viewer) {
    return database_.write([&](Connection& connection) -> Result<void> {
        if (auto allowed = require_editor(connection, id, viewer); !allowed) return forward(allowed);
        move_to_trash(connection, id);
        return {};
    });
}

Result<std::vector<std::int64_t>> ImageRepository::ids_with_tags(std::span<const std::string> tags) const {
    return database_.read([&](Connection& connection) {
        std::vector<std::int64_t> ids;
        bool first = true;
        for (const auto& name : tags) {
            auto& select = connection.prepare(
                "SELECT image_id FROM image_tags WHERE tag_id = (SELECT id FROM tags WHERE name = ?) AND "
                "rejected = 0"
                " ORDER BY image_id");
            select.bind(1, folded_tag(name));
            std::vector<std::int64_t> with_tag;
            while (select.executeStep()) with_tag.push_back(select.getColumn(0).getInt64());
            if (first) {
                ids = std::move(with_tag);
                first = false;
            } else {
                std::vector<std::int64_t> both;
                std::ranges::set_intersection(ids, with_tag, std::back_inserter(both));
                ids = std::move(both);
            }
        }
        return ids;
    });
}

Result<std::vector<std::int64_t>> ImageRepository::ids_with_any_tag(std::span<const std::string> tags) const {
    std::vector<std::int64_t> ids;
    for (const auto& name : tags) {
        auto with_tag = ids_with_tags({&name, 1});
        if (!with_tag) return with_tag;
        std::vector<std::int64_t> either;
        std::ranges::set_union(ids, *with_tag, std::back_inserter(either));
        ids = std::move(either);
    }
    return ids;
}

Result<std::vector<TagCount>> ImageRepository::all_tag_counts() const {
    return database_.read([](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT name, images FROM (SELECT tag_id, count(*) AS images FROM image_tags WHERE rejected = 0"
            " AND image_id NOT IN (SELECT id FROM images WHERE visibility = 'private'"
            " UNION ALL SELECT id FROM images WHERE deleted_at IS NOT NULL)"
            " GROUP BY tag_id) JOIN tags ON tags.id = tag_id ORDER BY images DESC, name");
        std::vector<TagCount> counts;
        while (select.executeStep())
            counts.push_back({select.getColumn(0).getString(), select.getColumn(1).getInt64()});
        return counts;
    });
}

Result<std::vector<TagCount>> ImageRepository::tag_counts(std::string_view prefix,
                                                          const std::optional<TagCount>& after,
                                                          std::size_t limit, const Viewer& viewer) const {
    return database_.read([&](Connection& connection) {
        // A range instead of LIKE: it uses the index and takes % and _ as they are.
        const std::string from = fold_case(prefix);
        auto& select = connection.prepare(
            "SELECT tags.name, count(*) AS images FROM tags JOIN image_tags ON tag_id = tags.id AND rejected "
            "= 0"
            // The few that are not counted, rather than a look at each that is.
            " WHERE image_id NOT IN (SELECT id FROM images WHERE visibility = 'private'"
            " AND (owner_id = ?5 OR ?6) IS NOT TRUE UNION ALL SELECT id FROM images WHERE deleted_at IS NOT "
            "NULL)"
            " AND tags.name >= ?1 AND tags.name < ?2 GROUP BY tags.id"
            " HAVING ?4 IS NULL OR images < ?4 OR (images = ?4 AND tags.name > ?7)"
            " ORDER BY images DESC, tags.name LIMIT ?3");
        bind_viewer(select, 5, viewer);
        select.bind(1, from);
        select.bind(2, from + "\xF4\x8F\xBF\xBF");  // U+10FFFF sorts after every continuation of the prefix
        select.bind(3, static_cast<std::int64_t>(limit));
        if (after) {
            select.bind(4, after->images);
            select.bind(7, after->name);
        }
        std::vector<TagCount> counts;
        while (select.executeStep()) {
            counts.push_back({select.getColumn(0).getString(), select.getColumn(1).getInt64()});
        }
        return counts;
    });
}

Result<std::vector<ImageId>> ImageRepository::shown_of_owner(PersonId owner, std::optional<ImageId> after,
                                                             std::size_t limit, const Viewer& viewer) const {
    return database_.read([&](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT id FROM images WHERE owner_id = ?1 AND id < ?2 AND deleted_at IS NULL"
            " AND state IN ('derived', 'ready') AND (visibility = 'public' OR owner_id = ?3 OR ?4)"
            " ORDER BY id DESC LIMIT ?5");
        select.bind(1, owner.value);
        select.bind(2, after ? after->value : INT64_MAX);
        bind_viewer(select, 3, viewer);
        select.bind(5, static_cast<std::int64_t>(limit));
        std::vector<ImageId> ids;
        while (select.executeStep()) ids.push_back(ImageId{select.getColumn(0).getInt64()});
        return ids;
    });
}

Result<LibraryCounts> ImageRepository::counts(const Viewer& viewer) const {
    return database_.read([&](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT state, count(*) FROM images WHERE deleted_at IS NULL"
            " AND (visibility = 'public' OR owner_id = ?1 OR ?2) GROUP BY state");
        bind_viewer(select, 1, viewer);
        LibraryCounts counts;
        while (select.executeStep()) {
            const std::int64_t number = select.getColumn(1).getInt64();
            counts.images += number;
            switch (parse_image_state(select.getColumn(0).getString()).value_or(ImageState::failed)) {
                case ImageState::ready:
                    counts.ready = number;
                    break;
                case ImageState::failed:
                    counts.failed = number;
                    break;
                default:
                    counts.pending += number;
            }
        }
        return counts;
    });
}

Result<std::vector<ImageId>> ImageRepository::ids_of_owner(PersonId owner, std::optional<ImageId> after,
                                                           std::size_t limit) const {
    return database_.read([&](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT id FROM images WHERE owner_id = ? AND id < ? AND deleted_at IS NULL ORDER BY id DESC "
            "LIMIT ?");
        select.bind(1, owner.value);
        select.bind(2, after ? after->value : INT64_MAX);
        select.bind(3, static_cast<std::int64_t>(limit));
        std::vector<ImageId> ids;
        while (select.executeStep()) ids.push_back(ImageId{select.getColumn(0).getInt64()});
        return ids;
    });
}

Result<void> ImageRepository::for_each_catalogue_row(ImageIdRange range,
                                                     const CatalogueVisitor& visit) const {
    return database_.read([&](Connection& connection) { visit_catalogue(connection, range, visit); });
}

Result<std::vector<ImageIdRange>> ImageRepository::id_ranges(std::size_t parts) const {
    return database_.read([&](Connection& connection) {
        auto& count = connection.prepare("SELECT count(*) FROM images");
        count.executeStep();
        const std::int64_t images = count.getColumn(0).getInt64();
        std::vector<ImageIdRange> ranges;
        ImageId first{0};
        for (std::size_t part = 1; part < parts; ++part) {
            auto& select = connection.prepare("SELECT id FROM images ORDER BY id LIMIT 1 OFFSET ?");
            select.bind(1, images * static_cast<std::int64_t>(part) / static_cast<std::int64_t>(parts));
            if (!select.executeStep()) break;
            const std::int64_t next = select.getColumn(0).getInt64();
            ranges.push_back({first, ImageId{next - 1}});
            first = ImageId{next};
        }
        ranges.push_back({first, ImageId{std::numeric_limits<std::int64_t>::max()}});
        return ranges;
    });
}

Result<std::vector<CatalogueRow>> ImageRepository::catalogue_of(std::span<const ImageId> ids) const {
    return database_.read([&](Connection& connection) {
        std::vector<CatalogueRow> rows;
        for (const ImageId id : ids) {
            visit_catalogue(connection, {id, id}, [&](CatalogueRow row) { rows.push_back(std::move(row)); });
        }
        return rows;
    });
}

Result<std::vector<ImageRepository::Inventory>> ImageRepository::inventory() const {
    return database_.read([](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT id, sha256, bytes, width, state, deleted_at IS NOT NULL FROM images ORDER BY id");
        std::vector<Inventory> rows;
        while (select.executeStep()) {
            rows.push_back({ImageId{select.getColumn(0).getInt64()}, select.getColumn(1).getString(),
                            static_cast<std::uint64_t>(select.getColumn(2).getInt64()),
                            select.getColumn(3).getInt(),
                            parse_image_state(select.getColumn(4).getString()).value_or(ImageState::failed),
                            select.getColumn(5).getInt() != 0});
        }
        return rows;
    });
}

Result<std::int64_t> ImageRepository::greatest_id() const {
    return database_.read([](Connection& connection) {
        auto& select = connection.prepare("SELECT coalesce(max(id), 0) FROM images");
        select.executeStep();
        return select.getColumn(0).getInt64();
    });
}

}  // namespace palette::store
