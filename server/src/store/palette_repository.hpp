#pragma once

// Palettes and the people they are shared with: the only place that knows how they lie in SQL. What is inside
// them is store/palette_image_repository.hpp's.
//
// Who may do what is model/palette.hpp's; it is asked within the transaction that acts, so that nobody acts
// on a right that was just taken away. What somebody may not see fails with `palette_not_found`, what they
// may see but not change with `forbidden`. Every write counts the Palette's version up and tells its people
// through the change log. Safe to call from any thread that may block.

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/palette.hpp"
#include "store/database.hpp"

namespace palette::store {

struct PaletteLimits {
    std::size_t palettes_per_person_max = 1'000;
    std::size_t images_max = 10'000;  // in one Palette
    std::size_t people_max = 50;      // one Palette is shared with
};

struct NewPalette {
    std::string title;
    std::string description;
    PaletteVisibility visibility = PaletteVisibility::people_only;
    std::string search;  // of a living one, which has no Images of its own
};

// Absent fields stay as they are.
struct PaletteEdit {
    std::optional<std::string> title;
    std::optional<std::string> description;
    std::optional<PaletteVisibility> visibility;
    std::optional<std::optional<ImageId>> cover_image;  // of an Image inside; none: the first ones
};

struct PaletteListQuery {
    bool mine = false;  // the viewer's own and those shared with them; else all they may see in lists
    std::optional<PersonId> owner;
    std::optional<ImageId> contains;  // answer of each whether it is inside
};

// Behind which Palette a page begins: the last one of the page before.
struct PaletteListPlace {
    std::int64_t updated_at = 0;
    PaletteId id;
};

struct PalettePerson {
    PersonName person;
    PaletteRole role = PaletteRole::viewer;
};

class PaletteRepository {
  public:
    explicit PaletteRepository(Database& database, PaletteLimits limits = {})
        : database_(database), limits_(limits) {}

    // With `images` inside, in their order. Fails with `too_many_palettes` and as
    // PaletteImageRepository::change() does.
    Result<PaletteId> add(PersonId owner, const NewPalette& palette, std::span<const ImageId> images = {});
    [[nodiscard]] Result<Palette> find(PaletteId id, const PaletteVisitor& visitor) const;
    // Last changed first. Unlisted and private ones are in no list but those of their people.
    [[nodiscard]] Result<std::vector<Palette>> list(const PaletteListQuery& query,
                                                    std::optional<PersonId> viewer,
                                                    std::optional<PaletteListPlace> after,
                                                    std::size_t limit) const;
    // Fails with `image_not_inside` for a cover that is not inside.
    Result<void> edit(PaletteId id, PersonId person, const PaletteEdit& edit);
    Result<void> remove(PaletteId id, PersonId person);
    // Takes remove() back, until the Palette is purged.
    Result<void> restore(PaletteId id, PersonId person);
    // Makes a living Palette an ordinary one with these Images inside, in their order. Fails with
    // `palette_not_living`.
    Result<void> freeze(PaletteId id, PersonId person, std::span<const ImageId> images);
    // Removes for good up to `limit` of those that were deleted at least `min_age` of serving ago, and
    // answers how many. Their Images stay.
    Result<std::size_t> purge(std::chrono::milliseconds min_age, std::size_t limit);
    // A new share key; links with the old one are dead. Fails with `not_unlisted`.
    Result<void> renew_share_key(PaletteId id, PersonId person);

    // Whom it is shared with, by name. For its people only.
    [[nodiscard]] Result<std::vector<PalettePerson>> people(PaletteId id, PersonId person) const;
    // Fails with `person_not_found`, `already_owner` or `too_many_people`.
    Result<void> put_person(PaletteId id, PersonId person, PersonId other, PaletteRole role);
    // Everybody may take themselves out. Nothing to do when they were not in.
    Result<void> remove_person(PaletteId id, PersonId person, PersonId other);

    // The person of an id or @name. Fails with `person_not_found`.
    [[nodiscard]] Result<PersonId> person_of(std::string_view id_or_name) const;

    // For whoever ends an account, within their transaction: its Palettes go, and it leaves those of others.
    static void drop_person(Connection& connection, PersonId person);

  private:
    Database& database_;
    const PaletteLimits limits_;
};

}  // namespace palette::store
