#include "store/database_copy.hpp"

#include <SQLiteCpp/Backup.h>

namespace palette::store {
namespace {

std::vector<NamedOriginal> select_originals(Connection& connection) {
    std::vector<NamedOriginal> originals;
    auto& select =
        connection.prepare("SELECT sha256, max(bytes) FROM images GROUP BY sha256 ORDER BY sha256");
    while (select.executeStep()) {
        originals.push_back(
            {select.getColumn(0).getString(), static_cast<std::uint64_t>(select.getColumn(1).getInt64())});
    }
    return originals;
}

}  // namespace

Result<std::vector<NamedOriginal>> originals_of(Database& database) {
    return database.read(select_originals);
}

Result<std::vector<NamedOriginal>> copy_database(Database& database, const std::filesystem::path& file) {
    return database.read([&](Connection& connection) {
        // Reading first makes this moment the one that is copied.
        auto originals = select_originals(connection);
        connection.reset_statements();
        constexpr int kAllPages = -1;
        SQLite::Database copy(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        SQLite::Backup(copy, connection.raw()).executeStep(kAllPages);
        return originals;
    });
}

}  // namespace palette::store
