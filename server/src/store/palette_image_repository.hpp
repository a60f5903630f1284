#pragma once

// What is inside Palettes and in which order. Rights, failures and events as in store/palette_repository.hpp.
//
// Every edit names the Images it is about and where they go, never the whole list, so edits of different
// Images by two clients both stay. Places are ranks (model/rank.hpp). Safe to call from any thread that may
// block.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/result.hpp"
#include "model/palette.hpp"
#include "store/database.hpp"
#include "store/palette_repository.hpp"

namespace palette::store {

// Where Images go: first, last, or behind another one. An anchor that is not inside any more counts as last,
// so that an edit made beside somebody else's removal still succeeds.
struct PalettePlace {
    enum class Kind : std::uint8_t { first, last, behind } kind = Kind::last;
    ImageId anchor;
};

struct PaletteBatch {
    // `add`: what is inside stays where it is. `move` without `to` is about the order. `copy` needs `to`.
    enum class Action : std::uint8_t { add, remove, move, copy } action = Action::add;
    std::vector<ImageId> images;
    std::optional<PaletteId> to;
    PalettePlace place;                // of all of them in a row
    std::vector<PalettePlace> places;  // or of each its own, as long as `images`: what takes a removal back
};

class PaletteImageRepository {
  public:
    explicit PaletteImageRepository(Database& database, PaletteLimits limits = {})
        : database_(database), limits_(limits) {}

    // Adds one, last if no place is said, or moves it there if it is inside and a place is said.
    Result<void> put(PaletteId id, PersonId person, ImageId image, std::optional<PalettePlace> place);
    // All of it or nothing, in one transaction; answers how many Images it added, removed or moved. What is
    // to be removed and is not inside is passed over. Fails with `image_not_found` for what the person may
    // not see, `forbidden` where a contributor touches what others added, `palette_full`.
    Result<std::int64_t> change(PaletteId id, PersonId person, const PaletteBatch& batch);

    struct Page {
        std::vector<ImageId> ids;  // in order
        std::string next_cursor;   // empty at the end
    };
    // What the visitor may see of it. Fails with `cursor_invalid`.
    [[nodiscard]] Result<Page> page(PaletteId id, const PaletteVisitor& visitor, std::string_view cursor,
                                    std::size_t limit) const;
    // The same without pages: in order, or ascending by id for filters.
    [[nodiscard]] Result<std::vector<ImageId>> visible_in_order(PaletteId id,
                                                                const PaletteVisitor& visitor) const;
    [[nodiscard]] Result<std::vector<std::int64_t>> visible_ids(PaletteId id,
                                                                const PaletteVisitor& visitor) const;

    // Those of `images` that the viewer may see, wherever they are.
    [[nodiscard]] Result<std::unordered_set<ImageId>> visible_of(std::span<const ImageId> images,
                                                                 std::optional<PersonId> viewer) const;

    // Within the transaction that makes the Palette: `images` go in, in their order.
    static Result<void> add(Connection& connection, PaletteId id, PersonId owner,
                            std::span<const ImageId> images, std::size_t images_max);
    // For whoever folds two Images into one, within their transaction: where `from` is inside or the cover,
    // `to` is too, at its place unless it has one of its own. The places of `from` stay for when it is
    // restored.
    static void carry_over(Connection& connection, ImageId from, ImageId to);

  private:
    Database& database_;
    const PaletteLimits limits_;
};

}  // namespace palette::store
