#include "api/body.hpp"
#include "api/caller.hpp"
#include "api/operations.hpp"
#include "base/text.hpp"
#include "feed/interests.hpp"

namespace palette::api {
namespace {

// `{"id":"birds"}` or `{"text":"ink drawings of cats"}`.
Result<feed::InterestChoice> choice_of(const boost::json::value& value) {
    const auto* object = value.if_object();
    const auto* field = object && object->size() == 1 ? &*object->begin() : nullptr;
    const auto* text = field ? field->value().if_string() : nullptr;
    if (text && field->key() == "id" && !text->empty()) return feed::InterestChoice{std::string(*text), {}};
    if (text && field->key() == "text" && !trim(*text).empty() &&
        count_characters(*text) <= feed::kInterestCharactersMax) {
        return feed::InterestChoice{{}, std::string(*text)};
    }
    return body_invalid(
        "\"interests\" holds objects with one field: \"id\", or \"text\" of 1 to 100 characters.");
}

Result<std::vector<feed::InterestChoice>> choices_of(const Body& body) {
    std::vector<feed::InterestChoice> choices;
    if (!body.has("interests")) return choices;
    const auto* array = body.object().at("interests").if_array();
    if (!array || array->size() > feed::kInterestsChosenMax)
        return body_invalid("\"interests\" is a list of at most 24.");
    for (const auto& value : *array) {
        auto choice = choice_of(value);
        if (!choice) return forward(choice);
        choices.push_back(std::move(*choice));
    }
    return choices;
}

}  // namespace

Result<http::Response> set_interests(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto body = Body::parse(request, {"interests", "skip"});
    if (!body) return forward(body);
    auto skip = body->optional_flag("skip");
    if (!skip) return forward(skip);
    auto choices = choices_of(*body);
    if (!choices) return forward(choices);
    if (skip->value_or(false) != choices->empty()) {
        return body_invalid("Choose interests, or say \"skip\": true.");
    }
    if (auto chosen = services.feed.choose(*person, *choices); !chosen) return forward(chosen);
    return http::make_response(204, "", "");
}

}  // namespace palette::api
