#include "api/caller.hpp"
#include "api/image_cards.hpp"
#include "api/json.hpp"
#include "api/operations.hpp"
#include "api/palette_contents.hpp"
#include "api/parameters.hpp"
#include "api/search_parameters.hpp"
#include "base/clock.hpp"

namespace palette::api {
namespace {

// A page of results; with `explain` in the request, each with what every part of the query said of it.
Result<boost::json::object> search_page(Services& services, const http::Request& request,
                                        const search::Query& query) {
    const Stopwatch stopwatch;
    auto limit = limit_of(request);
    if (!limit) return forward(limit);
    auto wants_reasons = flag_of(request.query, "explain");
    if (!wants_reasons) return forward(wants_reasons);
    auto page = services.search.page(query, cursor_of(request), *limit);
    if (!page) return forward(page);
    std::vector<ImageId> ids;
    for (const auto& hit : page->hits) ids.push_back(hit.id);
    std::vector<search::Explanation> explanations;
    if (*wants_reasons) {
        auto explained = services.search.explain(query, ids);
        if (!explained) return forward(explained);
        explanations = std::move(*explained);
    }
    auto cards = ImageCards::read(services, request, ids);
    if (!cards) return forward(cards);
    return search_page_json(*page, explanations, *cards, stopwatch.elapsed_ms());
}

}  // namespace

Result<http::Response> search_images(Services& services, http::Request& request) {
    auto query = query_of(request.query, query_context_of(services, viewer_of(request)));
    if (!query) return forward(query);
    auto body = search_page(services, request, *query);
    if (!body) return forward(body);
    return json_response(200, *body);
}

// The canvas becomes the request it stands for.
Result<http::Response> search_by_canvas(Services& services, http::Request& request) {
    auto parameters = parameters_of_canvas(request.body);
    if (!parameters) return forward(parameters);
    request.query = std::move(*parameters);
    auto query = query_of(request.query, query_context_of(services, viewer_of(request)));
    if (!query) return forward(query);
    auto body = search_page(services, request, *query);
    if (!body) return forward(body);
    (*body)["permalink"] = permalink_of(request.query);
    return json_response(200, *body);
}

Result<http::Response> list_similar_images(Services& services, http::Request& request) {
    auto id = image_id_of(request);
    if (!id) return forward(id);
    search::Query query;
    query.viewer = viewer_of(request);
    query.like.emplace_back(*id);
    auto body = search_page(services, request, query);
    if (!body) return forward(body);
    return json_response(200, *body);
}

Result<http::Response> explain_match(Services& services, http::Request& request) {
    auto id = image_id_of(request);
    if (!id) return forward(id);
    if (!services.index.catalogue().shows(*id, viewer_of(request))) {
        return fail(ErrorKind::not_found, "image_not_found", "There is no such Image.");
    }
    auto query = query_of(request.query, query_context_of(services, viewer_of(request)));
    if (!query) return forward(query);
    auto explained = services.search.explain(*query, {&*id, 1});
    if (!explained) return forward(explained);
    return json_response(200, to_json(explained->front()));
}

}  // namespace palette::api
