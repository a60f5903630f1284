#pragma once

// The Image and its parts as values. Nothing here does I/O.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "model/color.hpp"
#include "model/viewer.hpp"
#include "model/words.hpp"

namespace palette {

// How far an Image has come. Each stage is durable: after a crash work goes on from the stage reached.
enum class ImageState : std::uint8_t {
    accepted,  // the Original is safe on disk
    derived,   // renditions, swatches and hashes are there: it can be shown
    ready,     // embedding and AI tags are there: it is found by meaning
    failed,    // gave up, see `failure`
};
[[nodiscard]] std::string_view to_string(ImageState state);
[[nodiscard]] std::optional<ImageState> parse_image_state(std::string_view text);

enum class TagSource : std::uint8_t { ai, person };
[[nodiscard]] std::string_view to_string(TagSource source);

struct Tag {
    std::string name;
    TagSource source = TagSource::person;
    std::optional<float> confidence;  // 0 to 1, of `ai` tags only
};

enum class Orientation : std::uint8_t { portrait, landscape, square };
// Square is within 5 % of equal sides.
[[nodiscard]] Orientation orientation_of(int width, int height);
[[nodiscard]] std::optional<Orientation> parse_orientation(std::string_view text);

// The Original as it lies in the library: named by its content.
struct Original {
    std::string sha256;  // 64 lower-case hex digits
    std::string media_type;
    std::string extension;  // without dot, by content
    std::uint64_t bytes = 0;
    int width = 0;  // pixels as seen, EXIF rotation applied
    int height = 0;
    int frames = 1;
};

// What a tile of a wall needs.
struct ImageCard {
    ImageId id;
    std::string title;
    std::string artist;
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> thumbhash;  // empty until derived
    std::string color;                    // "#rrggbb" of the largest swatch; empty until derived
    std::vector<std::string> tag_names;   // best first, a few: the text alternative where there is no title
    std::optional<PersonId> owner;
};

struct Image {
    ImageId id;
    Original original;
    std::string file_name;  // as it came, one clean line
    Words words;            // `tags` stays empty here: see `tags` below
    Timestamp created_at;
    ImageState state = ImageState::accepted;
    std::string failure;
    std::vector<std::uint8_t> thumbhash;
    std::vector<Swatch> swatches;  // largest share first
    std::vector<Tag> tags;         // a person's first, then `ai` by confidence
    Ownership ownership;
    std::string owner_name;  // empty without one
};

// A text alternative that is never empty: the title, else the first kAlternativeTagsMax tags, else "Untitled
// picture".
inline constexpr std::size_t kAlternativeTagsMax = 4;
[[nodiscard]] std::string alternative_text(const ImageCard& card);

}  // namespace palette
