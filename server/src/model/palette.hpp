#pragma once

// The Palette, a person's collection of Images, as a value, and who may do what with it. Nothing here does
// I/O.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"

namespace palette {

// Who may see a Palette besides its owner and the people it is shared with. In texts: private, unlisted,
// public.
enum class PaletteVisibility : std::uint8_t { people_only, with_key, everybody };
[[nodiscard]] std::string_view to_string(PaletteVisibility visibility);
[[nodiscard]] std::optional<PaletteVisibility> parse_palette_visibility(std::string_view text);

// What somebody is to a Palette, each more than the one before.
enum class PaletteRole : std::uint8_t { none, viewer, contributor, owner };
[[nodiscard]] std::string_view to_string(PaletteRole role);
// A role that can be given to another person: viewer or contributor.
[[nodiscard]] std::optional<PaletteRole> parse_given_role(std::string_view text);

// Who asks for a Palette. The key is that of a share link, empty when there is none.
struct PaletteVisitor {
    std::optional<PersonId> person;
    std::string key;
};

// `key_fits`: the visitor came with the Palette's present share key.
[[nodiscard]] bool may_see(PaletteRole role, PaletteVisibility visibility, bool key_fits);
[[nodiscard]] inline bool may_add(PaletteRole role) {
    return role >= PaletteRole::contributor;
}
// Contributors move and remove what they added themselves.
[[nodiscard]] inline bool may_move(PaletteRole role, bool added_it) {
    return role == PaletteRole::owner || (role == PaletteRole::contributor && added_it);
}
// Words, cover, visibility, share key, people, deleting.
[[nodiscard]] inline bool may_manage(PaletteRole role) {
    return role == PaletteRole::owner;
}

struct PersonName {
    PersonId id;
    std::string name;
};

// As one visitor sees it: Images they may not see are in no count and on no cover. A living one holds what a
// search finds; the store knows of no Images inside it.
struct Palette {
    PaletteId id;
    std::string title;
    std::string description;
    PaletteVisibility visibility = PaletteVisibility::people_only;
    PersonName owner;
    std::int64_t images = 0;
    std::vector<ImageId> cover;  // the chosen one first, then the first ones inside; at most kCoverImagesMax
    std::optional<ImageId> cover_image;  // as chosen, if the visitor may see it
    Timestamp created_at;
    Timestamp updated_at;
    PaletteRole role = PaletteRole::none;
    std::string share_key;  // for the owner of an unlisted one; else empty
    std::int64_t version = 0;
    std::string search;            // of a living one: the search's permalink; else empty
    std::optional<bool> contains;  // whether the Image that was asked about is inside
};

inline constexpr std::size_t kCoverImagesMax = 4;

[[nodiscard]] inline bool is_living(const Palette& palette) {
    return !palette.search.empty();
}

}  // namespace palette
