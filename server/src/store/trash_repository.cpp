#include "store/trash_repository.hpp"

#include "store/image_repository.hpp"
#include "store/library_clock.hpp"

namespace palette::store {

Result<std::vector<TrashedImage>> TrashRepository::list(Whose whose, std::optional<ImageId> after,
                                                        std::size_t limit) const {
    return database_.read([&](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT images.id, title, artist, width, height, thumbhash, color, deleted_at, since_ms"
            " FROM trash JOIN images ON images.id = image_id"
            " WHERE owner_id IS ?1 AND (?2 IS NULL OR (deleted_at, images.id) <"
            " (SELECT deleted_at, id FROM images WHERE id = ?2))"
            " ORDER BY deleted_at DESC, images.id DESC LIMIT ?3");
        if (whose.owner) select.bind(1, whose.owner->value);
        if (after) select.bind(2, after->value);
        select.bind(3, static_cast<std::int64_t>(limit));
        const std::int64_t now_ms = library_time_ms(connection);
        std::vector<TrashedImage> images;
        while (select.executeStep()) {
            TrashedImage image;
            ImageCard& card = image.card;
            card.id = ImageId{select.getColumn(0).getInt64()};
            card.owner = whose.owner;
            card.title = select.getColumn(1).getString();
            card.artist = select.getColumn(2).getString();
            card.width = select.getColumn(3).getInt();
            card.height = select.getColumn(4).getInt();
            const auto* hash = static_cast<const std::uint8_t*>(select.getColumn(5).getBlob());
            if (hash != nullptr) card.thumbhash.assign(hash, hash + select.getColumn(5).getBytes());
            card.color = select.getColumn(6).getString();
            image.deleted_at = Timestamp{std::chrono::milliseconds{select.getColumn(7).getInt64()}};
            image.purged_in =
                kPurgeAfter - std::chrono::milliseconds{now_ms - select.getColumn(8).getInt64()};
            images.push_back(std::move(image));
        }
        return images;
    });
}

Result<void> TrashRepository::restore(ImageId id, const Viewer& viewer) {
    return database_.write([&](Connection& connection) -> Result<void> {
        auto& select = connection.prepare("SELECT owner_id, visibility, deleted_at FROM images WHERE id = ?");
        select.bind(1, id.value);
        const bool exists = select.executeStep();
        Ownership ownership;
        if (exists && !select.getColumn(0).isNull())
            ownership.owner = PersonId{select.getColumn(0).getInt64()};
        if (exists) {
            ownership.visibility =
                parse_visibility(select.getColumn(1).getString()).value_or(Visibility::owner);
        }
        // A deleted Image is seen by those who may put it back, and by nobody else.
        const bool deleted = exists && !select.getColumn(2).isNull();
        if (!exists || !(deleted ? may_edit(viewer, ownership) : may_see(viewer, ownership))) {
            return fail(ErrorKind::not_found, "image_not_found", "There is no such Image.");
        }
        if (!may_edit(viewer, ownership))
            return fail(ErrorKind::forbidden, "forbidden", "This is not your Image.");
        if (!deleted) return {};
        auto& update = connection.prepare("UPDATE images SET deleted_at = NULL WHERE id = ?");
        update.bind(1, id.value);
        update.exec();
        // What is ready is looked at again too: the model pack may have changed meanwhile.
        auto& job = connection.prepare(
            "INSERT INTO jobs (kind, image_id) SELECT CASE state WHEN 'accepted' THEN 'derive' ELSE "
            "'understand' END, id"
            " FROM images WHERE id = ? AND state <> 'failed' ON CONFLICT DO NOTHING");
        job.bind(1, id.value);
        job.exec();
        write_full_text(connection, id);
        write_change(connection, id, "updated");
        return {};
    });
}

Result<std::size_t> TrashRepository::purge(std::chrono::milliseconds min_age, std::optional<Whose> whose,
                                           std::size_t limit) {
    return database_.write([&](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT images.id, sha256 FROM trash JOIN images ON images.id = image_id"
            " WHERE since_ms <= ?1 AND (?2 = 0 OR owner_id IS ?3) LIMIT ?4");
        select.bind(1, library_time_ms(connection) - static_cast<std::int64_t>(min_age.count()));
        select.bind(2, whose ? 1 : 0);
        if (whose && whose->owner) select.bind(3, whose->owner->value);
        select.bind(4, static_cast<std::int64_t>(limit));
        std::vector<std::pair<std::int64_t, std::string>> doomed;
        while (select.executeStep())
            doomed.emplace_back(select.getColumn(0).getInt64(), select.getColumn(1).getString());
        for (const auto& [id, sha256] : doomed) {
            auto& erase = connection.prepare("DELETE FROM images WHERE id = ?");
            erase.bind(1, id);
            erase.exec();
            auto& discard = connection.prepare(
                "INSERT INTO discarded_files SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM images WHERE sha256 = "
                "?1)"
                " ON CONFLICT DO NOTHING");
            discard.bind(1, sha256);
            discard.exec();
        }
        return doomed.size();
    });
}

Result<std::vector<std::string>> TrashRepository::discarded_files(std::size_t limit) const {
    return database_.read([&](Connection& connection) {
        auto& select = connection.prepare("SELECT sha256 FROM discarded_files LIMIT ?");
        select.bind(1, static_cast<std::int64_t>(limit));
        std::vector<std::string> files;
        while (select.executeStep()) files.push_back(select.getColumn(0).getString());
        return files;
    });
}

bool TrashRepository::forget_discarded(Connection& connection, const std::string& sha256) {
    auto& erase = connection.prepare("DELETE FROM discarded_files WHERE sha256 = ?");
    erase.bind(1, sha256);
    erase.exec();
    auto& select = connection.prepare("SELECT 1 FROM images WHERE sha256 = ?");
    select.bind(1, sha256);
    return !select.executeStep();
}

}  // namespace palette::store
