#include "store/change_repository.hpp"

namespace palette::store {

Result<std::vector<Change>> ChangeRepository::after(std::int64_t sequence, std::size_t limit) const {
    return database_.read([&](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT sequence, image_id, kind FROM changes WHERE sequence > ? ORDER BY sequence LIMIT ?");
        select.bind(1, sequence);
        select.bind(2, static_cast<std::int64_t>(limit));
        std::vector<Change> changes;
        while (select.executeStep()) {
            changes.push_back({select.getColumn(0).getInt64(), ImageId{select.getColumn(1).getInt64()},
                               select.getColumn(2).getString()});
        }
        return changes;
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
            "DELETE FROM changes WHERE sequence <= (SELECT seq FROM sqlite_sequence WHERE name = 'changes') - ?");
        prune.bind(1, kChangesKept);
        prune.exec();
    });
}

}  // namespace palette::store
