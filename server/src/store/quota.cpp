#include "store/quota.hpp"

#include <fmt/core.h>

namespace palette::store {
namespace {

std::int64_t number_of(Connection& connection, const char* sql, PersonId person) {
    auto& select = connection.prepare(sql);
    select.bind(1, person.value);
    return select.executeStep() ? select.getColumn(0).getInt64() : 0;
}

Quota read_quota(Connection& connection, PersonId person) {
    Quota quota;
    quota.bytes_used = static_cast<std::uint64_t>(
        number_of(connection, "SELECT coalesce(sum(bytes), 0) FROM images WHERE owner_id = ?", person));
    auto& select = connection.prepare(
        "SELECT coalesce((SELECT quota_bytes_max FROM accounts WHERE person_id = ?),"
        " (SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'quota_bytes_max'))");
    select.bind(1, person.value);
    select.executeStep();
    if (!select.getColumn(0).isNull())
        quota.bytes_max = static_cast<std::uint64_t>(select.getColumn(0).getInt64());
    return quota;
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

Result<Quota> QuotaRepository::find(PersonId person) const {
    return database_.read([&](Connection& connection) { return read_quota(connection, person); });
}

Result<void> QuotaRepository::check(PersonId person, std::uint64_t bytes) const {
    auto quota = find(person);
    if (!quota) return forward(quota);
    return hold(*quota, bytes);
}

Result<void> hold_to_quota(Connection& connection, PersonId person) {
    return hold(read_quota(connection, person), 0);
}

Result<void> hold_to_quota_with_uploads(Connection& connection, PersonId person) {
    return hold(
        read_quota(connection, person),
        static_cast<std::uint64_t>(number_of(
            connection, "SELECT coalesce(sum(bytes), 0) FROM uploads WHERE owner_id = ? AND image_id IS NULL",
            person)));
}

}  // namespace palette::store
