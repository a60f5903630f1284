#include "api/json.hpp"
#include "api/operations.hpp"
#include "api/parameters.hpp"
#include "base/text.hpp"

namespace palette::api {

Result<http::Response> list_suggestions(Services& services, http::Request& request) {
    auto limit = limit_of(request);
    if (!limit) return forward(limit);
    const auto text = trim(request.query_value("q").value_or(""));
    if (count_characters(text) > kTagCharactersMax) return parameter_invalid("q", "at most 100 characters");
    auto suggestions = services.suggestions.suggest(text, *limit);
    if (!suggestions) return forward(suggestions);
    boost::json::array items;
    for (const auto& suggestion : *suggestions) {
        items.push_back(
            {{"kind", search::to_string(suggestion.kind)},
             {"text", suggestion.text},
             {"images", suggestion.images ? boost::json::value(*suggestion.images) : nullptr},
             {"id", suggestion.image ? boost::json::value(to_string(*suggestion.image)) : nullptr}});
    }
    return json_response(200, {{"items", std::move(items)}});
}

}  // namespace palette::api
