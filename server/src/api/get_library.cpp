#include "api/json.hpp"
#include "api/operations.hpp"

namespace palette::api {

Result<http::Response> get_library(Services& services, http::Request&) {
    auto counts = services.images.counts();
    if (!counts) return forward(counts);
    return json_response(200, to_json(*counts, services.index.pack()));
}

}  // namespace palette::api
