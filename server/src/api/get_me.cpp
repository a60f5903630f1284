#include "api/account_json.hpp"
#include "api/caller.hpp"
#include "api/operations.hpp"

namespace palette::api {

Result<http::Response> get_me(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto account = services.accounts.people().find(*person);
    if (!account) return forward(account);
    return json_response(200, to_json(*account));
}

}  // namespace palette::api
