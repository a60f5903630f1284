#pragma once

// The log of what changed, which indexes and open tabs follow, also those of other processes. Changes of
// Images are for everybody or, where only one person may see the Image, for that person; likes, Palettes and
// feeds for one person each. Safe to call from any thread that may block.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/database.hpp"

namespace palette::store {

// Changes kept at least; older ones are pruned, and who asks for them has to start over.
inline constexpr std::int64_t kChangesKept = 100'000;

struct Change {
    std::int64_t sequence = 0;
    ImageId image;  // 0 when it is about no Image
    // Of an Image: derived, ready, updated, deleted, failed. Of a like: liked, unliked. Of a Palette:
    // palette.created, .edited, .images, .people, .restored, .deleted. Of a feed: feed.kept, .less,
    // .undo_less, .set. Of pairs that show the same picture: duplicates.
    std::string kind;
    PaletteId palette;             // 0 when it is about no Palette
    std::int64_t version = 0;      // of the Palette, after the change
    std::optional<PersonId> only;  // who alone is told

    [[nodiscard]] bool is_of_feed() const { return kind.starts_with(kFeedKind); }
    // Whether the Image itself may be another than before, which neither a like nor a taste makes it.
    [[nodiscard]] bool is_of_image() const {
        return image.value != 0 && kind != "liked" && kind != "unliked" && !is_of_feed();
    }

    static constexpr std::string_view kFeedKind = "feed.";
};

// For other repositories, within their transaction: a person's feed is another from its next page on.
void tell_of_feed(Connection& connection, PersonId person, const char* kind,
                  std::optional<ImageId> image = {});

class ChangeRepository {
  public:
    explicit ChangeRepository(Database& database) : database_(database) {}

    // Up to `limit` changes after `sequence`, in order.
    [[nodiscard]] Result<std::vector<Change>> after(std::int64_t sequence, std::size_t limit) const;
    // The same, only of what this person (or somebody unknown) is told.
    [[nodiscard]] Result<std::vector<Change>> after(std::int64_t sequence, std::size_t limit,
                                                    std::optional<PersonId> told) const;
    [[nodiscard]] Result<std::int64_t> latest() const;
    // Whether every change after `sequence` is still in the log.
    [[nodiscard]] Result<bool> reaches_back_to(std::int64_t sequence) const;
    Result<void> prune();

  private:
    Database& database_;
};

}  // namespace palette::store
