// Whom a Palette is shared with.

#include "api/body.hpp"
#include "api/caller.hpp"
#include "api/json.hpp"
#include "api/operations.hpp"
#include "api/palette_request.hpp"

namespace palette::api {
namespace {

constexpr std::size_t kRoleCharactersMax = 20;

}  // namespace

Result<http::Response> list_palette_people(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto id = palette_id_of(request);
    if (!id) return forward(id);
    auto people = services.palettes.people(*id, *person);
    if (!people) return forward(people);
    boost::json::array items;
    for (const auto& one : *people) {
        items.push_back({{"person", {{"id", to_string(one.person.id)}, {"name", one.person.name}}},
                         {"role", to_string(one.role)}});
    }
    return json_response(200, {{"items", std::move(items)}});
}

Result<http::Response> put_palette_person(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto id = palette_id_of(request);
    if (!id) return forward(id);
    auto body = Body::parse(request, {"role"});
    if (!body) return forward(body);
    auto name = body->text("role", kRoleCharactersMax);
    if (!name) return forward(name);
    const auto role = parse_given_role(*name);
    if (!role) return body_invalid("'role' is viewer or contributor");
    // Whether the Palette is theirs to share first: else its address would tell who has an account.
    auto allowed = services.palettes.find(*id, {*person, {}});
    if (!allowed) return forward(allowed);
    auto other = services.palettes.person_of(request.path_parameter("person"));
    if (!other) return forward(other);
    if (auto put = services.palettes.put_person(*id, *person, *other, *role); !put) return forward(put);
    services.index.wake();
    return http::Response{204, {}, {}};
}

Result<http::Response> remove_palette_person(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto id = palette_id_of(request);
    if (!id) return forward(id);
    auto allowed = services.palettes.find(*id, {*person, {}});
    if (!allowed) return forward(allowed);
    auto other = services.palettes.person_of(request.path_parameter("person"));
    if (!other) return forward(other);
    if (auto removed = services.palettes.remove_person(*id, *person, *other); !removed)
        return forward(removed);
    services.index.wake();
    return http::Response{204, {}, {}};
}

}  // namespace palette::api
