#include <boost/json.hpp>
#include <fmt/core.h>

#include "api/body.hpp"
#include "api/caller.hpp"
#include "api/json.hpp"
#include "api/operations.hpp"
#include "api/parameters.hpp"
#include "base/text.hpp"

namespace palette::api {
namespace {

constexpr std::size_t kImageTagsMax = 100;

// A text of the body within its length.
Result<std::string_view> text_of(std::string_view name, const boost::json::value& value,
                                 std::size_t characters_max) {
    if (!value.is_string()) return body_invalid(fmt::format("'{}' is a text", name));
    const std::string_view text = value.get_string();
    if (count_characters(text) <= characters_max) return text;
    return body_invalid(fmt::format("'{}' has at most {} characters", name, characters_max));
}

Result<std::vector<std::string>> tags_of_body(const boost::json::value& value) {
    if (!value.is_array() || value.get_array().size() > kImageTagsMax) {
        return body_invalid(fmt::format("'tags' is a list of at most {} names", kImageTagsMax));
    }
    std::vector<std::string> tags;
    for (const auto& tag : value.get_array()) {
        auto text = text_of("tags", tag, kTagCharactersMax);
        if (!text) return forward(text);
        tags.push_back(to_clean_line(*text, kTagCharactersMax * kBytesPerCharacterMax));
        if (tags.back().empty()) return body_invalid("a tag has at least one character");
    }
    return tags;
}

Result<store::ImageEdit> parse_edit(const std::string& body) {
    boost::system::error_code error;
    const auto value = boost::json::parse(body, error);
    if (error || !value.is_object()) return body_invalid("a JSON object is expected");
    if (value.get_object().empty()) return body_invalid("there is nothing to change");
    store::ImageEdit edit;
    for (const auto& [name, field] : value.get_object()) {
        if (name == "tags") {
            auto tags = tags_of_body(field);
            if (!tags) return forward(tags);
            edit.tags = std::move(*tags);
        } else if (name == "description") {
            auto text = text_of(name, field, kDescriptionCharactersMax);
            if (!text) return forward(text);
            edit.description = to_clean_text(*text);
        } else if (name == "title" || name == "artist") {
            auto text = text_of(name, field, kTitleCharactersMax);
            if (!text) return forward(text);
            (name == "title" ? edit.title : edit.artist) =
                to_clean_line(*text, kTitleCharactersMax * kBytesPerCharacterMax);
        } else if (name == "visibility") {
            auto text = text_of(name, field, kTitleCharactersMax);
            if (!text) return forward(text);
            edit.visibility = parse_visibility(*text);
            if (!edit.visibility) return body_invalid("'visibility' is public or private");
        } else {
            return body_invalid(fmt::format("'{}' cannot be changed", printable(name)));
        }
    }
    return edit;
}

}  // namespace

Result<http::Response> update_image(Services& services, http::Request& request) {
    auto id = image_id_of(request);
    if (!id) return forward(id);
    auto edit = parse_edit(request.body);
    if (!edit) return forward(edit);
    if (auto edited = services.images.edit(*id, *edit, viewer_of(request)); !edited) return forward(edited);
    // An answer that says "private" must be true of walls and searches too.
    if (edit->visibility) {
        if (auto synced = services.index.sync(); !synced) return forward(synced);
    }
    services.index.wake();
    return get_image(services, request);
}

}  // namespace palette::api
