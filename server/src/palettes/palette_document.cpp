#include "palettes/palette_document.hpp"

#include <algorithm>
#include <unordered_set>

#include <boost/json.hpp>
#include <fmt/core.h>

#include "base/text.hpp"

namespace palette::palettes {
namespace {

namespace json = boost::json;

constexpr std::string_view kFormat = "palette";
constexpr int kVersion = 1;
constexpr std::size_t kLineBytesMax = 2'000;
constexpr std::size_t kTextBytesMax = 40'000;
constexpr std::size_t kTagsMax = 100;
constexpr std::size_t kSha256Length = 64;
constexpr std::size_t kStemLengthMax = 60;

std::unexpected<Error> invalid(std::string_view why) {
    return fail(ErrorKind::invalid, "archive_invalid",
                fmt::format("This is no exported Palette: {} {}.", kDocumentName, why));
}

// A text field, empty when it is missing or something else: what is not a text says nothing.
std::string_view text_of(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string_view(value->get_string())
                                                  : std::string_view{};
}

std::string line_of(const json::object& object, std::string_view name) {
    return to_clean_line(text_of(object, name), kLineBytesMax);
}

std::string long_text_of(const json::object& object, std::string_view name) {
    return to_clean_text(text_of(object, name).substr(0, kTextBytesMax));
}

json::object to_json(const DocumentImage& image) {
    const Words& words = image.words;
    return {{"file", image.file},
            {"sha256", image.sha256},
            {"file_name", image.file_name},
            {"visibility", image.visibility},
            {"title", words.title},
            {"description", words.description},
            {"artist", words.artist},
            {"credit", words.credit},
            {"source_url", words.source_url},
            {"licence", words.licence},
            {"tags", json::array(words.tags.begin(), words.tags.end())}};
}

Result<DocumentImage> parse_image(const json::value& value) {
    if (!value.is_object()) return invalid("lists something that is no Image");
    const auto& object = value.get_object();
    DocumentImage image;
    image.file = text_of(object, "file");
    image.sha256 = text_of(object, "sha256");
    const bool is_hash = image.sha256.size() == kSha256Length &&
                         image.sha256.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!is_hash) return invalid("gives an Image no sha256");
    if (!image.file.starts_with(kOriginalsFolder)) return invalid("names a file outside of originals/");
    image.file_name = line_of(object, "file_name");
    image.visibility = text_of(object, "visibility") == "private" ? "private" : "public";
    image.words.title = line_of(object, "title");
    image.words.description = long_text_of(object, "description");
    image.words.artist = line_of(object, "artist");
    image.words.credit = line_of(object, "credit");
    image.words.licence = line_of(object, "licence");
    const std::string url = line_of(object, "source_url");
    if (url.starts_with("https://") || url.starts_with("http://")) image.words.source_url = url;
    if (const auto* tags = object.if_contains("tags"); tags != nullptr && tags->is_array()) {
        for (const auto& tag : tags->get_array()) {
            if (!tag.is_string() || image.words.tags.size() == kTagsMax) continue;
            image.words.tags.push_back(to_clean_line(std::string_view(tag.get_string()), kLineBytesMax));
        }
    }
    return image;
}

}  // namespace

std::string to_json(const PaletteDocument& document) {
    json::array images;
    for (const auto& image : document.images) images.push_back(to_json(image));
    const json::object object{
        {"format", kFormat},
        {"version", kVersion},
        {"title", document.title},
        {"description", document.description},
        {"cover_image", document.cover_image ? json::value(*document.cover_image) : json::value(nullptr)},
        {"images", std::move(images)}};
    return json::serialize(object) + "\n";
}

Result<PaletteDocument> parse_document(std::string_view text, std::size_t images_max) {
    boost::system::error_code error;
    const auto value = json::parse(text, error);
    if (error || !value.is_object()) return invalid("is no JSON object");
    const auto& object = value.get_object();
    const auto* version = object.if_contains("version");
    if (text_of(object, "format") != kFormat || version == nullptr) return invalid("is of another format");
    if (*version != kVersion) return invalid("was written by a newer Palette");
    const auto* images = object.if_contains("images");
    if (images == nullptr || !images->is_array()) return invalid("has no list of images");
    if (images->get_array().size() > images_max) {
        return fail(ErrorKind::too_large, "archive_too_large",
                    "The archive holds more Images than a Palette can.");
    }
    PaletteDocument document;
    document.title = line_of(object, "title");
    document.description = long_text_of(object, "description");
    std::unordered_set<std::string> files;
    for (const auto& one : images->get_array()) {
        auto image = parse_image(one);
        if (!image) return forward(image);
        if (!files.insert(image->file).second) return invalid("names a file twice");
        document.images.push_back(std::move(*image));
    }
    const auto* cover = object.if_contains("cover_image");
    if (cover != nullptr && cover->is_int64() && cover->get_int64() >= 0 &&
        static_cast<std::size_t>(cover->get_int64()) < document.images.size()) {
        document.cover_image = static_cast<std::size_t>(cover->get_int64());
    }
    return document;
}

std::string credits_of(const PaletteDocument& document) {
    std::string text = document.title + "\n";
    for (const auto& image : document.images) {
        text += "\n" + image.file + "\n";
        const Words& words = image.words;
        for (const auto& [name, value] :
             {std::pair{"Title", &words.title}, std::pair{"Artist", &words.artist},
              std::pair{"Credit", &words.credit}, std::pair{"Licence", &words.licence},
              std::pair{"Source", &words.source_url}}) {
            if (!value->empty()) text += fmt::format("  {}: {}\n", name, *value);
        }
    }
    return text;
}

std::string archive_name(std::size_t position, std::string_view file_name, std::string_view extension) {
    std::string stem(file_name.substr(0, file_name.rfind('.')).substr(0, kStemLengthMax));
    const auto is_plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    };
    std::ranges::replace_if(stem, [&](char c) { return !is_plain(c); }, '_');
    return fmt::format("{}{:05}-{}.{}", kOriginalsFolder, position + 1, stem, extension);
}

}  // namespace palette::palettes
