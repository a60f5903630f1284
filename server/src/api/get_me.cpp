#include "api/account_json.hpp"
#include "api/caller.hpp"
#include "api/operations.hpp"

namespace palette::api {

Result<http::Response> get_me(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto account = services.accounts.people().find(*person);
    if (!account) return forward(account);
    auto is_onboarded = services.feed.is_onboarded(*person);
    if (!is_onboarded) return forward(is_onboarded);
    auto body = to_json(*account);
    body["onboarded"] = *is_onboarded;
    return json_response(200, body);
}

}  // namespace palette::api
