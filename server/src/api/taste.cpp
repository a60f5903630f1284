#include "api/body.hpp"
#include "api/caller.hpp"
#include "api/feed_json.hpp"
#include "api/json.hpp"
#include "api/operations.hpp"

namespace palette::api {
namespace {

constexpr std::size_t kModeCharactersMax = 20;
constexpr std::size_t kWeightsMax = 100;

Result<http::Response> answer(Services& services, const http::Request& request, PersonId person) {
    auto account = services.accounts.people().find(person);
    if (!account) return forward(account);
    auto taste = services.feed.taste(person);
    if (!taste) return forward(taste);
    auto body = taste_json(services, request, *taste, account->preferences.feed);
    if (!body) return forward(body);
    return json_response(200, *body);
}

Result<std::unordered_map<std::string, float>> weights_of(const Body& body) {
    std::unordered_map<std::string, float> weights;
    if (!body.has("weights")) return weights;
    const auto* object = body.object().at("weights").if_object();
    if (!object || object->size() > kWeightsMax)
        return body_invalid("\"weights\" is an object of at most 100 interests.");
    for (const auto& [id, value] : *object) {
        boost::system::error_code error;
        const auto weight = value.to_number<double>(error);
        if (error || !(weight >= 0 && weight <= feed::kSettingMax))
            return body_invalid("A weight is a number from 0 to 2.");
        weights.emplace(std::string(id), static_cast<float>(weight));
    }
    return weights;
}

}  // namespace

Result<http::Response> get_taste(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    return answer(services, request, *person);
}

Result<http::Response> update_taste(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto body = Body::parse(request, {"weights", "feed"});
    if (!body) return forward(body);
    auto weights = weights_of(*body);
    if (!weights) return forward(weights);
    auto mode = body->optional_text("feed", kModeCharactersMax);
    if (!mode) return forward(mode);
    if (*mode && !is_feed(**mode)) return body_invalid("\"feed\" is personal, newest or shuffle.");
    if (!weights->empty()) {
        if (auto set = services.feed.set(*person, *weights); !set) return forward(set);
    }
    if (*mode) {
        if (auto edited = services.accounts.people().edit(*person, {.feed = *mode}); !edited)
            return forward(edited);
    }
    return answer(services, request, *person);
}

Result<http::Response> forget_taste(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    if (auto forgotten = services.feed.forget(*person); !forgotten) return forward(forgotten);
    return http::make_response(204, "", "");
}

}  // namespace palette::api
