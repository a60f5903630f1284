#include "api/caller.hpp"
#include "api/json.hpp"
#include "api/operations.hpp"

namespace palette::api {

Result<http::Response> get_library(Services& services, http::Request& request) {
    auto counts = services.images.counts(viewer_of(request));
    if (!counts) return forward(counts);
    return json_response(200, to_json(*counts, services.models()));
}

}  // namespace palette::api
