// Palettes as a whole: listing, making, showing, editing, deleting and bringing back.

#include <charconv>

#include "api/body.hpp"
#include "api/caller.hpp"
#include "api/json.hpp"
#include "api/operations.hpp"
#include "api/palette_contents.hpp"
#include "api/palette_request.hpp"
#include "api/parameters.hpp"
#include "base/text.hpp"

namespace palette::api {
namespace {

constexpr std::size_t kFirstImagesMax = 500;
constexpr std::size_t kPersonCharactersMax = 100;

std::string clean_title(std::string_view title) {
    return to_clean_line(title, kPaletteTitleCharactersMax * kBytesPerCharacterMax);
}

Result<std::optional<PaletteVisibility>> visibility_of(const Body& body) {
    auto text = body.optional_text("visibility", kPaletteTitleCharactersMax);
    if (!text) return forward(text);
    if (!*text) return std::nullopt;
    const auto visibility = parse_palette_visibility(**text);
    if (!visibility) return body_invalid("'visibility' is private, unlisted or public");
    return visibility;
}

// Behind which Palette a page begins: "<id of the last one shown>.<when it changed>".
Result<std::optional<store::PaletteListPlace>> place_of(const http::Request& request) {
    const std::string cursor = cursor_of(request);
    if (cursor.empty()) return std::nullopt;
    const auto point = cursor.find('.');
    const auto id = decode_id(std::string_view(cursor).substr(0, point));
    store::PaletteListPlace place;
    if (id && point != std::string::npos) {
        place.id = PaletteId{*id};
        const char* last = cursor.data() + cursor.size();
        const auto [end, error] = std::from_chars(cursor.data() + point + 1, last, place.updated_at);
        if (error == std::errc{} && end == last) return place;
    }
    return fail(ErrorKind::invalid, "cursor_invalid", "This cursor does not belong to this list.");
}

Result<store::PaletteListQuery> list_query_of(Services& services, const http::Request& request) {
    store::PaletteListQuery query;
    const auto mine = request.query_value("mine").value_or("0");
    if (mine != "0" && mine != "1") return parameter_invalid("mine", "0 or 1");
    query.mine = mine == "1";
    if (query.mine) {
        if (auto person = require_login(request); !person) return forward(person);
    }
    if (const auto owner = request.query_value("owner")) {
        if (owner->size() > kPersonCharactersMax) return parameter_invalid("owner", "a person's id or @name");
        auto person = services.palettes.person_of(*owner);
        if (!person) return forward(person);
        query.owner = *person;
    }
    if (const auto contains = request.query_value("contains")) {
        const auto id = decode_id(*contains);
        if (!id) return parameter_invalid("contains", "an Image's id");
        query.contains = ImageId{*id};
    }
    return query;
}

// Of a body's `image_ids`.
Result<std::vector<ImageId>> images_of(const Body& body) {
    const auto* value = body.object().if_contains("image_ids");
    std::vector<ImageId> images;
    if (value == nullptr) return images;
    if (!value->is_array() || value->get_array().size() > kFirstImagesMax) {
        return body_invalid("'image_ids' is a list of at most 500 ids");
    }
    for (const auto& one : value->get_array()) {
        if (!one.is_string()) return body_invalid("'image_ids' is a list of ids");
        auto id = parse_image_id(std::string_view(one.get_string()));
        if (!id) return forward(id);
        images.push_back(*id);
    }
    return images;
}

Result<std::optional<std::optional<ImageId>>> cover_of(const Body& body) {
    if (!body.has("cover_image_id")) return std::nullopt;
    auto text = body.optional_text("cover_image_id", kShareKeyCharactersMax);
    if (!text) return forward(text);
    if (!*text) return std::optional<ImageId>{};
    auto id = parse_image_id(**text);
    if (!id) return forward(id);
    return std::optional<ImageId>{*id};
}

// Of a living Palette; empty for an ordinary one.
Result<std::string> search_of(Services& services, const http::Request& request, const Body& body) {
    auto link = body.optional_text("search", kSearchLinkCharactersMax);
    if (!link) return forward(link);
    if (!*link) return std::string{};
    return checked_search_link(services, viewer_of(request), **link, Within::ordinary_palette);
}

}  // namespace

Result<http::Response> list_palettes(Services& services, http::Request& request) {
    auto limit = limit_of(request);
    if (!limit) return forward(limit);
    auto after = place_of(request);
    if (!after) return forward(after);
    auto query = list_query_of(services, request);
    if (!query) return forward(query);
    auto palettes = services.palettes.list(*query, viewer_of(request).person, *after, *limit + 1);
    if (!palettes) return forward(palettes);
    std::string next_cursor;
    if (palettes->size() > *limit) {
        palettes->pop_back();
        const auto& last = palettes->back();
        next_cursor = to_string(last.id) + "." + std::to_string(last.updated_at.time_since_epoch().count());
    }
    boost::json::array items;
    for (const auto& palette : *palettes) {
        auto item = palette_json(services, request, palette);
        if (!item) return forward(item);
        items.push_back(std::move(*item));
    }
    return json_response(200, page_json(std::move(items), next_cursor));
}

Result<http::Response> create_palette(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto body = Body::parse(request, {"title", "description", "visibility", "image_ids", "search"});
    if (!body) return forward(body);
    auto title = body->text("title", kPaletteTitleCharactersMax);
    if (!title) return forward(title);
    auto description = body->optional_text("description", kDescriptionCharactersMax);
    if (!description) return forward(description);
    auto visibility = visibility_of(*body);
    if (!visibility) return forward(visibility);
    auto images = images_of(*body);
    if (!images) return forward(images);
    auto search = search_of(services, request, *body);
    if (!search) return forward(search);
    if (!search->empty() && !images->empty())
        return body_invalid("a Palette has 'image_ids' or 'search', not both");
    auto id = services.palettes.add(*person,
                                    {clean_title(*title), to_clean_text(description->value_or("")),
                                     visibility->value_or(PaletteVisibility::people_only), *search},
                                    *images);
    if (!id) return forward(id);
    services.index.wake();
    return palette_response(services, request, *id, 201);
}

Result<http::Response> get_palette(Services& services, http::Request& request) {
    auto id = palette_id_of(request);
    if (!id) return forward(id);
    return palette_response(services, request, *id);
}

Result<http::Response> update_palette(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto id = palette_id_of(request);
    if (!id) return forward(id);
    auto body = Body::parse(request, {"title", "description", "visibility", "cover_image_id"});
    if (!body) return forward(body);
    if (body->is_empty()) return body_invalid("there is nothing to change");
    store::PaletteEdit edit;
    auto title = body->optional_text("title", kPaletteTitleCharactersMax);
    if (!title) return forward(title);
    if (*title) edit.title = clean_title(**title);
    auto description = body->optional_text("description", kDescriptionCharactersMax);
    if (!description) return forward(description);
    if (*description) edit.description = to_clean_text(**description);
    auto visibility = visibility_of(*body);
    if (!visibility) return forward(visibility);
    edit.visibility = *visibility;
    auto cover = cover_of(*body);
    if (!cover) return forward(cover);
    edit.cover_image = *cover;
    if (auto edited = services.palettes.edit(*id, *person, edit); !edited) return forward(edited);
    services.index.wake();
    return palette_response(services, request, *id);
}

Result<http::Response> delete_palette(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto id = palette_id_of(request);
    if (!id) return forward(id);
    if (auto removed = services.palettes.remove(*id, *person); !removed) return forward(removed);
    services.index.wake();
    return http::Response{204, {}, {}};
}

Result<http::Response> restore_palette(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto id = palette_id_of(request);
    if (!id) return forward(id);
    if (auto restored = services.palettes.restore(*id, *person); !restored) return forward(restored);
    services.index.wake();
    return palette_response(services, request, *id);
}

Result<http::Response> freeze_palette(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto id = palette_id_of(request);
    if (!id) return forward(id);
    auto images = images_inside(services, viewer_of(request), *id, {*person, {}});
    if (!images) return forward(images);
    if (auto frozen = services.palettes.freeze(*id, *person, *images); !frozen) return forward(frozen);
    services.index.wake();
    return palette_response(services, request, *id);
}

Result<http::Response> renew_palette_key(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto id = palette_id_of(request);
    if (!id) return forward(id);
    if (auto renewed = services.palettes.renew_share_key(*id, *person); !renewed) return forward(renewed);
    services.index.wake();
    return palette_response(services, request, *id);
}

}  // namespace palette::api
