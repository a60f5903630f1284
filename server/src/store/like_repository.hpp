#pragma once

// Likes: a person's hearts on Images. Liking twice is liking once; only what really changes is written and
// told, to that person's streams alone. Safe to call from any thread that may block.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/database.hpp"

namespace palette::store {

class LikeRepository {
  public:
    explicit LikeRepository(Database& database) : database_(database) {}

    // Whether it was not liked before. Fails with `image_not_found` for what the person may not see.
    Result<bool> add(PersonId person, ImageId image);
    // Whether it was liked before. An Image that is not to be seen any more can still be unliked; else as
    // add().
    Result<bool> remove(PersonId person, ImageId image);

    struct Page {
        std::vector<ImageId> ids;  // newest like first
        std::string next_cursor;   // empty at the end
    };
    // What the person likes and may still see. Fails with `cursor_invalid`.
    [[nodiscard]] Result<Page> page(PersonId person, std::string_view cursor, std::size_t limit) const;

    // Those of `images` that the person likes.
    [[nodiscard]] Result<std::unordered_set<ImageId>> liked_of(PersonId person,
                                                               std::span<const ImageId> images) const;
    [[nodiscard]] Result<std::int64_t> count(ImageId image) const;

    // For whoever folds two Images into one, within their transaction: who likes `from` likes `to`, since the
    // earlier of the two. The likes of `from` stay for when it is restored.
    static void carry_over(Connection& connection, ImageId from, ImageId to);

  private:
    Database& database_;
};

}  // namespace palette::store
