#include "api/caller.hpp"
#include "api/image_cards.hpp"
#include "api/json.hpp"
#include "api/operations.hpp"
#include "api/parameters.hpp"

namespace palette::api {

Result<http::Response> list_trash(Services& services, http::Request& request) {
    auto limit = limit_of(request);
    if (!limit) return forward(limit);
    auto after = image_cursor_of(request);
    if (!after) return forward(after);
    auto person = require_login(request);
    if (!person) return forward(person);
    auto images = services.trash.list({*person}, *after, *limit + 1);
    if (!images) return forward(images);
    std::string next_cursor;
    if (images->size() > *limit) {
        images->pop_back();
        next_cursor = to_string(images->back().card.id);
    }
    std::vector<ImageId> ids;
    for (const auto& image : *images) ids.push_back(image.card.id);
    auto viewer = card_viewer_of(services, request, ids);
    if (!viewer) return forward(viewer);
    boost::json::array items;
    for (const auto& image : *images) {
        auto item = to_json(image.card, *viewer);
        item["deleted_at"] = to_rfc3339(image.deleted_at);
        item["purge_at"] = to_rfc3339(now() + image.purged_in);
        items.push_back(std::move(item));
    }
    return json_response(200, page_json(std::move(items), next_cursor));
}

}  // namespace palette::api
