#pragma once

// What the repositories of Palettes share: finding out, within their own transactions, what somebody is to a
// Palette, and telling its people that it changed. Only for repositories of this folder.

#include "base/result.hpp"
#include "model/palette.hpp"
#include "store/database.hpp"

namespace palette::store {

struct PaletteStanding {
    PersonId owner;
    PaletteRole role = PaletteRole::none;  // the visitor's
    PaletteVisibility visibility = PaletteVisibility::people_only;
    std::string share_key;
    bool living = false;
};

// Fails with `palette_not_found` for what is not there, deleted, or not for this visitor to see.
Result<PaletteStanding> standing_of(Connection& connection, PaletteId id, const PaletteVisitor& visitor);
// The same for somebody who wants to change something; also fails with `forbidden` unless `may(role)`.
Result<PaletteStanding> standing_of(Connection& connection, PaletteId id, PersonId person,
                                    bool (*may)(PaletteRole));

[[nodiscard]] Error no_such_palette();
[[nodiscard]] Error not_yours();
[[nodiscard]] Error living_palette();  // for who wants to put something in or out

// Counts the version up and writes a change of `kind` for the owner and everybody it is shared with.
void touch_palette(Connection& connection, PaletteId id, const char* kind);
// A change for one person alone.
void tell_of_palette(Connection& connection, PaletteId id, PersonId person, const char* kind);

}  // namespace palette::store
