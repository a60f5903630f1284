#include "api/words.hpp"

#include <fmt/core.h>

#include "api/parameters.hpp"
#include "base/text.hpp"

namespace palette::api {
namespace {

constexpr std::size_t kLineBytesMax = kTitleCharactersMax * kBytesPerCharacterMax;

// A field of the form, empty when it is not there.
Result<std::string_view> field_of(const http::Form& form, std::string_view name, std::size_t characters_max) {
    const auto text = form.field(name).value_or("");
    if (count_characters(text) <= characters_max) return text;
    return parameter_invalid(name, fmt::format("at most {} characters", characters_max));
}

}  // namespace

Result<Words> words_of(const http::Form& form) {
    auto title = field_of(form, "title", kTitleCharactersMax);
    if (!title) return forward(title);
    auto artist = field_of(form, "artist", kTitleCharactersMax);
    if (!artist) return forward(artist);
    auto description = field_of(form, "description", kDescriptionCharactersMax);
    if (!description) return forward(description);
    auto tags = field_of(form, "tags", kTagListCharactersMax);
    if (!tags) return forward(tags);
    Words words;
    words.title = to_clean_line(*title, kLineBytesMax);
    words.artist = to_clean_line(*artist, kLineBytesMax);
    words.description = to_clean_text(*description);
    for (const auto tag : split(*tags, ',')) {
        const auto name = trim(tag);
        if (name.empty()) continue;
        if (count_characters(name) > kTagCharactersMax) {
            return parameter_invalid("tags", fmt::format("each at most {} characters", kTagCharactersMax));
        }
        words.tags.push_back(to_clean_line(name, kTagCharactersMax * kBytesPerCharacterMax));
    }
    return words;
}

Result<Words> words_of(const Body& body) {
    auto title = body.optional_text("title", kTitleCharactersMax);
    if (!title) return forward(title);
    auto artist = body.optional_text("artist", kTitleCharactersMax);
    if (!artist) return forward(artist);
    auto description = body.optional_text("description", kDescriptionCharactersMax);
    if (!description) return forward(description);
    Words words;
    words.title = to_clean_line(title->value_or(""), kLineBytesMax);
    words.artist = to_clean_line(artist->value_or(""), kLineBytesMax);
    words.description = to_clean_text(description->value_or(""));
    if (body.has("tags") && !body.is_null("tags")) {
        auto tags = tags_of(body.object().at("tags"));
        if (!tags) return forward(tags);
        words.tags = std::move(*tags);
    }
    return words;
}

Result<std::vector<std::string>> tags_of(const boost::json::value& list) {
    if (!list.is_array() || list.get_array().size() > kImageTagsMax) {
        return body_invalid(fmt::format("'tags' is a list of at most {} names", kImageTagsMax));
    }
    std::vector<std::string> tags;
    for (const auto& tag : list.get_array()) {
        if (!tag.is_string()) return body_invalid("'tags' is a list of names");
        const std::string_view name = tag.get_string();
        if (count_characters(name) > kTagCharactersMax) {
            return body_invalid(fmt::format("a tag has at most {} characters", kTagCharactersMax));
        }
        tags.push_back(to_clean_line(name, kTagCharactersMax * kBytesPerCharacterMax));
        if (tags.back().empty()) return body_invalid("a tag has at least one character");
    }
    return tags;
}

}  // namespace palette::api
