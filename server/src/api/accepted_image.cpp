#include "api/accepted_image.hpp"

#include "api/json.hpp"

namespace palette::api {

Result<http::Response> accepted_image(Services& services, const ingest::Accepted& accepted) {
    services.workers.wake();
    auto image = services.images.find(accepted.id);
    if (!image) return forward(image);
    auto body = to_json(*image);
    body["duplicate"] = !accepted.added;
    auto response = json_response(accepted.added ? 201 : 200, body);
    response.headers.add("Location", "/api/v1/images/" + to_string(accepted.id));
    return response;
}

}  // namespace palette::api
