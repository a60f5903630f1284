#include "api/json.hpp"
#include "api/operations.hpp"
#include "api/parameters.hpp"

namespace palette::api {

Result<http::Response> get_image(Services& services, http::Request& request) {
    auto id = image_id_of(request);
    if (!id) return forward(id);
    auto image = services.images.find(*id);
    if (!image) return forward(image);
    return json_response(200, to_json(*image));
}

}  // namespace palette::api
