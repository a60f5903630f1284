#pragma once

// How much room a person's pictures take, and how much they may. Bytes of Originals count once for each
// Image, in the trash too, until it is purged. Safe to call from any thread that may block.

#include <cstdint>
#include <optional>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/database.hpp"

namespace palette::store {

struct Quota {
    std::uint64_t bytes_used = 0;
    std::optional<std::uint64_t> bytes_max;  // the person's own, else the instance's; none: no limit
};

class QuotaRepository {
  public:
    explicit QuotaRepository(Database& database) : database_(database) {}

    [[nodiscard]] Result<Quota> find(PersonId person) const;
    // Whether so many bytes more would still fit. Fails with `quota_exceeded`.
    Result<void> check(PersonId person, std::uint64_t bytes) const;

  private:
    Database& database_;
};

// For other repositories, within their own transaction.
[[nodiscard]] Quota quota_of(Connection& connection, PersonId person);

// The instance's, which holds for whoever has none of their own; none: no limit.
[[nodiscard]] std::optional<std::uint64_t> instance_quota(Connection& connection);
void set_instance_quota(Connection& connection, std::optional<std::uint64_t> bytes_max);

// For other repositories, within the transaction that has just added bytes: undone when this fails with
// `quota_exceeded`, so that two of them cannot both take the last room.
Result<void> hold_to_quota(Connection& connection, PersonId person);
// The same, and what unfinished uploads have announced counts as well.
Result<void> hold_to_quota_with_uploads(Connection& connection, PersonId person);

}  // namespace palette::store
