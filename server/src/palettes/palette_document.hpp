#pragma once

// `palette.json` of an exported Palette: what it says, in order, and which file of the archive is which
// Image. Pure, any thread. The format is in docs/palette_archive.md.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/words.hpp"

namespace palette::palettes {

inline constexpr std::string_view kDocumentName = "palette.json";
inline constexpr std::string_view kCreditsName = "credits.txt";
inline constexpr std::string_view kOriginalsFolder = "originals/";

struct DocumentImage {
    std::string file;        // in the archive: "originals/00001-cat.png"
    std::string sha256;      // of its bytes
    std::string file_name;   // as it once came
    std::string visibility;  // "public" or "private"
    Words words;             // `tags`: a person's
};

struct PaletteDocument {
    std::string title;
    std::string description;
    std::vector<DocumentImage> images;       // in order
    std::optional<std::size_t> cover_image;  // which of them was chosen
};

[[nodiscard]] std::string to_json(const PaletteDocument& document);
// Clean texts within their lengths, each file once and in kOriginalsFolder. Fails with `archive_invalid`, or
// `archive_too_large` over `images_max`.
[[nodiscard]] Result<PaletteDocument> parse_document(std::string_view json, std::size_t images_max);

// Whom to name for what, for people.
[[nodiscard]] std::string credits_of(const PaletteDocument& document);

// The name in the archive for the Image at `position`: its own name in plain letters.
[[nodiscard]] std::string archive_name(std::size_t position, std::string_view file_name,
                                       std::string_view extension);

}  // namespace palette::palettes
