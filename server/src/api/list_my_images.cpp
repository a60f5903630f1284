#include "api/caller.hpp"
#include "api/image_cards.hpp"
#include "api/json.hpp"
#include "api/operations.hpp"
#include "api/parameters.hpp"

namespace palette::api {

// Whole Images: who looks after their own wants to see how far each is. The cursor is the last one shown.
Result<http::Response> list_my_images(Services& services, http::Request& request) {
    auto limit = limit_of(request);
    if (!limit) return forward(limit);
    auto after = image_cursor_of(request);
    if (!after) return forward(after);
    auto person = require_login(request);
    if (!person) return forward(person);
    auto ids = services.images.ids_of_owner(*person, *after, *limit + 1);
    if (!ids) return forward(ids);
    std::string next_cursor;
    if (ids->size() > *limit) {
        ids->pop_back();
        next_cursor = to_string(ids->back());
    }
    auto viewer = card_viewer_of(services, request, *ids);
    if (!viewer) return forward(viewer);
    boost::json::array items;
    for (const ImageId id : *ids) {
        auto image = services.images.find(id, viewer_of(request));
        if (image) items.push_back(to_json(*image, *viewer));  // else deleted a moment ago
    }
    return json_response(200, page_json(std::move(items), next_cursor));
}

}  // namespace palette::api
