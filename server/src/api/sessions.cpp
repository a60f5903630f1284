// The operations on one's own sessions: list_sessions, end_session, end_other_sessions.

#include "api/caller.hpp"
#include "api/json.hpp"
#include "api/operations.hpp"

namespace palette::api {

Result<http::Response> list_sessions(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto sessions = services.accounts.sessions().list(*person);
    if (!sessions) return forward(sessions);
    boost::json::array items;
    for (const auto& session : *sessions) {
        items.push_back({{"id", to_string(session.id)},
                         {"created_at", to_rfc3339(session.created_at)},
                         {"last_used_at", to_rfc3339(session.last_used_at)},
                         {"user_agent", session.user_agent},
                         {"address", session.address},
                         {"current", session.id == caller_of(request).session}});
    }
    return json_response(200, {{"items", std::move(items)}});
}

Result<http::Response> end_session(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    const auto id = decode_id(request.path_parameter("session"));
    if (!id) return fail(ErrorKind::not_found, "session_not_found", "There is no such session.");
    if (auto ended = services.accounts.sessions().remove(*person, SessionId{*id}); !ended)
        return forward(ended);
    services.events.close_of(*person);
    return http::Response{204, {}, {}};
}

Result<http::Response> end_other_sessions(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto ended = services.accounts.sessions().remove_others(*person, caller_of(request).session);
    if (!ended) return forward(ended);
    services.events.close_of(*person);
    return http::Response{204, {}, {}};
}

}  // namespace palette::api
