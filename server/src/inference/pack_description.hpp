#pragma once

// What pack.json says about a model pack (docs/model_packs.md, format 1), checked. A pack embeds pictures and
// words, or gives tags, or both. Values without I/O but for the two functions at the end, which read the
// folder. Any thread.

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace palette::inference {

enum class ResizeRule : std::uint8_t { crop, squash };
enum class Interpolation : std::uint8_t { bilinear, bicubic };

// A model that takes pictures, and how they are prepared for it.
struct ImageEncoder {
    std::string file;
    std::string input;   // empty: the model's only one
    std::string output;  // likewise
    int size = 0;        // pixels, both sides
    ResizeRule resize = ResizeRule::crop;
    Interpolation interpolation = Interpolation::bicubic;
    std::array<float, 3> mean{};
    std::array<float, 3> std{};
    int batch_max = 1;

    bool operator==(const ImageEncoder&) const = default;
    // Whether the same pixels serve both.
    [[nodiscard]] bool is_prepared_like(const ImageEncoder& other) const {
        return size == other.size && resize == other.resize && interpolation == other.interpolation &&
               mean == other.mean && std == other.std;
    }
};

enum class TokenizerKind : std::uint8_t { wordpiece, clip, gemma };

struct TextEncoder {
    std::string file;
    std::string ids;     // empty: the model's only input
    std::string mask;    // empty for a model without one
    std::string output;  // empty: the model's only one
    TokenizerKind tokenizer = TokenizerKind::wordpiece;
    std::string vocabulary;  // the tokenizer's file
    bool lowercase = true;
    int tokens_max = 0;
    bool pads = false;   // each text is given as tokens_max ids
    std::string prompt;  // "{}" stands for the query

    bool operator==(const TextEncoder&) const = default;
};

struct Tagger {
    ImageEncoder image;  // its output: a logit a label
    std::string labels;
    int tags_max = 0;

    bool operator==(const Tagger&) const = default;
};

// Text to image cosines: a match from `strong_cosine` on is strong, from `related_cosine` on related, else
// weak.
struct Calibration {
    float strong_cosine = 0;
    float related_cosine = 0;

    bool operator==(const Calibration&) const = default;
};

struct PackFile {
    std::uint64_t bytes = 0;
    std::string sha256;  // 64 lower-case hex digits

    bool operator==(const PackFile&) const = default;
};

struct PackDescription {
    std::string name;
    std::string version;
    std::string title;
    std::string licence;
    int dimension = 0;  // 0 for a pack that only gives tags: then image, text and calibration mean nothing
    ImageEncoder image;
    TextEncoder text;
    std::optional<Tagger> tagger;
    Calibration calibration;
    std::map<std::string, PackFile> files;

    bool operator==(const PackDescription&) const = default;
    // "name@version": embeddings are stored under it.
    [[nodiscard]] std::string identity() const;
    [[nodiscard]] bool embeds() const { return dimension > 0; }
    // Whether embedding a picture gives its tags as well.
    [[nodiscard]] bool tags_what_it_embeds() const {
        return embeds() && tagger && tagger->image.is_prepared_like(image);
    }
    // Of all files together.
    [[nodiscard]] std::uint64_t bytes() const;
};

inline constexpr int kPackFormat = 1;
inline constexpr int kDimensionMax = 4096;
inline constexpr int kImageSizeMax = 1024;
inline constexpr int kBatchMax = 256;
inline constexpr int kTokensMax = 512;
inline constexpr int kTagsMax = 64;
inline constexpr std::uint64_t kPackJsonBytesMax = 1 << 20;

// Checks every field: presence, type, range, that names of files stay within the folder and are listed under
// "files". Fails with invalid/"model_pack_invalid"; the message names the field. Fields it does not know are
// refused.
[[nodiscard]] Result<PackDescription> parse_description(std::string_view json);

// parse_description of `folder`/pack.json. not_found/"model_pack_not_found" when there is none.
[[nodiscard]] Result<PackDescription> read_description(const std::filesystem::path& folder);

// Holds every file of the pack to its size and sha256: reads all of it. Fails with
// invalid/"model_pack_damaged"; the message names the file.
Result<void> verify_pack(const std::filesystem::path& folder);

}  // namespace palette::inference
