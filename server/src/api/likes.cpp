#include "api/caller.hpp"
#include "api/image_cards.hpp"
#include "api/json.hpp"
#include "api/operations.hpp"
#include "api/parameters.hpp"

namespace palette::api {

Result<http::Response> like_image(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto id = image_id_of(request);
    if (!id) return forward(id);
    if (auto added = services.likes.add(*person, *id); !added) return forward(added);
    services.index.wake();
    return http::Response{204, {}, {}};
}

Result<http::Response> unlike_image(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto id = image_id_of(request);
    if (!id) return forward(id);
    if (auto removed = services.likes.remove(*person, *id); !removed) return forward(removed);
    services.index.wake();
    return http::Response{204, {}, {}};
}

Result<http::Response> list_liked_images(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto limit = limit_of(request);
    if (!limit) return forward(limit);
    auto page = services.likes.page(*person, cursor_of(request), *limit);
    if (!page) return forward(page);
    auto items = cards_json(services, request, page->ids);
    if (!items) return forward(items);
    return json_response(200, page_json(std::move(*items), page->next_cursor));
}

}  // namespace palette::api
