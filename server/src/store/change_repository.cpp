#include "store/change_repository.hpp"

namespace palette::store {

namespace {

// From a statement that selects (sequence, image_id, kind, palette_id, version, person_id).
std::vector<Change> read_changes(SQLite::Statement& select) {
    std::vector<Change> changes;
    while (select.executeStep()) {
        changes.push_back({select.getColumn(0).getInt64(), ImageId{select.getColumn(1).getInt64()},
                           select.getColumn(2).getString(), PaletteId{select.getColumn(3).getInt64()},
                           select.getColumn(4).getInt64(), std::nullopt});
        if (!select.getColumn(5).isNull()) changes.back().only = PersonId{select.getColumn(5).getInt64()};
    }
    return changes;
}

}  // namespace

void tell_of_feed(Connection& connection, PersonId person, const char* kind, std::optional<ImageId> image) {
    auto& insert = connection.prepare("INSERT INTO changes (kind, image_id, person_id) VALUES (?, ?, ?)");
    insert.bind(1, kind);
    if (image) insert.bind(2, image->value);
    insert.bind(3, person.value);
    insert.exec();
}

Result<std::vector<Change>> ChangeRepository::after(std::int64_t sequence, std::size_t limit) const {
    return database_.read([&](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT sequence, coalesce(image_id, 0), kind, coalesce(palette_id, 0), coalesce(version, 0), "
            "person_id"
            " FROM changes WHERE sequence > ? ORDER BY sequence LIMIT ?");
        select.bind(1, sequence);
        select.bind(2, static_cast<std::int64_t>(limit));
        return read_changes(select);
    });
}

Result<std::vector<Change>> ChangeRepository::after(std::int64_t sequence, std::size_t limit,
                                                    std::optional<PersonId> told) const {
    return database_.read([&](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT sequence, coalesce(image_id, 0), kind, coalesce(palette_id, 0), coalesce(version, 0), "
            "person_id"
            " FROM changes WHERE sequence > ? AND (person_id IS NULL OR person_id = ?) ORDER BY sequence "
            "LIMIT ?");
        select.bind(1, sequence);
        if (told) select.bind(2, told->value);
        select.bind(3, static_cast<std::int64_t>(limit));
        return read_changes(select);
    });
}

Result<std::int64_t> ChangeRepository::latest() const {
    return database_.read([](Connection& connection) {
        // AUTOINCREMENT's own counter, so that a pruned, empty log still answers.
        auto& select = connection.prepare(
            "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'changes'), 0)");
        select.executeStep();
        return select.getColumn(0).getInt64();
    });
}

Result<bool> ChangeRepository::reaches_back_to(std::int64_t sequence) const {
    return database_.read([&](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT coalesce((SELECT min(sequence) FROM changes),"
            " coalesce((SELECT seq + 1 FROM sqlite_sequence WHERE name = 'changes'), 1)) <= ? + 1"
            " AND ? <= coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'changes'), 0)");
        select.bind(1, sequence);
        select.bind(2, sequence);
        select.executeStep();
        return select.getColumn(0).getInt() != 0;
    });
}

Result<void> ChangeRepository::prune() {
    return database_.write([](Connection& connection) {
        auto& prune = connection.prepare(
            "DELETE FROM changes WHERE sequence <= (SELECT seq FROM sqlite_sequence WHERE name = 'changes') "
            "- ?");
        prune.bind(1, kChangesKept);
        prune.exec();
    });
}

}  // namespace palette::store
