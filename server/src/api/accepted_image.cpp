#include "api/accepted_image.hpp"

#include "api/caller.hpp"
#include "api/image_cards.hpp"
#include "api/json.hpp"

namespace palette::api {

Result<http::Response> accepted_image(Services& services, const http::Request& request,
                                      const ingest::Accepted& accepted) {
    services.workers.wake();
    auto image = services.images.find(accepted.id, viewer_of(request));
    if (!image) return forward(image);
    auto viewer = card_viewer_of(services, request, {&accepted.id, 1});
    if (!viewer) return forward(viewer);
    auto body = to_json(*image, *viewer);
    body["duplicate"] = !accepted.added;
    auto response = json_response(accepted.added ? 201 : 200, body);
    response.headers.add("Location", "/api/v1/images/" + to_string(accepted.id));
    return response;
}

}  // namespace palette::api
