#pragma once

// People who own Images. Any thread that may block.

#include <optional>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "model/viewer.hpp"
#include "store/database.hpp"

namespace palette::store {

// The person of this name (case does not matter), made if there is none.
Result<PersonId> find_or_add_person(Database& database, std::string_view name);

// The person of this name; nothing when there is none.
[[nodiscard]] Result<std::optional<PersonId>> find_person(Database& database, std::string_view name);

// What everybody may know of a person: counts are of what the viewer may see.
struct Profile {
    PersonId person;
    std::string name;
    std::string display_name;
    std::int64_t images = 0;
    std::int64_t palettes = 0;  // public ones
};
// Fail with `person_not_found`.
[[nodiscard]] Result<Profile> find_profile(Database& database, PersonId person, const Viewer& viewer);
[[nodiscard]] Result<Profile> find_profile(Database& database, std::string_view name, const Viewer& viewer);

}  // namespace palette::store
