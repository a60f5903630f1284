#pragma once

// Replays simulated people on a library and measures what a feed shows them. Values in, values out;
// deterministic.
//
// A simulated person likes the Images of a few topics. A topic is a word that people put on Images, which no
// recommender is given: they see ids, embeddings, perceptual hashes and what the person did. So a recommender
// cannot read off what it is asked to guess.

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "feed/taste.hpp"
#include "vectors/vector_index.hpp"

namespace palette::feed {

struct Topic {
    std::string name;
    std::vector<ImageId> images;
};

struct SimulatedPerson {
    std::uint64_t seed = 0;
    std::vector<std::size_t> topics;
    std::vector<ImageId> relevant;     // the Images of all their topics, ascending
    std::vector<std::int64_t> chosen;  // offered interests, at onboarding
};

// What a recommender is told.
struct Visit {
    const SimulatedPerson* person = nullptr;  // for `seed` and `chosen` only
    std::size_t number = 0;
    Timestamp at;
    std::span<const Signal> signals;  // all before this visit
    std::span<const ImageId> shown;   // all tiles of all visits before, in order
};

// The page of one visit, kReplayTiles or fewer.
using Recommender = std::function<Result<std::vector<ImageId>>(const Visit&)>;

inline constexpr std::size_t kReplayVisits = 8;
inline constexpr std::size_t kReplayTiles = 50;
inline constexpr std::size_t kReplayTopicsPerPerson = 3;
// Of what a visit shows and the person likes, so many get a heart.
inline constexpr std::size_t kReplayLikesPerVisit = 2;

struct ReplayScore {
    std::size_t visits = 0;
    double hit_at_10 = 0;  // the next save was among the first 10 tiles
    double hit_at_50 = 0;
    double diversity = 0;            // mean distance (1 - cosine) of two tiles of a page
    double coverage = 0;             // of the library, shown to anybody
    double repeat_rate = 0;          // of tiles, those this person had been shown before
    double near_duplicate_rate = 0;  // of tiles, those that look like an earlier tile of their page
};

// `count` people with topics drawn by `seed`; `choose` names the interests somebody with these topics picks.
using ChooseInterests = std::function<std::vector<std::int64_t>(std::span<const std::size_t> topics)>;
[[nodiscard]] std::vector<SimulatedPerson> simulate_people(std::span<const Topic> topics, std::size_t count,
                                                           std::uint64_t seed, const ChooseInterests& choose);

// Every visit the person looks at the page, gives hearts to some of what they like on it, and saves one Image
// from elsewhere: drawn from what they like and have neither saved nor been shown on a visit before. Whether
// this next save was on the page is the hit.
[[nodiscard]] Result<ReplayScore> replay(const vectors::VectorIndex& index,
                                         const std::unordered_map<std::int64_t, std::uint64_t>& hashes,
                                         std::span<const SimulatedPerson> people,
                                         const Recommender& recommender);

// The recommenders that a feed is compared with.

// The original Palette: the top 50 of each chosen interest's prompt, shuffled, then random Images; one visit
// late, blind to likes and to what was shown. `directions` are the prompts' embeddings by interest.
[[nodiscard]] Recommender original_recommender(
    const vectors::VectorIndex& index,
    const std::unordered_map<std::int64_t, std::vector<float>>& directions);
// What `others` would save most often, best first, each Image once.
[[nodiscard]] Recommender popularity_recommender(const vectors::VectorIndex& index,
                                                 std::span<const SimulatedPerson> others);

}  // namespace palette::feed
