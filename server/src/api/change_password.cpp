#include "api/account_json.hpp"
#include "api/body.hpp"
#include "api/caller.hpp"
#include "api/operations.hpp"

namespace palette::api {

Result<http::Response> change_password(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto body = Body::parse(request, {"current_password", "new_password"});
    if (!body) return forward(body);
    auto current = body->text("current_password", kPasswordBodyCharactersMax);
    if (!current) return forward(current);
    auto password = body->text("new_password", kPasswordBodyCharactersMax);
    if (!password) return forward(password);
    auto changed =
        services.accounts.change_password(*person, caller_of(request).session, *current, *password);
    if (!changed) return forward(changed);
    services.events.close_of(*person);
    return http::Response{204, {}, {}};
}

}  // namespace palette::api
