#include "api/account_json.hpp"
#include "api/body.hpp"
#include "api/caller.hpp"
#include "api/operations.hpp"

namespace palette::api {

Result<http::Response> register_person(Services& services, http::Request& request) {
    auto body = Body::parse(request, {"name", "password", "email"});
    if (!body) return forward(body);
    auto name = body->text("name", kPersonNameCharactersMax);
    if (!name) return forward(name);
    auto password = body->text("password", kPasswordBodyCharactersMax);
    if (!password) return forward(password);
    auto email = body->optional_text("email", kEmailCharactersMax);
    if (!email) return forward(email);
    auto signed_in = services.accounts.register_person({*name, *password, *email}, client_of(request));
    if (!signed_in) return forward(signed_in);
    auto response = json_response(201, to_json(signed_in->account));
    set_session_cookie(response, request, signed_in->token);
    return response;
}

}  // namespace palette::api
