#include "api/caller.hpp"
#include "api/operations.hpp"

namespace palette::api {

Result<http::Response> stream_events(Services& services, http::Request& request) {
    auto stream = services.events.subscribe(viewer_of(request).person, request.header("Last-Event-ID"));
    if (!stream) return forward(stream);
    http::Response response{200, {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-store"}}, {}};
    response.body = std::move(*stream);
    return response;
}

}  // namespace palette::api
