// What the instance's owner does with people and the instance, and what everybody may know of a person:
// list_people, update_person, update_instance, get_person, list_person_images.

#include "api/account_json.hpp"
#include "api/body.hpp"
#include "api/caller.hpp"
#include "api/image_cards.hpp"
#include "api/operations.hpp"
#include "api/parameters.hpp"
#include "store/person_repository.hpp"

namespace palette::api {
namespace {

constexpr std::size_t kWordCharactersMax = 20;

std::unexpected<Error> person_not_found() {
    return fail(ErrorKind::not_found, "person_not_found", "There is no such person.");
}

boost::json::object person_json(const Account& account) {
    auto object = to_json(account);
    object.erase("preferences");
    object.erase("onboarded");
    object["disabled"] = account.disabled;
    object["quota_bytes_max"] = number_or_null(account.quota_bytes_max);
    return object;
}

// The person of {person}: an id, or @name.
Result<store::Profile> profile_of(Services& services, const http::Request& request) {
    const auto text = request.path_parameter("person");
    if (text.starts_with('@')) {
        return store::find_profile(services.database, text.substr(1), viewer_of(request));
    }
    const auto id = decode_id(text);
    if (!id) return person_not_found();
    return store::find_profile(services.database, PersonId{*id}, viewer_of(request));
}

// A body's `quota_bytes_max`; an inner "none" where it is null.
Result<std::optional<std::optional<std::uint64_t>>> quota_of(const Body& body) {
    if (!body.has("quota_bytes_max")) return std::nullopt;
    auto bytes = body.optional_integer("quota_bytes_max", 0, INT64_MAX);
    if (!bytes) return forward(bytes);
    std::optional<std::uint64_t> quota;
    if (*bytes) quota = static_cast<std::uint64_t>(**bytes);
    return quota;
}

Result<store::AccountRuling> read_ruling(const http::Request& request) {
    auto body = Body::parse(request, {"role", "disabled", "quota_bytes_max"});
    if (!body) return forward(body);
    if (body->is_empty()) return body_invalid("there is nothing to change");
    store::AccountRuling ruling;
    auto role = body->optional_text("role", kWordCharactersMax);
    if (!role) return forward(role);
    if (*role) {
        ruling.role = parse_role(**role);
        if (!ruling.role || *ruling.role == Role::guest) return body_invalid("'role' is member or owner");
    }
    auto disabled = body->optional_flag("disabled");
    if (!disabled) return forward(disabled);
    ruling.disabled = *disabled;
    auto quota = quota_of(*body);
    if (!quota) return forward(quota);
    ruling.quota_bytes_max = *quota;
    return ruling;
}

Result<store::InstanceEdit> read_instance_edit(const http::Request& request) {
    auto body = Body::parse(request, {"registration", "quota_bytes_max"});
    if (!body) return forward(body);
    if (body->is_empty()) return body_invalid("there is nothing to change");
    store::InstanceEdit edit;
    auto registration = body->optional_text("registration", kWordCharactersMax);
    if (!registration) return forward(registration);
    if (body->has("registration")) {
        edit.registration = parse_registration(registration->value_or(""));
        if (!edit.registration) return body_invalid("'registration' is open or closed");
    }
    auto quota = quota_of(*body);
    if (!quota) return forward(quota);
    edit.quota_bytes_max = *quota;
    return edit;
}

}  // namespace

Result<http::Response> list_people(Services& services, http::Request& request) {
    auto limit = limit_of(request);
    if (!limit) return forward(limit);
    const std::string cursor = cursor_of(request);
    if (!cursor.empty() && cursor.size() > 4 * kPersonNameCharactersMax) {
        return fail(ErrorKind::invalid, "cursor_invalid", "This cursor does not belong to this list.");
    }
    if (auto owner = require_owner(request); !owner) return forward(owner);
    auto accounts = services.accounts.people().list(cursor, *limit + 1);
    if (!accounts) return forward(accounts);
    std::string next_cursor;
    if (accounts->size() > *limit) {
        accounts->pop_back();
        next_cursor = accounts->back().name;
    }
    boost::json::array items;
    for (const auto& account : *accounts) items.push_back(person_json(account));
    return json_response(200, page_json(std::move(items), next_cursor));
}

Result<http::Response> update_person(Services& services, http::Request& request) {
    if (auto owner = require_owner(request); !owner) return forward(owner);
    auto ruling = read_ruling(request);
    if (!ruling) return forward(ruling);
    auto profile = profile_of(services, request);
    if (!profile) return forward(profile);
    if (auto ruled = services.accounts.people().rule(profile->person, *ruling); !ruled) return forward(ruled);
    if (ruling->disabled.value_or(false)) services.events.close_of(profile->person);
    auto account = services.accounts.people().find(profile->person);
    if (!account) return forward(account);
    return json_response(200, person_json(*account));
}

Result<http::Response> update_instance(Services& services, http::Request& request) {
    if (auto owner = require_owner(request); !owner) return forward(owner);
    auto edit = read_instance_edit(request);
    if (!edit) return forward(edit);
    if (auto edited = services.accounts.people().edit_instance(*edit); !edited) return forward(edited);
    return get_instance(services, request);
}

Result<http::Response> get_person(Services& services, http::Request& request) {
    auto profile = profile_of(services, request);
    if (!profile) return forward(profile);
    return json_response(200, {{"id", to_string(profile->person)},
                               {"name", profile->name},
                               {"display_name", profile->display_name},
                               {"images", profile->images},
                               {"palettes", profile->palettes}});
}

Result<http::Response> list_person_images(Services& services, http::Request& request) {
    auto limit = limit_of(request);
    if (!limit) return forward(limit);
    std::optional<ImageId> after;
    if (const std::string cursor = cursor_of(request); !cursor.empty()) {
        const auto value = decode_id(cursor);
        if (!value)
            return fail(ErrorKind::invalid, "cursor_invalid", "This cursor does not belong to this list.");
        after = ImageId{*value};
    }
    auto profile = profile_of(services, request);
    if (!profile) return forward(profile);
    auto ids = services.images.shown_of_owner(profile->person, after, *limit + 1, viewer_of(request));
    if (!ids) return forward(ids);
    std::string next_cursor;
    if (ids->size() > *limit) {
        ids->pop_back();
        next_cursor = to_string(ids->back());
    }
    auto items = cards_json(services, request, *ids);
    if (!items) return forward(items);
    return json_response(200, page_json(std::move(*items), next_cursor));
}

}  // namespace palette::api
