#include "api/account_json.hpp"
#include "api/body.hpp"
#include "api/caller.hpp"
#include "api/operations.hpp"

namespace palette::api {

Result<http::Response> login(Services& services, http::Request& request) {
    auto body = Body::parse(request, {"name", "password"});
    if (!body) return forward(body);
    // Longer than any name or password can be is no other failure than a wrong one.
    auto name = body->text("name", kPasswordBodyCharactersMax);
    if (!name) return forward(name);
    auto password = body->text("password", kPasswordBodyCharactersMax);
    if (!password) return forward(password);
    auto signed_in = services.accounts.log_in(*name, *password, client_of(request));
    if (!signed_in) return forward(signed_in);
    auto response = json_response(200, to_json(signed_in->account));
    set_session_cookie(response, request, signed_in->token);
    return response;
}

}  // namespace palette::api
