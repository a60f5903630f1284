#include "api/parameters.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/core.h>

#include "base/text.hpp"

namespace palette::api {
namespace {

// All values of a repeatable parameter, trimmed; none may be empty.
Result<std::vector<std::string>> texts_of(const http::Request& request, std::string_view name,
                                          std::size_t count_max, std::size_t characters_max) {
    std::vector<std::string> texts;
    for (const auto value : request.query_values(name)) {
        const auto text = trim(value);
        if (text.empty()) return parameter_invalid(name, "at least one character");
        if (count_characters(text) > characters_max) {
            return parameter_invalid(name, fmt::format("at most {} characters", characters_max));
        }
        texts.emplace_back(text);
    }
    if (texts.size() > count_max)
        return parameter_invalid(name, fmt::format("at most {} of them", count_max));
    return texts;
}

}  // namespace

std::unexpected<Error> parameter_invalid(std::string_view name, std::string_view why) {
    return fail(ErrorKind::invalid, "parameter_invalid",
                fmt::format("The parameter '{}' is not right: {}.", name, why));
}

Result<ImageId> image_id_of(const http::Request& request) {
    const auto value = decode_id(request.path_parameter("id"));
    if (!value) return fail(ErrorKind::not_found, "image_not_found", "There is no such Image.");
    return ImageId{*value};
}

Result<std::size_t> limit_of(const http::Request& request) {
    const auto text = request.query_value("limit");
    if (!text) return kPageDefault;
    std::size_t limit = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), limit);
    if (error != std::errc{} || end != text->data() + text->size() || limit < 1 || limit > kPageMax) {
        return parameter_invalid("limit", fmt::format("a whole number from 1 to {}", kPageMax));
    }
    return limit;
}

std::string cursor_of(const http::Request& request) {
    return std::string(request.query_value("cursor").value_or(""));
}

Result<std::optional<ImageId>> image_cursor_of(const http::Request& request) {
    const std::string cursor = cursor_of(request);
    if (cursor.empty()) return std::nullopt;
    const auto value = decode_id(cursor);
    if (!value)
        return fail(ErrorKind::invalid, "cursor_invalid", "This cursor does not belong to this list.");
    return ImageId{*value};
}

Result<std::vector<std::string>> tags_of(const http::Request& request) {
    return texts_of(request, "tag", kTagsMax, kTagCharactersMax);
}

Result<std::optional<Orientation>> orientation_of(const http::Request& request) {
    const auto text = request.query_value("orientation");
    if (!text || text->empty()) return std::nullopt;
    const auto orientation = parse_orientation(*text);
    if (!orientation) return parameter_invalid("orientation", "portrait, landscape or square");
    return orientation;
}

Result<bool> flag_of(const http::Parameters& parameters, std::string_view name) {
    const auto found = std::ranges::find(parameters, name, &http::Parameters::value_type::first);
    const std::string_view text = found == parameters.end() ? "false" : trim(found->second);
    if (text == "true" || text == "1") return true;
    if (text == "false" || text == "0") return false;
    return parameter_invalid(name, "true or false");
}

}  // namespace palette::api
