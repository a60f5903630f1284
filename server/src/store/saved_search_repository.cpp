#include "store/saved_search_repository.hpp"

namespace palette::store {
namespace {

SavedSearch read(SQLite::Statement& select) {
    return {SavedSearchId{select.getColumn(0).getInt64()}, select.getColumn(1).getString(),
            select.getColumn(2).getString(),
            Timestamp{std::chrono::milliseconds{select.getColumn(3).getInt64()}}};
}

std::unexpected<Error> no_such_search() {
    return fail(ErrorKind::not_found, "search_not_found", "There is no such saved search.");
}

}  // namespace

Result<std::vector<SavedSearch>> SavedSearchRepository::list(PersonId person) const {
    return database_.read([&](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT id, name, query, created_at FROM saved_searches WHERE person_id = ? ORDER BY id DESC");
        select.bind(1, person.value);
        std::vector<SavedSearch> searches;
        while (select.executeStep()) searches.push_back(read(select));
        return searches;
    });
}

Result<SavedSearch> SavedSearchRepository::add(PersonId person, const std::string& name,
                                               const std::string& query) {
    return database_.write([&](Connection& connection) -> Result<SavedSearch> {
        auto& count = connection.prepare("SELECT count(*) FROM saved_searches WHERE person_id = ?");
        count.bind(1, person.value);
        count.executeStep();
        if (static_cast<std::size_t>(count.getColumn(0).getInt64()) >= kSavedSearchesMax) {
            return fail(ErrorKind::conflict, "too_many_searches",
                        "One person cannot keep more searches than this. Delete one that is not needed.");
        }
        SavedSearch search{SavedSearchId{new_id_value()}, name, query, now()};
        auto& insert = connection.prepare(
            "INSERT INTO saved_searches (id, person_id, name, query, created_at) VALUES (?, ?, ?, ?, ?)");
        insert.bind(1, search.id.value);
        insert.bind(2, person.value);
        insert.bind(3, name);
        insert.bind(4, query);
        insert.bind(5, static_cast<std::int64_t>(search.created_at.time_since_epoch().count()));
        insert.exec();
        return search;
    });
}

Result<SavedSearch> SavedSearchRepository::rename(PersonId person, SavedSearchId id,
                                                  const std::string& name) {
    return database_.write([&](Connection& connection) -> Result<SavedSearch> {
        auto& update =
            connection.prepare("UPDATE saved_searches SET name = ? WHERE id = ? AND person_id = ?");
        update.bind(1, name);
        update.bind(2, id.value);
        update.bind(3, person.value);
        if (update.exec() == 0) return no_such_search();
        auto& select =
            connection.prepare("SELECT id, name, query, created_at FROM saved_searches WHERE id = ?");
        select.bind(1, id.value);
        select.executeStep();
        return read(select);
    });
}

Result<void> SavedSearchRepository::remove(PersonId person, SavedSearchId id) {
    return database_.write([&](Connection& connection) -> Result<void> {
        auto& remove = connection.prepare("DELETE FROM saved_searches WHERE id = ? AND person_id = ?");
        remove.bind(1, id.value);
        remove.bind(2, person.value);
        if (remove.exec() == 0) return no_such_search();
        return {};
    });
}

}  // namespace palette::store
