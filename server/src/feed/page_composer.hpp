#pragma once

// Composes one page of a personal feed: shares it out among the interests, fetches along each, leaves out
// what was seen or dismissed, folds near-duplicates (found pairs, and what looks alike), spreads what is left
// (maximal marginal relevance, Carbonell and Goldstein 1998) and says of each tile why it is there. It reads
// embeddings, perceptual hashes and ids, and never words.
//
// The same inputs over the same index compose the same page. Any thread; nothing is kept between calls.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "feed/library_center.hpp"
#include "feed/taste.hpp"
#include "store/duplicate_repository.hpp"
#include "vectors/vector_index.hpp"

namespace palette::feed {

// Only the latest "less like this" are held against candidates.
inline constexpr std::size_t kDismissedMax = 64;
// A page is not composed of more interests than this.
inline constexpr std::size_t kInterestsPerPage = 16;
// So many of what was shown last are looked at for near-duplicates.
inline constexpr std::size_t kRecentMax = 400;

struct Reason {
    enum class Kind : std::uint8_t {
        interest,  // `source`: the chosen interest's id
        liked,     // `source`: the kept Image that the tile resembles most
        session,   // `source`: the opened Image that it resembles most
        explore,   // something else, so that the feed does not narrow
        fresh,     // it has just arrived
        shuffle,   // the order is fixed: nobody's taste was asked
    };
    Kind kind = Kind::explore;
    std::int64_t source = 0;
    bool operator==(const Reason&) const = default;
};

struct Tile {
    ImageId image;
    Reason reason;
    bool operator==(const Tile&) const = default;
};

struct PageRequest {
    std::size_t tiles = 0;
    std::uint64_t seed = 0;
    std::vector<Interest> interests;       // heaviest first, measured from the library's middle
    std::vector<std::int64_t> excluded;    // seen, own, dismissed, not to be seen by this person
    std::vector<ImageId> recent;           // shown or kept lately: near-duplicates of them are folded
    std::vector<ImageId> dismissed;        // latest first
    std::optional<ImageId> arrived_after;  // what came later is fresh
};

// The perceptual hash of each of `ids`, in their order; nothing where there is none.
using HashesOf = std::function<Result<std::vector<std::optional<std::uint64_t>>>(std::span<const ImageId>)>;

// Which of `images` were found to show the same picture.
using PairsAmong = std::function<Result<std::vector<store::DuplicatePair>>(std::span<const ImageId> images)>;

struct PageTuning {
    // Of a page: what no interest asked for.
    float explore_share = 0.1F;
    // Relevance against spread within an interest: 1 is relevance alone.
    float relevance = 0.7F;
    // Interests share the page by their weight to this power: below 1 small ones are seen more often.
    float share_power = 0.75F;
    // How much more the nearest of an interest's Images say of a candidate than those further off.
    float sharpness = 10;
    // Candidates fetched for each tile.
    std::size_t candidates_per_tile = 4;
    // "Less like this" reaches as far as this many standard deviations above the library's mean cosine.
    float dismissed_z = 3.0F;
};

class PageComposer {
  public:
    PageComposer(const vectors::VectorIndex& index, HashesOf hashes_of, PairsAmong pairs_among,
                 PageTuning tuning = {})
        : index_(index),
          hashes_of_(std::move(hashes_of)),
          pairs_among_(std::move(pairs_among)),
          tuning_(tuning) {}

    // At most `tiles`; fewer only where nothing else is left. Fails as the index, `hashes_of` and
    // `pairs_among` do.
    [[nodiscard]] Result<std::vector<Tile>> compose(const LibraryCenter& center,
                                                    const PageRequest& request) const;

  private:
    const vectors::VectorIndex& index_;
    HashesOf hashes_of_;
    PairsAmong pairs_among_;
    PageTuning tuning_;
};

// Two pictures that a person takes for one: alike in their coarse structure and to the model pack.
[[nodiscard]] bool are_near_duplicates(std::optional<std::uint64_t> hash_x,
                                       std::optional<std::uint64_t> hash_y, float cosine);

}  // namespace palette::feed
