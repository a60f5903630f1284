#pragma once

// How long this library has been served, in milliseconds, counted by steady clocks and kept in the database.
//
// What must not happen too early (purging, expiring) is measured by this and not by the time of day, which a
// flat battery, a wrong setting or a restored machine can move by years. It stands still while nobody serves,
// so it only ever errs on the side of keeping.

#include <chrono>
#include <cstdint>

#include "base/result.hpp"
#include "store/database.hpp"

namespace palette::store {

// Within a repository's transaction.
[[nodiscard]] std::int64_t library_time_ms(Connection& connection);

// Called by the one process that keeps house (ingest/housekeeper.hpp).
Result<void> advance_library_clock(Database& database, std::chrono::milliseconds by);

}  // namespace palette::store
