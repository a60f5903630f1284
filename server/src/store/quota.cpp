#include "store/quota.hpp"

#include <fmt/core.h>

namespace palette::store {
namespace {

std::int64_t number_of(Connection& connection, const char* sql, PersonId person) {
    auto& select = connection.prepare(sql);
    select.bind(1, person.value);
    return select.executeStep() ? select.getColumn(0).getInt64() : 0;
}

std::optional<std::uint64_t> first_number(SQLite::Statement& select) {
    if (!select.executeStep() || select.getColumn(0).isNull()) return std::nullopt;
    return static_cast<std::uint64_t>(select.getColumn(0).getInt64());
}

Result<void> hold(const Quota& quota, std::uint64_t bytes) {
    if (!quota.bytes_max || quota.bytes_used + bytes <= *quota.bytes_max) return {};
    return fail(
        ErrorKind::too_large, "quota_exceeded",
        fmt::format(
            "This does not fit: {} of {} MB are taken. Pictures in the trash count until it is emptied.",
            quota.bytes_used / 1'000'000, *quota.bytes_max / 1'000'000));
}

}  // namespace

std::optional<std::uint64_t> instance_quota(Connection& connection) {
    return first_number(
        connection.prepare("SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'quota_bytes_max'"));
}

void set_instance_quota(Connection& connection, std::optional<std::uint64_t> bytes_max) {
    if (!bytes_max) {
        connection.prepare("DELETE FROM settings WHERE name = 'quota_bytes_max'").exec();
        return;
    }
    auto& set = connection.prepare(
        "INSERT INTO settings (name, value) VALUES ('quota_bytes_max', ?) ON CONFLICT (name) DO UPDATE SET "
        "value = excluded.value");
    set.bind(1, std::to_string(*bytes_max));
    set.exec();
}

Quota quota_of(Connection& connection, PersonId person) {
    Quota quota;
    quota.bytes_used = static_cast<std::uint64_t>(
        number_of(connection, "SELECT coalesce(sum(bytes), 0) FROM images WHERE owner_id = ?", person));
    auto& own = connection.prepare("SELECT quota_bytes_max FROM accounts WHERE person_id = ?");
    own.bind(1, person.value);
    quota.bytes_max = first_number(own);
    if (!quota.bytes_max) quota.bytes_max = instance_quota(connection);
    return quota;
}

Result<Quota> QuotaRepository::find(PersonId person) const {
    return database_.read([&](Connection& connection) { return quota_of(connection, person); });
}

Result<void> QuotaRepository::check(PersonId person, std::uint64_t bytes) const {
    auto quota = find(person);
    if (!quota) return forward(quota);
    return hold(*quota, bytes);
}

Result<void> hold_to_quota(Connection& connection, PersonId person) {
    return hold(quota_of(connection, person), 0);
}

Result<void> hold_to_quota_with_uploads(Connection& connection, PersonId person) {
    return hold(
        quota_of(connection, person),
        static_cast<std::uint64_t>(number_of(
            connection, "SELECT coalesce(sum(bytes), 0) FROM uploads WHERE owner_id = ? AND image_id IS NULL",
            person)));
}

}  // namespace palette::store
