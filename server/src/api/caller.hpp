#pragma once

// Who sent a request. Every operation of routes.cpp finds it out before it begins; any thread.
//
//   const Viewer& viewer = viewer_of(request);            // for whatever reads
//   auto person = require_login(request);                 // 401 `login_required` for guests
//   auto image = visible_image(services, request);        // 404 for what the viewer may not see
//   auto image = editable_image(services, request);       // and 403 for what they may see but not change

#include "accounts/accounts.hpp"
#include "api/services.hpp"
#include "base/result.hpp"
#include "http/message.hpp"

namespace palette::api {

// From the session's cookie or `Authorization: Bearer`. Fails with `token_invalid`; an unknown cookie is a
// guest's.
[[nodiscard]] Result<accounts::Caller> find_caller(Services& services, const http::Request& request);

[[nodiscard]] const accounts::Caller& caller_of(const http::Request& request);
[[nodiscard]] const Viewer& viewer_of(const http::Request& request);

[[nodiscard]] Result<PersonId> require_login(const http::Request& request);
[[nodiscard]] Result<PersonId> require_owner(
    const http::Request& request);  // of the instance; 403 for members
// A person, or anybody while the instance has no account.
Result<void> require_uploader(const Viewer& viewer);

[[nodiscard]] accounts::Client client_of(const http::Request& request);

// Set-Cookie with a session's token, or one that makes the browser forget it.
void set_session_cookie(http::Response& response, const http::Request& request, std::string_view token);
void clear_session_cookie(http::Response& response, const http::Request& request);

}  // namespace palette::api
