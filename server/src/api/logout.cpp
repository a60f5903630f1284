#include "api/caller.hpp"
#include "api/operations.hpp"

namespace palette::api {

// A guest's logout is no failure: the session ended a moment ago.
Result<http::Response> logout(Services& services, http::Request& request) {
    const auto& caller = caller_of(request);
    if (caller.session) {
        if (auto ended = services.accounts.log_out(*caller.viewer.person, *caller.session); !ended)
            return forward(ended);
    }
    if (caller.viewer.person) services.events.close_of(*caller.viewer.person);
    http::Response response{204, {}, {}};
    clear_session_cookie(response, request);
    return response;
}

}  // namespace palette::api
