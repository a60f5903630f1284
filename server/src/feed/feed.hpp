#pragma once

// The feed of every person: what they are shown next, and what is known about their taste.
//
// Each page is made when it is asked for, from what the database says then; what was shown is stored before
// it is answered. So a like changes the next page, pages repeat nothing in any tab, process or year, and a
// cursor that is asked for again answers what it answered before. Where the database cannot take a page (a
// full disk, a writer that does not end), it is answered all the same, and remembered by this process. Safe
// to call from any thread that may block. Owned by app/.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/ids.hpp"
#include "base/lru_cache.hpp"
#include "base/result.hpp"
#include "feed/page_composer.hpp"
#include "feed/taste.hpp"
#include "feed/unkept_pages.hpp"
#include "packs/space.hpp"
#include "store/duplicate_repository.hpp"
#include "store/feed_repository.hpp"

namespace palette::feed {

// Images that arrived within this time, and after a person's first choice, may be shown as fresh.
inline constexpr std::chrono::days kFreshTime{3};
// Images that are named of each interest in a report of what is known.
inline constexpr std::size_t kInterestImagesShown = 12;

// Newcomers are few: the library is searched for them once in this time.
inline constexpr std::chrono::milliseconds kIllustrationsKept{60'000};

// Pages of this time are measured from the same middle, unless the library grows by an eighth meanwhile.
inline constexpr std::chrono::milliseconds kCenterKept{60'000};
// Embeddings of interests in words, made once.
inline constexpr std::size_t kDirectionsKept = 1024;

struct ShownTile {
    ImageId image;
    Reason::Kind reason = Reason::Kind::explore;
    std::string interest;               // the title of a chosen interest
    std::optional<ImageId> because_of;  // the kept or opened Image
};

struct FeedPage {
    std::vector<ShownTile> tiles;
    std::string next_cursor;  // empty when everything has been shown
};

// An offered interest's name, or own words.
struct InterestChoice {
    std::string name;
    std::string words;
};

struct KnownInterest {
    std::string id;  // an offered one's name, an own one's id, or the medoid Image's id
    Interest::Kind kind = Interest::Kind::learned;
    std::string title;  // of a chosen one
    float setting = 1;
    float share = 0;  // of the page, exploration apart
    std::optional<ImageId> medoid;
    std::vector<ImageId> images;
};

// All that is known of a person's taste, apart from their likes, Palettes and uploads themselves.
struct KnownTaste {
    bool is_onboarded = false;
    std::vector<KnownInterest> interests;
    std::vector<ImageId> dismissed;  // latest first
    std::size_t seen = 0;
};

class Feed {
  public:
    Feed(packs::CurrentSpace space, store::Database& database);

    // `cursor` empty begins anew at the top. Fails with `cursor_invalid`, and with `feed_busy` when other
    // tabs of the same person were faster again and again.
    Result<FeedPage> page(PersonId person, std::string_view cursor, std::size_t limit);

    // Replaces what was chosen. kInterestsChosenMin to kInterestsChosenMax different ones, or none to skip
    // the question. Fails with `interests_invalid` or `interest_unknown`.
    Result<void> choose(PersonId person, std::span<const InterestChoice> choices);
    [[nodiscard]] Result<KnownTaste> taste(PersonId person) const;
    // By KnownInterest::id, 0 to kSettingMax. Fails with `interest_unknown`, `setting_invalid`.
    Result<void> set(PersonId person, const std::unordered_map<std::string, float>& settings);
    // Fails with `image_not_found`.
    Result<void> give_feedback(PersonId person, ImageId image, store::FeedbackKind kind);
    Result<void> take_back_feedback(PersonId person, ImageId image, store::FeedbackKind kind);
    Result<void> forget(PersonId person);
    [[nodiscard]] Result<bool> is_onboarded(PersonId person) const;
    // Pages that were shown since this was made and could not be stored.
    [[nodiscard]] std::uint64_t unkept_pages() const { return unkept_.added(); }

    // For each offered interest the public Image that shows it best; none twice. May be kIllustrationsKept
    // old.
    Result<std::vector<std::optional<ImageId>>> illustrations();

  private:
    // From what a page was made: another tab's page may have come since.
    struct Known {
        std::int64_t sequence = 0;        // of the latest stored page
        std::uint64_t unkept_latest = 0;  // UnkeptPages::Shown::latest
    };

    // Where a page is made: one embedding space, and its middle.
    struct Ground {
        packs::SharedSpace space;  // shared with the pages being made
        LibraryCenter center;
        std::size_t size = 0;
    };

    [[nodiscard]] std::shared_ptr<const Ground> ground() const;
    [[nodiscard]] Result<std::vector<float>> direction_of(const std::string& words,
                                                          const inference::ModelPack& pack) const;
    [[nodiscard]] Result<std::vector<Interest>> interests(const store::FeedState& state,
                                                          const Ground& ground) const;
    [[nodiscard]] Result<std::vector<Tile>> compose(const store::FeedState& state, store::FeedWalk place,
                                                    std::size_t limit) const;
    [[nodiscard]] Result<std::vector<store::FeedTile>> shown_at(PersonId person, store::FeedWalk place,
                                                                std::size_t limit) const;
    // A new page; at the top of a feed that has shown everything, of what was shown longest ago.
    Result<std::vector<store::FeedTile>> compose_tiles(PersonId person, store::FeedState& state,
                                                       store::FeedWalk place, std::size_t limit);
    // Notes a page as shown. False when another tab got a page meanwhile.
    Result<bool> keep(PersonId person, store::FeedWalk place, std::span<const store::FeedTile> tiles,
                      const Known& known);
    [[nodiscard]] static ShownTile shown(const store::FeedTile& tile,
                                         const std::vector<store::FeedInterest>& interests);

    const packs::CurrentSpace space_;
    store::FeedRepository repository_;
    store::DuplicateRepository duplicates_;
    UnkeptPages unkept_;
    std::atomic<bool> forgets_{false};  // whether the last page could not be stored
    mutable LruCache<std::string, std::vector<float>> directions_{kDirectionsKept};
    mutable std::mutex ground_mutex_;
    mutable std::shared_ptr<const Ground> ground_;  // shared with the pages being made
    mutable Stopwatch ground_age_;
    std::mutex illustrations_mutex_;
    std::vector<std::optional<ImageId>> illustrations_;
    std::string illustrations_pack_;  // the identity of the pack they were found with
    Stopwatch illustrations_age_;
};

}  // namespace palette::feed
