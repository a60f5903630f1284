#include "store/upload_repository.hpp"

#include <fmt/core.h>

#include "base/text.hpp"
#include "store/library_clock.hpp"
#include "store/quota.hpp"

namespace palette::store {
namespace {

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) text += line + '\n';
    return text;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (const auto line : split(text, '\n')) {
        if (!line.empty()) lines.emplace_back(line);
    }
    return lines;
}

void bind_owner(SQLite::Statement& statement, int at, std::optional<PersonId> owner) {
    if (owner) statement.bind(at, owner->value);
}

}  // namespace

Result<void> UploadRepository::add(const Upload& upload, std::size_t open_max,
                                   std::chrono::milliseconds lives) {
    return database_.write([&](Connection& connection) -> Result<void> {
        auto& open =
            connection.prepare("SELECT count(*) FROM uploads WHERE owner_id IS ? AND image_id IS NULL");
        bind_owner(open, 1, upload.owner);
        open.executeStep();
        if (open.getColumn(0).getInt64() >= static_cast<std::int64_t>(open_max)) {
            return fail(ErrorKind::conflict, "too_many_uploads",
                        fmt::format("There are {} unfinished uploads already. Finish or cancel one first.",
                                    open_max));
        }
        auto& insert = connection.prepare(
            "INSERT INTO uploads (id, owner_id, file_name, bytes, title, description, artist, tags, "
            "visibility,"
            " expires_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        insert.bind(1, upload.id.value);
        bind_owner(insert, 2, upload.owner);
        insert.bind(3, upload.file_name);
        insert.bind(4, static_cast<std::int64_t>(upload.bytes));
        insert.bind(5, upload.words.title);
        insert.bind(6, upload.words.description);
        insert.bind(7, upload.words.artist);
        insert.bind(8, joined(upload.words.tags));
        insert.bind(9, upload.visibility);
        insert.bind(10, library_time_ms(connection) + static_cast<std::int64_t>(lives.count()));
        insert.exec();
        return upload.owner ? hold_to_quota_with_uploads(connection, *upload.owner) : Result<void>{};
    });
}

Result<Upload> UploadRepository::find(UploadId id, std::optional<PersonId> owner) const {
    return database_.read([&](Connection& connection) -> Result<Upload> {
        auto& select = connection.prepare(
            "SELECT file_name, bytes, title, description, artist, tags, visibility, expires_ms, image_id "
            "FROM uploads"
            " WHERE id = ? AND owner_id IS ?");
        select.bind(1, id.value);
        bind_owner(select, 2, owner);
        if (!select.executeStep()) {
            return fail(ErrorKind::not_found, "upload_not_found",
                        "There is no such upload, or its time is over.");
        }
        Upload upload;
        upload.id = id;
        upload.owner = owner;
        upload.file_name = select.getColumn(0).getString();
        upload.bytes = static_cast<std::uint64_t>(select.getColumn(1).getInt64());
        upload.words.title = select.getColumn(2).getString();
        upload.words.description = select.getColumn(3).getString();
        upload.words.artist = select.getColumn(4).getString();
        upload.words.tags = lines_of(select.getColumn(5).getString());
        upload.visibility = select.getColumn(6).getString();
        const std::int64_t expires = select.getColumn(7).getInt64();
        if (!select.getColumn(8).isNull()) upload.image = ImageId{select.getColumn(8).getInt64()};
        upload.expires_in = std::chrono::milliseconds{expires - library_time_ms(connection)};
        return upload;
    });
}

Result<void> UploadRepository::touch(UploadId id, std::chrono::milliseconds lives) {
    return database_.write([&](Connection& connection) {
        auto& update = connection.prepare("UPDATE uploads SET expires_ms = ? WHERE id = ?");
        update.bind(1, library_time_ms(connection) + static_cast<std::int64_t>(lives.count()));
        update.bind(2, id.value);
        update.exec();
    });
}

Result<void> UploadRepository::finish(UploadId id, ImageId image) {
    return database_.write([&](Connection& connection) {
        auto& update = connection.prepare("UPDATE uploads SET image_id = ? WHERE id = ?");
        update.bind(1, image.value);
        update.bind(2, id.value);
        update.exec();
    });
}

Result<void> UploadRepository::remove(UploadId id) {
    return database_.write([&](Connection& connection) {
        auto& erase = connection.prepare("DELETE FROM uploads WHERE id = ?");
        erase.bind(1, id.value);
        erase.exec();
    });
}

Result<void> UploadRepository::expire() {
    return database_.write([](Connection& connection) {
        connection.prepare("DELETE FROM uploads WHERE expires_ms <= (SELECT served_ms FROM library_clock)")
            .exec();
    });
}

Result<bool> UploadRepository::exists(UploadId id) const {
    return database_.read([&](Connection& connection) {
        auto& select = connection.prepare("SELECT 1 FROM uploads WHERE id = ?");
        select.bind(1, id.value);
        return select.executeStep();
    });
}

}  // namespace palette::store
