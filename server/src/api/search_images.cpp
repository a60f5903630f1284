#include "api/caller.hpp"
#include "api/json.hpp"
#include "api/operations.hpp"
#include "api/parameters.hpp"
#include "base/clock.hpp"

namespace palette::api {
namespace {

Result<http::Response> search_page(Services& services, const http::Request& request, const search::Query& query) {
    const Stopwatch stopwatch;
    auto limit = limit_of(request);
    if (!limit) return forward(limit);
    auto page = services.search.page(query, cursor_of(request), *limit);
    if (!page) return forward(page);
    auto body = search_page_json(*page, services.images, viewer_of(request), stopwatch.elapsed_ms());
    if (!body) return forward(body);
    return json_response(200, *body);
}

}  // namespace

Result<http::Response> search_images(Services& services, http::Request& request) {
    const auto& description = services.pack.description();
    auto query = query_of(request, description.identity(), static_cast<std::size_t>(description.dimension));
    if (!query) return forward(query);
    for (const auto& example : query->like) {
        const auto* id = std::get_if<ImageId>(&example);
        if (id == nullptr) continue;
        if (auto seen = services.images.ownership_of(*id, viewer_of(request)); !seen) return forward(seen);
    }
    return search_page(services, request, *query);
}

Result<http::Response> list_similar_images(Services& services, http::Request& request) {
    auto id = image_id_of(request);
    if (!id) return forward(id);
    if (auto seen = services.images.ownership_of(*id, viewer_of(request)); !seen) return forward(seen);
    search::Query query;
    query.like.emplace_back(*id);
    return search_page(services, request, query);
}

}  // namespace palette::api
