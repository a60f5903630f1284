#include "api/feed_json.hpp"
#include "api/json.hpp"
#include "api/operations.hpp"

namespace palette::api {

Result<http::Response> list_interests(Services& services, http::Request& request) {
    auto illustrations = services.feed.illustrations();
    if (!illustrations) return forward(illustrations);
    auto body = interests_json(services, request, *illustrations);
    if (!body) return forward(body);
    return json_response(200, *body);
}

}  // namespace palette::api
