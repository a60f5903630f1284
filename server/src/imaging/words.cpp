#include "imaging/words.hpp"

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/text.hpp"
#include "imaging/file_bytes.hpp"
#include "imaging/metadata_words.hpp"
#include "imaging/picture_file.hpp"
#include "imaging/png_latin1.hpp"
#include "imaging/svg_text.hpp"
#include "imaging/text_encoding.hpp"
#include "imaging/text_sidecar.hpp"

namespace palette::imaging {
namespace {

std::string_view as_text(const std::vector<std::uint8_t>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Whole paragraphs, cut at a character's boundary.
std::string clean_paragraphs(std::string_view text, std::size_t bytes_max) {
    std::string clean = to_clean_text(trim(text));
    if (clean.size() <= bytes_max) return clean;
    std::size_t end = bytes_max;
    while (end > 0 && (static_cast<unsigned char>(clean[end]) & 0xC0U) == 0x80U) --end;
    clean.resize(end);
    return clean;
}

// Only what a browser may follow as a link to somewhere else.
std::string clean_url(std::string_view text) {
    const std::string_view url = trim(text);
    const bool web = url.starts_with("http://") || url.starts_with("https://");
    const bool printable_ascii = std::ranges::all_of(url, [](char c) { return c > ' ' && c < 0x7F; });
    return web && printable_ascii && url.size() <= kUrlBytesMax ? std::string(url) : std::string{};
}

void add_tag(std::vector<std::string>& tags, std::unordered_set<std::string>& seen, std::string_view text) {
    std::string tag = to_clean_line(text, kTagBytesMax);
    if (tag.empty() || tags.size() >= kTagsMax || !seen.insert(fold_case(tag)).second) return;
    tags.push_back(std::move(tag));
}

// Keywords come one by one, but also as one text "a; b" or, where that text is all there is, "a, b".
std::vector<std::string> clean_tags(std::vector<std::string> found) {
    std::erase_if(found, [](const std::string& text) { return trim(text).empty(); });
    std::vector<std::string> tags;
    std::unordered_set<std::string> seen;
    for (const std::string& text : found) {
        const char separator = found.size() == 1 && text.find(';') == text.npos ? ',' : ';';
        for (const auto part : split(text, separator)) add_tag(tags, seen, part);
    }
    return tags;
}

Words cleaned(Words found) {
    return {.title = to_clean_line(found.title, kTitleBytesMax),
            .description = clean_paragraphs(found.description, kDescriptionBytesMax),
            .artist = to_clean_line(found.artist, kNameBytesMax),
            .credit = to_clean_line(found.credit, kNameBytesMax),
            .source_url = clean_url(found.source_url),
            .licence = to_clean_line(found.licence, kNameBytesMax),
            .tags = clean_tags(std::move(found.tags))};
}

std::span<const std::uint8_t> blob(VipsImage* image, const char* name) {
    const void* data = nullptr;
    std::size_t size = 0;
    if (vips_image_get_typeof(image, name) == 0) return {};
    if (vips_image_get_blob(image, name, &data, &size) != 0) return {};
    return {static_cast<const std::uint8_t*>(data), size};
}

// Calls `visit(name, rest)` for each metadata field whose name begins with `prefix`, `rest` being what
// follows it.
template <class Visit>
void for_each_field(VipsImage* image, std::string_view prefix, Visit visit) {
    const std::unique_ptr<gchar*, decltype(&g_strfreev)> fields(vips_image_get_fields(image), &g_strfreev);
    for (gchar** field = fields.get(); field != nullptr && *field != nullptr; ++field) {
        const std::string_view name(*field);
        if (name.starts_with(prefix)) visit(*field, name.substr(prefix.size()));
    }
}

// PNG's text chunks with the keywords its specification names (W3C PNG 3, 11.3.3.2). libvips calls them
// "png-comment-NUMBER-KEYWORD".
// What libvips puts in the place of text that is not UTF-8; see png_latin1.hpp.
constexpr std::string_view kLostText = "<invalid utf-8 string>";

Words png_text_words(VipsImage* image) {
    Words words;
    for_each_field(image, "png-comment-", [&](const char* name, std::string_view numbered) {
        const char* value = nullptr;
        if (vips_image_get_string(image, name, &value) != 0 || value == kLostText) return;
        const std::string_view keyword = numbered.substr(std::min(numbered.size(), numbered.find('-') + 1));
        if (keyword == "Title") words.title = decode_text(value);
        if (keyword == "Description") words.description = decode_text(value);
        if (keyword == "Author") words.artist = decode_text(value);
        if (keyword == "Copyright") words.licence = decode_text(value);
    });
    return words;
}

// Formats whose metadata libvips finds and Exiv2 understands. XMP that begins with "<?xpacket" is not
// recognised by libvips in HEIF files; it comes as a block of the type "mime".
Words block_words(VipsImage* image) {
    const auto as_xmp = [&](const char* name) {
        const auto packet = blob(image, name);
        return parse_xmp_words({reinterpret_cast<const char*>(packet.data()), packet.size()});
    };
    Words words = as_xmp(VIPS_META_XMP_NAME);
    for_each_field(image, "heif-mime-", [&](const char* name, std::string_view) {
        words = merge(std::move(words), as_xmp(name));
    });
    return merge(std::move(words), parse_exif_words(blob(image, VIPS_META_EXIF_NAME)));
}

// `read` on the header as libvips sees it.
Words vips_words(const std::filesystem::path& file, Words (*read)(VipsImage*)) {
    const auto picture = PictureFile::open(file, {});
    return picture ? read(picture->stored()) : Words{};
}

Result<Words> svg_words(const std::filesystem::path& file) {
    auto opened = FileBytes::open(file);
    if (!opened) return forward(opened);
    auto svg = opened->read(Limits{}.svg_bytes_max);
    if (!svg) return forward(svg);
    return cleaned(parse_svg_words(as_text(*svg)));
}

}  // namespace

Result<Words> read_words(const std::filesystem::path& file, const Header& header) {
    switch (format_of(header.media_type)) {
        case Format::svg:
            return svg_words(file);
        case Format::png:
            return cleaned(merge(merge(read_metadata_words(file), vips_words(file, &png_text_words)),
                                 read_png_latin1_words(file)));
        case Format::jpeg:
        case Format::webp:
        case Format::tiff:
        case Format::jp2:
            return cleaned(read_metadata_words(file));
        case Format::avif:
        case Format::heic:
        case Format::jxl:
            return cleaned(vips_words(file, &block_words));
        case Format::gif:
        case Format::pnm:
            break;
    }
    return Words{};
}

Result<Words> read_sidecar_words(const std::filesystem::path& picture, const Limits& limits) {
    const std::filesystem::path folder = picture.parent_path();
    const std::string name = picture.filename().native();
    const std::string stem = picture.stem().native();
    Words words;
    for (const auto& [sidecar, parse] : {std::pair{name + ".xmp", &parse_xmp_words},
                                         {stem + ".xmp", &parse_xmp_words},
                                         {name + ".txt", &parse_text_sidecar},
                                         {stem + ".txt", &parse_text_sidecar}}) {
        if (sidecar == name) continue;
        const auto opened = FileBytes::open(folder / sidecar, Symlinks::refuse);
        if (!opened) {
            if (opened.error().kind == ErrorKind::not_found) continue;
            return fail(opened.error().kind, "sidecar_unreadable",
                        fmt::format("The file {} beside the picture could not be read.", printable(sidecar)),
                        opened.error().internal_detail);
        }
        if (opened->size() > limits.sidecar_bytes_max) {
            return fail(ErrorKind::too_large, "sidecar_too_large",
                        fmt::format("The file {} beside the picture has more than {} bytes.",
                                    printable(sidecar), limits.sidecar_bytes_max));
        }
        auto bytes = opened->read(limits.sidecar_bytes_max);
        if (!bytes) return forward(bytes);
        words = merge(std::move(words), cleaned(parse(as_text(*bytes))));
    }
    return words;
}

Words merge(Words preferred, Words fallback) {
    const auto fill = [](std::string& field, std::string& other) {
        if (trim(field).empty()) field = std::move(other);
    };
    fill(preferred.title, fallback.title);
    fill(preferred.description, fallback.description);
    fill(preferred.artist, fallback.artist);
    fill(preferred.credit, fallback.credit);
    fill(preferred.source_url, fallback.source_url);
    fill(preferred.licence, fallback.licence);
    preferred.tags.insert(preferred.tags.end(), std::make_move_iterator(fallback.tags.begin()),
                          std::make_move_iterator(fallback.tags.end()));
    std::unordered_set<std::string> seen;
    std::erase_if(preferred.tags,
                  [&](const std::string& tag) { return !seen.insert(fold_case(tag)).second; });
    return preferred;
}

}  // namespace palette::imaging
