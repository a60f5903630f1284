#pragma once

// Deleted Images: they can be restored until they are purged, and are then gone with their files.
//
// Purging is two steps, so that a crash between them loses nothing and leaves nothing: one transaction
// removes rows and notes the files nobody uses any more; then each file is removed, and its note with it,
// unless somebody has brought the same bytes meanwhile. Safe to call from any thread that may block.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "model/image.hpp"
#include "model/viewer.hpp"
#include "store/database.hpp"

namespace palette::store {

// How long a deleted Image or Palette can be restored, by the library's own clock (store/library_clock.hpp).
inline constexpr std::chrono::hours kPurgeAfter{24 * 30};

struct TrashedImage {
    ImageCard card;
    Timestamp deleted_at;
    std::chrono::milliseconds purged_in{0};  // of serving; not less
};

class TrashRepository {
  public:
    explicit TrashRepository(Database& database) : database_(database) {}

    // Whose deleted Images are meant.
    struct Whose {
        std::optional<PersonId> owner;  // none: those that belong to nobody
    };
    // Latest deleted first; at most `limit`, those behind `after`.
    [[nodiscard]] Result<std::vector<TrashedImage>> list(Whose whose, std::optional<ImageId> after,
                                                         std::size_t limit) const;

    // Back where it was, with what is left to be done for it; nothing to do for what is not deleted. Fails
    // with `image_not_found` for what the viewer may not see, and `forbidden` for what they may not change.
    Result<void> restore(ImageId id, const Viewer& viewer);

    // Removes rows for good and answers how many: up to `limit` of those deleted at least `min_age` ago, of
    // all or of one.
    Result<std::size_t> purge(std::chrono::milliseconds min_age, std::optional<Whose> whose,
                              std::size_t limit);

    [[nodiscard]] Result<std::vector<std::string>> discarded_files(std::size_t limit) const;
    // Runs `remove_files` under the write lock unless an Image has these bytes again; the note goes either
    // way.
    template <class RemoveFiles>
    Result<void> settle_discarded(const std::string& sha256, RemoveFiles remove_files) {
        return database_.write([&](Connection& connection) {
            if (forget_discarded(connection, sha256)) remove_files();
        });
    }

  private:
    static bool forget_discarded(Connection& connection, const std::string& sha256);

    Database& database_;
};

}  // namespace palette::store
