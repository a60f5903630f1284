// A person's saved searches: listing, saving, renaming, deleting.

#include <boost/json.hpp>

#include "api/body.hpp"
#include "api/caller.hpp"
#include "api/json.hpp"
#include "api/operations.hpp"
#include "api/palette_contents.hpp"
#include "base/text.hpp"

namespace palette::api {
namespace {

constexpr std::size_t kNameCharactersMax = 100;
constexpr std::size_t kNameBytesMax = kNameCharactersMax * 4;

boost::json::object to_json(const store::SavedSearch& search) {
    return {{"id", to_string(search.id)},
            {"name", search.name},
            {"query", search.query},
            {"created_at", to_rfc3339(search.created_at)}};
}

Result<std::string> name_of(const Body& body) {
    auto name = body.text("name", kNameCharactersMax);
    if (!name) return name;
    std::string clean = to_clean_line(*name, kNameBytesMax);
    if (clean.empty()) return body_invalid("'name' has at least one character");
    return clean;
}

Result<SavedSearchId> search_id_of(const http::Request& request) {
    const auto value = decode_id(request.path_parameter("search"));
    if (!value) return fail(ErrorKind::not_found, "search_not_found", "There is no such saved search.");
    return SavedSearchId{*value};
}

}  // namespace

Result<http::Response> list_searches(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto searches = services.saved_searches.list(*person);
    if (!searches) return forward(searches);
    boost::json::array items;
    for (const auto& search : *searches) items.push_back(to_json(search));
    return json_response(200, {{"items", std::move(items)}});
}

Result<http::Response> save_search(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto body = Body::parse(request, {"name", "query"});
    if (!body) return forward(body);
    auto name = name_of(*body);
    if (!name) return forward(name);
    auto link = body->text("query", kSearchLinkCharactersMax);
    if (!link) return forward(link);
    auto query = checked_search_link(services, viewer_of(request), *link, Within::any_palette);
    if (!query) return forward(query);
    auto search = services.saved_searches.add(*person, *name, *query);
    if (!search) return forward(search);
    return json_response(201, to_json(*search));
}

Result<http::Response> rename_search(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto id = search_id_of(request);
    if (!id) return forward(id);
    auto body = Body::parse(request, {"name"});
    if (!body) return forward(body);
    auto name = name_of(*body);
    if (!name) return forward(name);
    auto search = services.saved_searches.rename(*person, *id, *name);
    if (!search) return forward(search);
    return json_response(200, to_json(*search));
}

Result<http::Response> delete_search(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto id = search_id_of(request);
    if (!id) return forward(id);
    if (auto removed = services.saved_searches.remove(*person, *id); !removed) return forward(removed);
    return http::Response{204, {}, {}};
}

}  // namespace palette::api
