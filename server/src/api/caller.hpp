#pragma once

// Who sent a request. Every operation of routes.cpp finds it out before it begins; any thread.
//
//   const Viewer& viewer = viewer_of(request);            // for whatever reads
//   auto person = require_login(request);                 // 401 `login_required` for guests
//
// What a viewer may not see is not there for them: repositories take the Viewer and answer "not found".

#include "accounts/accounts.hpp"
#include "api/body.hpp"
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

// The visibility of an upload: what it says itself ("" for nothing), else what its person prefers. Fails with
// `parameter_invalid`, and with `login_required` where nobody would own what is private.
Result<Visibility> visibility_of_upload(Services& services, const Viewer& viewer, std::string_view said);

// The same of a body's `visibility`, where what is wrong is `body_invalid`.
Result<Visibility> visibility_of(Services& services, const Viewer& viewer, const Body& body);

[[nodiscard]] accounts::Client client_of(const http::Request& request);

// Cache-Control of an Image's files: what everybody may see never changes; of what is private the browser
// asks each time whether it still may show it.
[[nodiscard]] std::string cache_rule(Visibility visibility);

// Set-Cookie with a session's token, or one that makes the browser forget it.
void set_session_cookie(http::Response& response, const http::Request& request, std::string_view token);
void clear_session_cookie(http::Response& response, const http::Request& request);

}  // namespace palette::api
