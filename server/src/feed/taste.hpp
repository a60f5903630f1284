#pragma once

// What a person's taste is made of, as values: what they kept and opened, and the interests that follow from
// it. Pure, any thread.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"

namespace palette::feed {

// Only the latest count: that bounds the clustering to a few milliseconds.
inline constexpr std::size_t kSignalsMax = 256;
inline constexpr std::size_t kLearnedInterestsMax = 16;
// What was liked or opened within this time is the session.
inline constexpr std::chrono::minutes kSessionTime{30};

// One thing a person did that speaks for an Image.
struct Signal {
    enum class Kind : std::uint8_t { like, save, upload, open };
    ImageId image;
    Kind kind = Kind::like;
    Timestamp at;
};

struct ChosenInterest {
    std::int64_t id = 0;           // an offered interest's, or an own one's
    std::string words;             // of an own one
    std::vector<float> direction;  // the text's embedding
};

// A direction that Images are fetched along.
struct Interest {
    enum class Kind : std::uint8_t { chosen, learned, session };
    Kind kind = Kind::learned;
    std::int64_t id = 0;  // a chosen interest's id, a learned one's medoid Image, 0 for the session
    std::vector<float> direction;
    float weight = 0;   // before the person's own setting
    float setting = 1;  // the person's own, 0 (none of it) to kSettingMax
    // What it was learned from, most important first, with their embeddings; empty for a chosen one.
    std::vector<ImageId> images;
    std::vector<std::vector<float>> embeddings;

    [[nodiscard]] float effective_weight() const { return weight * setting; }
};
inline constexpr float kSettingMax = 2;

// At unit length, measured from the library's middle (library_center.hpp).
using EmbeddingOf = std::function<std::optional<std::vector<float>>(ImageId)>;

struct TasteSources {
    std::vector<Signal> signals;  // in any order
    std::vector<ChosenInterest> chosen;
    std::unordered_map<std::int64_t, float>
        settings;  // by a chosen interest's id, or by an Image that a learned one holds
};

// How strongly things speak; the defaults are tuned by `palette eval feed` (docs/decisions/0015-feed.md).
struct TasteTuning {
    // Ward's cost at which two groups stay two interests: two single Images are one at a cosine of 1 - cut /
    // 2 and more.
    float cluster_cost_max = 0.6F;
    // PinnerSage's lambda: importance halves in 69 days.
    float decay_per_day = 0.01F;
    // All chosen interests together count as much as this many fresh likes.
    float chosen_weight = 1.0F;
    float save_weight = 1.5F;
    float upload_weight = 0.5F;
    // The session's share of the page grows with what it holds up to this.
    float session_share_max = 0.25F;
};

// The interests behind a taste, heaviest first: chosen ones, the medoid of each Ward cluster of what was
// kept, and the session, whose weight stands in its share to all others. Images without an embedding count
// for nothing.
[[nodiscard]] std::vector<Interest> interests_of(const TasteSources& sources, const EmbeddingOf& embedding_of,
                                                 Timestamp now, const TasteTuning& tuning = {});

// Each interest's share of the page, in their order; they add up to 1 unless all weigh nothing.
[[nodiscard]] std::vector<float> shares_of(std::span<const Interest> interests);

}  // namespace palette::feed
