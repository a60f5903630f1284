#include "api/body.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.hpp"

namespace palette::api {

namespace json = boost::json;

std::unexpected<Error> body_invalid(std::string_view why) {
    return fail(ErrorKind::invalid, "body_invalid", "The body is not right: " + std::string(why) + ".");
}

Result<Body> Body::parse(const http::Request& request, std::initializer_list<std::string_view> fields) {
    if (trim(request.body).empty()) return Body({});
    boost::system::error_code error;
    auto value = json::parse(request.body, error);
    if (error || !value.is_object()) return body_invalid("a JSON object is expected");
    return checked(std::move(value.get_object()), fields);
}

Result<Body> Body::checked(json::object object, std::initializer_list<std::string_view> fields) {
    for (const auto& field : object) {
        if (std::ranges::find(fields, std::string_view(field.key())) == fields.end()) {
            return body_invalid(fmt::format("'{}' is not known here", printable(field.key())));
        }
    }
    return Body(std::move(object));
}

bool Body::is_null(std::string_view name) const {
    const auto* value = object_.if_contains(name);
    return value != nullptr && value->is_null();
}

Result<std::string> Body::text(std::string_view name, std::size_t characters_max) const {
    auto text = optional_text(name, characters_max);
    if (!text) return forward(text);
    if (!*text) return body_invalid(fmt::format("'{}' is missing", name));
    return std::move(**text);
}

Result<std::optional<std::string>> Body::optional_text(std::string_view name,
                                                       std::size_t characters_max) const {
    const auto* value = object_.if_contains(name);
    if (value == nullptr || value->is_null()) return std::nullopt;
    if (!value->is_string()) return body_invalid(fmt::format("'{}' is a text", name));
    const std::string_view text = value->get_string();
    if (count_characters(text) > characters_max) {
        return body_invalid(fmt::format("'{}' has at most {} characters", name, characters_max));
    }
    return std::string(text);
}

Result<std::optional<bool>> Body::optional_flag(std::string_view name) const {
    const auto* value = object_.if_contains(name);
    if (value == nullptr || value->is_null()) return std::nullopt;
    if (!value->is_bool()) return body_invalid(fmt::format("'{}' is true or false", name));
    return value->get_bool();
}

Result<std::optional<std::int64_t>> Body::optional_integer(std::string_view name, std::int64_t min,
                                                           std::int64_t max) const {
    const auto* value = object_.if_contains(name);
    if (value == nullptr || value->is_null()) return std::nullopt;
    if (!value->is_int64() || value->get_int64() < min || value->get_int64() > max) {
        return body_invalid(fmt::format("'{}' is a whole number from {} to {}", name, min, max));
    }
    return value->get_int64();
}

Result<Body> Body::part(std::string_view name, std::initializer_list<std::string_view> fields) const {
    const auto* value = object_.if_contains(name);
    if (value == nullptr) return Body({});
    if (!value->is_object()) return body_invalid(fmt::format("'{}' is an object", name));
    return checked(value->get_object(), fields);
}

}  // namespace palette::api
