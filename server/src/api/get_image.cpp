#include "api/caller.hpp"
#include "api/image_cards.hpp"
#include "api/json.hpp"
#include "api/operations.hpp"
#include "api/parameters.hpp"

namespace palette::api {

Result<http::Response> get_image(Services& services, http::Request& request) {
    auto id = image_id_of(request);
    if (!id) return forward(id);
    auto image = services.images.find(*id, viewer_of(request));
    if (!image) return forward(image);
    // "ready" promises that it is found by meaning: the index may be a moment behind the database.
    if (image->state == ImageState::ready && !services.index.space()->vectors().contains(id->value)) {
        if (auto synced = services.index.sync(); !synced) return forward(synced);
    }
    auto viewer = card_viewer_of(services, request, {&*id, 1});
    if (!viewer) return forward(viewer);
    return json_response(200, to_json(*image, *viewer));
}

}  // namespace palette::api
