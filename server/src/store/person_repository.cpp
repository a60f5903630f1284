#include "store/person_repository.hpp"

#include "base/clock.hpp"
#include "base/text.hpp"

namespace palette::store {

Result<PersonId> find_or_add_person(Database& database, std::string_view name) {
    return database.write([&](Connection& connection) {
        auto& insert =
            connection.prepare("INSERT INTO people (id, name, folded, created_at) VALUES (?, ?, ?, ?)"
                               " ON CONFLICT DO NOTHING");
        insert.bind(1, new_id_value());
        insert.bind(2, std::string(name));
        insert.bind(3, fold_case(name));
        insert.bind(4, static_cast<std::int64_t>(now().time_since_epoch().count()));
        insert.exec();
        auto& select = connection.prepare("SELECT id FROM people WHERE folded = ?");
        select.bind(1, fold_case(name));
        select.executeStep();
        return PersonId{select.getColumn(0).getInt64()};
    });
}

}  // namespace palette::store
