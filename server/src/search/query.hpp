#pragma once

// A query and its answer as values.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "model/color.hpp"
#include "model/image.hpp"

namespace palette::search {

// Something to look alike: an Image of the library, or the embedding of a picture from elsewhere.
using Example = std::variant<ImageId, std::vector<float>>;

struct Query {
    std::string text;  // what is meant, in words
    std::vector<Example> like;
    std::vector<std::string> minus;  // what is not meant, in words
    std::vector<Rgb> colors;
    std::vector<std::string> tags;  // all of them
    std::optional<Orientation> orientation;

    [[nodiscard]] bool is_empty() const {
        return text.empty() && like.empty() && colors.empty() && tags.empty();
    }
};

// How well a result answers the query.
enum class Match : std::uint8_t { strong, related, weak };
[[nodiscard]] std::string_view to_string(Match match);

struct Hit {
    ImageId id;
    float score = 0;  // higher is better, comparable within one query only
    Match match = Match::weak;
};

struct MatchCounts {
    std::size_t strong = 0;
    std::size_t related = 0;
    std::size_t weak = 0;
};

// Strong matches first, then related, then weak ones; within each by score, then by id.
struct Ranking {
    std::vector<Hit> hits;
    MatchCounts counts;
};

// A picture's embedding as a token that fits in a link: "e." and base64url of the pack's fingerprint (4
// bytes) and each value in 8 bits. Whoever has the token has the query; nothing is stored.
[[nodiscard]] std::string encode_example(std::string_view pack, const std::vector<float>& embedding);
// Fails with `example_invalid`, or with `example_outdated` when another model pack made it.
[[nodiscard]] Result<std::vector<float>> decode_example(std::string_view pack, std::size_t dimension,
                                                        std::string_view token);
[[nodiscard]] bool is_example_token(std::string_view text);

}  // namespace palette::search
