#pragma once

// A query and its answer as values. A query is a canvas: any mix of texts, pictures and colours, wanted or
// not, each with a weight, within filters.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "inference/model_pack.hpp"
#include "model/color.hpp"
#include "model/image.hpp"
#include "model/region.hpp"
#include "model/viewer.hpp"

namespace palette::search {

// Something to look alike: an Image of the library, or the embedding of a picture from elsewhere or of a part
// of one.
struct Example {
    Example(ImageId id) : image(id) {}  // NOLINT(google-explicit-constructor)
    Example(std::vector<float> values)
        : embedding(std::move(values)) {}  // NOLINT(google-explicit-constructor)
    std::optional<ImageId> image;          // not shown among its own results
    std::vector<float> embedding;          // empty: the Image's own
};

struct TextPart {
    std::string text;
    float weight = 1;
};
struct ExamplePart {
    Example example;
    float weight = 1;
    std::optional<Region> region;  // of the Image
};
struct ColorPart {
    Rgb color;
    std::optional<float> share;  // of the area; none: some of it, a small accent counts
    float weight = 1;
};

// What an Image must be to be looked at at all.
struct Filters {
    std::vector<std::string> all_tags;
    std::vector<std::string> any_tags;
    std::vector<std::string> no_tags;
    std::optional<std::vector<std::int64_t>> within;  // ids, ascending: a Palette's Images
    std::optional<PersonId> owner;
    std::string artist;  // without regard to case and punctuation
    std::optional<Orientation> orientation;
    int width_px_min = 0;
    int height_px_min = 0;
    double megapixels_min = 0;
    std::optional<Timestamp> from;   // of arrival, included
    std::optional<Timestamp> until;  // not included
    std::optional<bool> has_words;   // a title or a description
    bool operator==(const Filters&) const = default;
};

enum class Sort : std::uint8_t { relevance, newest, random };
enum class Spelling : std::uint8_t { forgiving, as_typed };
// Of Images that show the same picture: each by itself, or the best one for all.
enum class Copies : std::uint8_t { shown, folded };

struct Query {
    Viewer viewer;                // what they may not see is not there
    std::vector<TextPart> texts;  // what is meant, in words
    std::vector<ExamplePart> like;
    std::vector<ColorPart> colors;
    std::vector<TextPart> minus;  // what is not meant
    std::vector<ExamplePart> minus_like;
    std::vector<ColorPart> minus_colors;
    Filters filters;
    Sort sort = Sort::relevance;
    std::uint32_t seed = 0;  // of Sort::random
    Spelling spelling = Spelling::forgiving;
    Copies copies = Copies::shown;

    // Whether it says what is wanted by itself, rather than by filters.
    [[nodiscard]] bool has_wishes() const { return !texts.empty() || !like.empty() || !colors.empty(); }
    // Filters that choose Images, rather than rule some out, are a query too.
    [[nodiscard]] bool is_empty() const {
        return !has_wishes() && filters.all_tags.empty() && filters.any_tags.empty() && !filters.within &&
               !filters.owner && filters.artist.empty();
    }
};

// What a query that asks for nothing is answered with: `query_empty`.
[[nodiscard]] Error empty_query();

// A query's results end here: what comes later is noise.
inline constexpr std::size_t kHitsMax = 1000;
// Its first pages: what a single text is ranked for at first, where the others are weak matches anyway.
inline constexpr std::size_t kFirstHits = 256;
enum class Depth : std::uint8_t { first, whole };

// Looks at a part of an Image: its embedding in a pack's space. Blocks for as long as decoding and the model
// take. Fails with `image_not_found`, `not_ready` or as they do.
using RegionReader =
    std::function<Result<std::vector<float>>(const inference::ModelPack&, ImageId, const Region&)>;

// How well a result answers the query.
enum class Match : std::uint8_t { strong, related, weak };
[[nodiscard]] std::string_view to_string(Match match);

struct Hit {
    ImageId id;
    float score = 0;  // higher is better, comparable within one query only
    Match match = Match::weak;
    std::size_t copies = 0;  // other hits of the same picture, folded into this one
};

struct MatchCounts {
    std::size_t strong = 0;
    std::size_t related = 0;
    std::size_t weak = 0;
};

// A text as it was searched for, where a word of it was unknown.
struct Correction {
    std::string asked;
    std::string searched;
};

// Strong matches first, then related, then weak ones; within each by score, then by id.
struct Ranking {
    std::vector<Hit> hits;  // the first of them, where it does not say that it is whole
    MatchCounts counts;     // of all
    std::vector<Correction> corrections;
    bool is_whole = true;
};

// What one part of a query says of one Image: `weight * z` is added to the score (taken off, for what is not
// wanted).
enum class SignalKind : std::uint8_t {
    meaning,
    words,
    likeness,
    color,
    not_meaning,
    not_likeness,
    not_color
};
[[nodiscard]] std::string_view to_string(SignalKind kind);

struct SignalScore {
    SignalKind kind = SignalKind::meaning;
    std::string what;  // the text, the Image's id, the colours
    float value = 0;   // as measured: a cosine, BM25, the part of the colours that is there
    float z = 0;       // standard deviations above the mean of what passes the filters
    float weight = 1;
    float contribution = 0;
    Match match = Match::weak;
};

// Why an Image matches.
struct Explanation {
    Hit hit;
    bool passes_filters = true;
    std::vector<SignalScore> signals;
};

// A picture's embedding as a token that fits in a link, eight of them into one: "e." and base64url of the
// pack's fingerprint (4 bytes) and each value in 5 bits. Whoever has the token has the query; nothing is
// stored.
[[nodiscard]] std::string encode_example(std::string_view pack, const std::vector<float>& embedding);
// Fails with `example_invalid`, or with `example_outdated` when another model pack made it.
[[nodiscard]] Result<std::vector<float>> decode_example(std::string_view pack, std::size_t dimension,
                                                        std::string_view token);
[[nodiscard]] bool is_example_token(std::string_view text);

}  // namespace palette::search
