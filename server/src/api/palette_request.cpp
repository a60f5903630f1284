#include "api/palette_request.hpp"

#include "api/caller.hpp"
#include "api/image_cards.hpp"
#include "api/json.hpp"
#include "api/palette_contents.hpp"
#include "api/parameters.hpp"

namespace palette::api {

Result<PaletteId> palette_id_of(const http::Request& request) {
    const auto value = decode_id(request.path_parameter("id"));
    if (!value) return fail(ErrorKind::not_found, "palette_not_found", "There is no such Palette.");
    return PaletteId{*value};
}

Result<ImageId> parse_image_id(std::string_view text) {
    const auto value = decode_id(text);
    if (!value) return fail(ErrorKind::not_found, "image_not_found", "There is no such Image.");
    return ImageId{*value};
}

Result<ImageId> inner_image_id_of(const http::Request& request) {
    return parse_image_id(request.path_parameter("image_id"));
}

Result<PaletteVisitor> visitor_of(const http::Request& request) {
    const auto key = request.query_value("key").value_or("");
    if (key.size() > kShareKeyCharactersMax) return parameter_invalid("key", "at most 64 characters");
    return PaletteVisitor{viewer_of(request).person, std::string(key)};
}

namespace {

// What a living Palette shows of itself; of a search that is not possible for who asks, because it is like
// something they may not see or that is gone, nothing.
Palette with_contents(Services& services, const Viewer& viewer, Palette palette) {
    const auto page = living_page(services, viewer, palette, {}, kCoverImagesMax);
    if (!page) return palette;
    palette.images = static_cast<std::int64_t>(page->counts.strong + page->counts.related);
    for (const auto& hit : page->hits) palette.cover.push_back(hit.id);
    return palette;
}

}  // namespace

Result<boost::json::object> palette_json(Services& services, const http::Request& request,
                                         const Palette& stored) {
    const Palette palette = is_living(stored) ? with_contents(services, viewer_of(request), stored) : stored;
    auto cover = cards_json(services, request, palette.cover);
    if (!cover) return forward(cover);
    boost::json::object object{{"id", to_string(palette.id)},
                               {"title", palette.title},
                               {"description", palette.description},
                               {"visibility", to_string(palette.visibility)},
                               {"owner", {{"id", to_string(palette.owner.id)}, {"name", palette.owner.name}}},
                               {"images", palette.images},
                               {"cover", std::move(*cover)},
                               {"cover_image_id", nullptr},
                               {"created_at", to_rfc3339(palette.created_at)},
                               {"updated_at", to_rfc3339(palette.updated_at)},
                               {"role", to_string(palette.role)},
                               {"share_key", nullptr},
                               {"living", is_living(palette)},
                               {"search", nullptr},
                               {"version", palette.version}};
    if (palette.cover_image) object["cover_image_id"] = to_string(*palette.cover_image);
    if (!palette.share_key.empty()) object["share_key"] = palette.share_key;
    // It may name what is not for everybody: a picture, another Palette's key.
    if (is_living(palette) && may_manage(palette.role)) object["search"] = palette.search;
    if (palette.contains) object["contains"] = *palette.contains;
    return object;
}

Result<http::Response> palette_response(Services& services, const http::Request& request, PaletteId id,
                                        int status) {
    auto visitor = visitor_of(request);
    if (!visitor) return forward(visitor);
    auto palette = services.palettes.find(id, *visitor);
    if (!palette) return forward(palette);
    auto body = palette_json(services, request, *palette);
    if (!body) return forward(body);
    auto response = json_response(status, *body);
    if (status == 201) response.headers.add("Location", "/api/v1/palettes/" + to_string(id));
    return response;
}

}  // namespace palette::api
