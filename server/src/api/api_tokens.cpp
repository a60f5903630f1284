// The operations on one's own API tokens: list_api_tokens, create_api_token, delete_api_token.

#include "api/body.hpp"
#include "api/caller.hpp"
#include "api/json.hpp"
#include "api/operations.hpp"
#include "base/text.hpp"

namespace palette::api {
namespace {

constexpr std::size_t kTokenNameCharactersMax = 80;
constexpr std::int64_t kTokenDaysMax = 3650;

boost::json::object to_json(const store::ApiToken& token) {
    const auto or_null = [](const std::optional<Timestamp>& time) {
        return time ? boost::json::value(to_rfc3339(*time)) : boost::json::value(nullptr);
    };
    return {{"id", to_string(token.id)},
            {"name", token.name},
            {"created_at", to_rfc3339(token.created_at)},
            {"last_used_at", or_null(token.last_used_at)},
            {"expires_at", or_null(token.expires_at)}};
}

// A leaked token must not be able to make others of itself, which would outlive it.
Result<PersonId> require_session(const http::Request& request) {
    auto person = require_login(request);
    if (person && !caller_of(request).session) {
        return fail(ErrorKind::forbidden, "forbidden", "A token cannot administer tokens. Please log in.");
    }
    return person;
}

}  // namespace

Result<http::Response> list_api_tokens(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto tokens = services.accounts.api_tokens().list(*person);
    if (!tokens) return forward(tokens);
    boost::json::array items;
    for (const auto& token : *tokens) items.push_back(to_json(token));
    return json_response(200, {{"items", std::move(items)}});
}

Result<http::Response> create_api_token(Services& services, http::Request& request) {
    auto person = require_session(request);
    if (!person) return forward(person);
    auto body = Body::parse(request, {"name", "expires_in_days"});
    if (!body) return forward(body);
    auto said = body->text("name", kTokenNameCharactersMax);
    if (!said) return forward(said);
    std::string name = to_clean_line(*said, 4 * kTokenNameCharactersMax);
    if (name.empty()) return body_invalid("'name' has at least one character");
    auto days = body->optional_integer("expires_in_days", 1, kTokenDaysMax);
    if (!days) return forward(days);
    std::optional<std::chrono::days> expires_in;
    if (*days) expires_in = std::chrono::days{**days};
    auto made = services.accounts.add_api_token(*person, std::move(name), expires_in);
    if (!made) return forward(made);
    auto object = to_json(made->facts);
    object["token"] = made->token;
    return json_response(201, object);
}

Result<http::Response> delete_api_token(Services& services, http::Request& request) {
    auto person = require_session(request);
    if (!person) return forward(person);
    const auto id = decode_id(request.path_parameter("token"));
    if (!id) return fail(ErrorKind::not_found, "token_not_found", "There is no such token.");
    if (auto gone = services.accounts.api_tokens().remove(*person, ApiTokenId{*id}); !gone)
        return forward(gone);
    return http::Response{204, {}, {}};
}

}  // namespace palette::api
