#pragma once

// People who own Images. Any thread that may block.

#include <string_view>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/database.hpp"

namespace palette::store {

// The person of this name (case does not matter), made if there is none.
Result<PersonId> find_or_add_person(Database& database, std::string_view name);

}  // namespace palette::store
