#include "store/token_repository.hpp"

namespace palette::store {
namespace {

std::int64_t to_integer(Timestamp time) {
    return time.time_since_epoch().count();
}
Timestamp to_time(const SQLite::Column& column) {
    return Timestamp{std::chrono::milliseconds{column.getInt64()}};
}
std::optional<Timestamp> to_time_or_none(const SQLite::Column& column) {
    return column.isNull() ? std::nullopt : std::optional(to_time(column));
}

}  // namespace

Result<void> TokenRepository::add(PersonId person, const ApiToken& token, const SecretHash& token_hash) {
    return database_.write([&](Connection& connection) -> Result<void> {
        auto& count = connection.prepare("SELECT count(*) FROM api_tokens WHERE person_id = ?");
        count.bind(1, person.value);
        count.executeStep();
        if (count.getColumn(0).getInt64() >= kApiTokensMax) {
            return fail(ErrorKind::conflict, "too_many_tokens", "Remove a token before you make another.");
        }
        auto& insert = connection.prepare(
            "INSERT INTO api_tokens (id, person_id, name, token_hash, created_at, expires_at) VALUES (?, ?, "
            "?, ?, ?, ?)");
        insert.bind(1, token.id.value);
        insert.bind(2, person.value);
        insert.bind(3, token.name);
        insert.bind(4, token_hash.data(), static_cast<int>(token_hash.size()));
        insert.bind(5, to_integer(token.created_at));
        if (token.expires_at) insert.bind(6, to_integer(*token.expires_at));
        insert.exec();
        return {};
    });
}

Result<std::optional<TokenRepository::Found>> TokenRepository::find(const SecretHash& token_hash,
                                                                    Timestamp time) const {
    return database_.read([&](Connection& connection) -> std::optional<Found> {
        auto& select = connection.prepare(
            "SELECT id, api_tokens.person_id, role, last_used_at FROM api_tokens"
            " JOIN accounts ON accounts.person_id = api_tokens.person_id"
            " WHERE token_hash = ? AND (expires_at IS NULL OR expires_at > ?) AND disabled = 0");
        select.bind(1, token_hash.data(), static_cast<int>(token_hash.size()));
        select.bind(2, to_integer(time));
        if (!select.executeStep()) return std::nullopt;
        return Found{ApiTokenId{select.getColumn(0).getInt64()}, PersonId{select.getColumn(1).getInt64()},
                     parse_role(select.getColumn(2).getString()).value_or(Role::member),
                     to_time_or_none(select.getColumn(3))};
    });
}

Result<void> TokenRepository::touch(ApiTokenId id, Timestamp time) {
    return notes_.write([&](Connection& connection) {
        auto& update = connection.prepare("UPDATE api_tokens SET last_used_at = ? WHERE id = ?");
        update.bind(1, to_integer(time));
        update.bind(2, id.value);
        update.exec();
    });
}

Result<std::vector<ApiToken>> TokenRepository::list(PersonId person) const {
    return database_.read([&](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT id, name, created_at, last_used_at, expires_at FROM api_tokens WHERE person_id = ?"
            " ORDER BY id DESC");
        select.bind(1, person.value);
        std::vector<ApiToken> tokens;
        while (select.executeStep()) {
            tokens.push_back({ApiTokenId{select.getColumn(0).getInt64()}, select.getColumn(1).getString(),
                              to_time(select.getColumn(2)), to_time_or_none(select.getColumn(3)),
                              to_time_or_none(select.getColumn(4))});
        }
        return tokens;
    });
}

Result<void> TokenRepository::remove(PersonId person, ApiTokenId id) {
    return database_.write([&](Connection& connection) -> Result<void> {
        auto& erase = connection.prepare("DELETE FROM api_tokens WHERE id = ? AND person_id = ?");
        erase.bind(1, id.value);
        erase.bind(2, person.value);
        if (erase.exec() == 0)
            return fail(ErrorKind::not_found, "token_not_found", "There is no such token.");
        return {};
    });
}

}  // namespace palette::store
