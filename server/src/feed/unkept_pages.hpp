#pragma once

// Pages of the feed that were shown while the database could not take them (a full disk, another writer),
// until this process ends: so that the feed goes on meanwhile, repeats nothing and answers its cursors.
//
// Bounded: the oldest are forgotten, and may then be shown again. Safe to call from any thread. Owned by
// Feed.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <span>
#include <vector>

#include "base/ids.hpp"
#include "store/feed_repository.hpp"

namespace palette::feed {

// Of all people together; a page is at most 5 kB.
inline constexpr std::size_t kUnkeptPagesMax = 1024;

class UnkeptPages {
  public:
    explicit UnkeptPages(std::size_t pages_max = kUnkeptPagesMax) : pages_max_(pages_max) {}

    // A person's Images on such pages, the latest page first, and which page that is; 0 when there is none.
    struct Shown {
        std::vector<ImageId> images;
        std::uint64_t latest = 0;
    };
    [[nodiscard]] Shown shown_to(PersonId person) const;
    // What was shown from that place of a walk on, at most `limit` tiles of one page; empty where nothing
    // was.
    [[nodiscard]] std::vector<store::FeedTile> shown_at(PersonId person, store::FeedWalk place,
                                                        std::size_t limit) const;
    // Unless another page was shown to this person since the one `after`: then false.
    bool add(PersonId person, store::FeedWalk place, std::span<const store::FeedTile> tiles,
             std::uint64_t after);
    void forget(PersonId person);
    // How many pages came in since this was made.
    [[nodiscard]] std::uint64_t added() const;

  private:
    struct Page {
        std::uint64_t number = 0;
        PersonId person;
        store::FeedWalk place;
        std::vector<store::FeedTile> tiles;
    };
    [[nodiscard]] std::uint64_t latest_of(PersonId person) const;

    const std::size_t pages_max_;
    mutable std::mutex mutex_;
    std::deque<Page> pages_;  // the latest first
    std::uint64_t added_ = 0;
};

}  // namespace palette::feed
