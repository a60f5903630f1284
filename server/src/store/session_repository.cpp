#include "store/session_repository.hpp"

namespace palette::store {
namespace {

std::int64_t to_integer(Timestamp time) {
    return time.time_since_epoch().count();
}
Timestamp to_time(const SQLite::Column& column) {
    return Timestamp{std::chrono::milliseconds{column.getInt64()}};
}

void bind(SQLite::Statement& statement, int at, const SecretHash& hash) {
    statement.bind(at, hash.data(), static_cast<int>(hash.size()));
}

}  // namespace

Result<void> SessionRepository::add(const NewSession& session, Timestamp idle_since, Timestamp made_since) {
    return database_.write([&](Connection& connection) {
        auto& end = connection.prepare("DELETE FROM sessions WHERE last_used_at < ? OR created_at < ?");
        end.bind(1, to_integer(idle_since));
        end.bind(2, to_integer(made_since));
        end.exec();
        auto& insert = connection.prepare(
            "INSERT INTO sessions (id, person_id, token_hash, rotated_at, created_at, last_used_at, "
            "user_agent, address)"
            " VALUES (?, ?, ?, ?4, ?4, ?4, ?, ?)");
        insert.bind(1, session.id.value);
        insert.bind(2, session.person.value);
        bind(insert, 3, session.token_hash);
        insert.bind(4, to_integer(session.created_at));
        insert.bind(5, session.user_agent);
        insert.bind(6, session.address);
        insert.exec();
    });
}

Result<std::optional<SessionRepository::Found>> SessionRepository::find(const SecretHash& token_hash) const {
    return database_.read([&](Connection& connection) -> std::optional<Found> {
        auto& select = connection.prepare(
            "SELECT id, sessions.person_id, role, token_hash <> ?1, rotated_at, sessions.created_at, "
            "last_used_at"
            " FROM sessions JOIN accounts ON accounts.person_id = sessions.person_id"
            " WHERE (token_hash = ?1 OR previous_hash = ?1) AND disabled = 0");
        bind(select, 1, token_hash);
        if (!select.executeStep()) return std::nullopt;
        return Found{SessionId{select.getColumn(0).getInt64()},
                     PersonId{select.getColumn(1).getInt64()},
                     parse_role(select.getColumn(2).getString()).value_or(Role::member),
                     select.getColumn(3).getInt() != 0,
                     to_time(select.getColumn(4)),
                     to_time(select.getColumn(5)),
                     to_time(select.getColumn(6))};
    });
}

Result<bool> SessionRepository::rotate(SessionId id, const SecretHash& from, const SecretHash& to,
                                       Timestamp time) {
    return notes_.write([&](Connection& connection) {
        auto& update = connection.prepare(
            "UPDATE sessions SET previous_hash = token_hash, token_hash = ?, rotated_at = ?3, last_used_at = "
            "?3"
            " WHERE id = ? AND token_hash = ?");
        bind(update, 1, to);
        update.bind(3, to_integer(time));
        update.bind(4, id.value);
        bind(update, 5, from);
        return update.exec() > 0;
    });
}

Result<void> SessionRepository::touch(SessionId id, Timestamp time) {
    return notes_.write([&](Connection& connection) {
        auto& update = connection.prepare("UPDATE sessions SET last_used_at = ? WHERE id = ?");
        update.bind(1, to_integer(time));
        update.bind(2, id.value);
        update.exec();
    });
}

Result<std::vector<Session>> SessionRepository::list(PersonId person) const {
    return database_.read([&](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT id, created_at, last_used_at, user_agent, address FROM sessions WHERE person_id = ?"
            " ORDER BY last_used_at DESC, id DESC");
        select.bind(1, person.value);
        std::vector<Session> sessions;
        while (select.executeStep()) {
            sessions.push_back({SessionId{select.getColumn(0).getInt64()}, to_time(select.getColumn(1)),
                                to_time(select.getColumn(2)), select.getColumn(3).getString(),
                                select.getColumn(4).getString()});
        }
        return sessions;
    });
}

Result<void> SessionRepository::remove(PersonId person, SessionId id) {
    return database_.write([&](Connection& connection) -> Result<void> {
        auto& erase = connection.prepare("DELETE FROM sessions WHERE id = ? AND person_id = ?");
        erase.bind(1, id.value);
        erase.bind(2, person.value);
        if (erase.exec() == 0) {
            return fail(ErrorKind::not_found, "session_not_found", "There is no such session.");
        }
        return {};
    });
}

Result<void> SessionRepository::remove_others(PersonId person, std::optional<SessionId> but) {
    return database_.write([&](Connection& connection) {
        auto& erase = connection.prepare("DELETE FROM sessions WHERE person_id = ? AND id <> ?");
        erase.bind(1, person.value);
        erase.bind(2, but ? but->value : 0);
        erase.exec();
    });
}

}  // namespace palette::store
