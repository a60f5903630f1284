#pragma once

// What the feed keeps about people, and what it reads of Images besides their embeddings.
// Safe to call from any thread that may block.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/database.hpp"
#include "store/note_writer.hpp"

namespace palette::store {

// Of each kind of feedback the latest are kept.
inline constexpr std::size_t kFeedbackKept = 1000;
// Pages that count as seen; the oldest are forgotten.
inline constexpr std::size_t kFeedPagesKept = 4000;

enum class FeedSignalKind : std::uint8_t { like, save, upload, open };
struct FeedSignal {
    ImageId image;
    FeedSignalKind kind = FeedSignalKind::like;
    Timestamp at;
};

struct FeedInterest {
    std::int64_t id = 0;
    std::string words;
};

enum class FeedbackKind : std::uint8_t { less, open, seen };

// One tile as it was shown: what `reason` and `source` mean is the feed's business.
struct FeedTile {
    ImageId image;
    std::uint8_t reason = 0;
    std::int64_t source = 0;
};

struct FeedWalk {
    std::int64_t id = 0;
    std::size_t position = 0;
};

// All that one page is made from, of one moment.
struct FeedState {
    bool is_onboarded = false;
    Timestamp onboarded_at;
    std::vector<FeedSignal> signals;  // of each kind the latest first, of Images that the person may see
    std::vector<FeedInterest> interests;
    std::unordered_map<std::int64_t, float> settings;
    std::vector<ImageId> dismissed;      // latest first
    std::vector<ImageId> shown;          // latest page first
    std::vector<std::int64_t> excluded;  // dismissed, kept, and what the person may not see
    std::int64_t sequence = 0;           // of the latest page; 0 when there is none
};

class FeedRepository {
  public:
    explicit FeedRepository(Database& database) : database_(database), notes_(database) {}

    // At most `signals_max` signals of each kind.
    [[nodiscard]] Result<FeedState> state(PersonId person, std::size_t signals_max) const;

    // What was shown from that place of a walk on, at most `limit` tiles of one page; empty where nothing
    // was.
    [[nodiscard]] Result<std::vector<FeedTile>> shown_at(PersonId person, FeedWalk place,
                                                         std::size_t limit) const;
    // Keeps a page as shown, unless another was shown to this person since the one `after`: then false, and
    // it is not kept. A note (store/note_writer.hpp): a feed is read, and does not wait for writers.
    Result<bool> add_page(PersonId person, FeedWalk place, std::span<const FeedTile> tiles,
                          std::int64_t after);
    // Forgets the older half of what was shown, so that a feed that has shown everything can begin again.
    Result<void> forget_older_pages(PersonId person);

    // Replaces the chosen interests, also by none; the person is onboarded from now on.
    Result<void> set_interests(PersonId person, std::span<const FeedInterest> interests);
    Result<void> set_settings(PersonId person, const std::unordered_map<std::int64_t, float>& settings);
    // Fails with `image_not_found` for what the person may not see.
    Result<void> add_feedback(PersonId person, ImageId image, FeedbackKind kind);
    Result<void> remove_feedback(PersonId person, ImageId image, FeedbackKind kind);
    // Everything in here about the person; what they kept so far counts no more.
    Result<void> forget(PersonId person);
    [[nodiscard]] Result<bool> is_onboarded(PersonId person) const;

    [[nodiscard]] Result<std::vector<std::int64_t>> private_images() const;
    // The perceptual hash of each of `images`, in their order. 0 says that a picture has no structure to
    // compare, and is none.
    [[nodiscard]] Result<std::vector<std::optional<std::uint64_t>>> hashes_of(
        std::span<const ImageId> images) const;
    [[nodiscard]] Result<std::unordered_map<std::int64_t, std::uint64_t>> all_hashes() const;

  private:
    Database& database_;
    NoteWriter notes_;
};

}  // namespace palette::store
