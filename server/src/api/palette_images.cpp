// What is inside a Palette: listing, putting in, taking out, many at once, and what else would go with it.

#include <boost/json.hpp>

#include "api/body.hpp"
#include "api/caller.hpp"
#include "api/image_cards.hpp"
#include "api/json.hpp"
#include "api/operations.hpp"
#include "api/palette_contents.hpp"
#include "api/palette_request.hpp"
#include "api/parameters.hpp"
#include "base/clock.hpp"
#include "base/text.hpp"
#include "palettes/suggestions.hpp"
#include "search/signals.hpp"

namespace palette::api {
namespace {

using store::PaletteBatch;
using store::PalettePlace;

constexpr std::size_t kBatchMax = 500;
constexpr std::size_t kIdCharactersMax = 64;

// null is the first place, an id the one behind it.
Result<PalettePlace> place_of(const boost::json::value& value) {
    if (value.is_null()) return PalettePlace{PalettePlace::Kind::first, {}};
    if (!value.is_string()) return body_invalid("a place is an Image's id or null");
    const auto id = decode_id(std::string_view(value.get_string()));
    if (!id) return body_invalid("a place is an Image's id or null");
    return PalettePlace{PalettePlace::Kind::behind, ImageId{*id}};
}

Result<std::optional<PalettePlace>> place_of(const Body& body) {
    const auto* value = body.object().if_contains("after");
    if (value == nullptr) return std::nullopt;
    auto place = place_of(*value);
    if (!place) return forward(place);
    return *place;
}

Result<PaletteBatch::Action> action_of(const Body& body) {
    auto name = body.text("action", kIdCharactersMax);
    if (!name) return forward(name);
    if (*name == "add") return PaletteBatch::Action::add;
    if (*name == "remove") return PaletteBatch::Action::remove;
    if (*name == "move") return PaletteBatch::Action::move;
    if (*name == "copy") return PaletteBatch::Action::copy;
    return body_invalid("'action' is add, remove, move or copy");
}

Result<std::optional<PaletteId>> target_of(const Body& body, PaletteBatch::Action action) {
    auto to = body.optional_text("to", kIdCharactersMax);
    if (!to) return forward(to);
    const bool wanted = action == PaletteBatch::Action::copy;
    const bool allowed = wanted || action == PaletteBatch::Action::move;
    if (wanted && !*to) return body_invalid("'copy' needs 'to'");
    if (!*to) return std::nullopt;
    if (!allowed) return body_invalid("'to' is for move and copy");
    const auto id = decode_id(**to);
    if (!id) return fail(ErrorKind::not_found, "palette_not_found", "There is no such Palette.");
    return PaletteId{*id};
}

// The list `name` of at most kBatchMax values.
Result<boost::json::array> list_of(const Body& body, std::string_view name) {
    const auto* value = body.object().if_contains(name);
    if (value == nullptr) return boost::json::array{};
    if (value->is_array() && value->get_array().size() <= kBatchMax) return value->get_array();
    return body_invalid("'" + std::string(name) + "' is a list of at most 500");
}

Result<PaletteBatch> batch_of(const http::Request& request) {
    auto body = Body::parse(request, {"action", "image_ids", "to", "after", "afters"});
    if (!body) return forward(body);
    PaletteBatch batch;
    auto action = action_of(*body);
    if (!action) return forward(action);
    batch.action = *action;
    auto to = target_of(*body, *action);
    if (!to) return forward(to);
    batch.to = *to;
    auto images = list_of(*body, "image_ids");
    if (!images) return forward(images);
    if (images->empty()) return body_invalid("'image_ids' has at least one");
    for (const auto& one : *images) {
        if (!one.is_string()) return body_invalid("'image_ids' is a list of ids");
        auto id = parse_image_id(std::string_view(one.get_string()));
        if (!id) return forward(id);
        batch.images.push_back(*id);
    }
    auto place = place_of(*body);
    if (!place) return forward(place);
    batch.place = place->value_or(PalettePlace{});
    auto afters = list_of(*body, "afters");
    if (!afters) return forward(afters);
    if (!afters->empty() && afters->size() != batch.images.size()) {
        return body_invalid("'afters' is as long as 'image_ids'");
    }
    for (const auto& one : *afters) {
        auto own = place_of(one);
        if (!own) return forward(own);
        batch.places.push_back(*own);
    }
    return batch;
}

// Those of the Images inside that the words describe, best first.
Result<http::Response> search_inside(Services& services, const http::Request& request, PaletteId id,
                                     const PaletteVisitor& visitor, std::string_view words,
                                     std::size_t limit) {
    auto inside = query_context_of(services, viewer_of(request)).inside(id, visitor);
    if (!inside) return forward(inside);
    search::Query query;
    query.viewer = viewer_of(request);
    query.texts.push_back({std::string(words)});
    query.filters.within = std::move(*inside);
    auto page = services.search.page(query, cursor_of(request), limit);
    if (!page) return forward(page);
    std::vector<ImageId> ids;
    for (const auto& hit : page->hits) {
        if (hit.match == search::Match::weak) break;  // and so are all behind it
        ids.push_back(hit.id);
    }
    auto items = cards_json(services, request, ids);
    if (!items) return forward(items);
    const bool ends_here = ids.size() < page->hits.size();
    return json_response(200, page_json(std::move(*items), ends_here ? "" : page->next_cursor));
}

Result<http::Response> list_living(Services& services, const http::Request& request, const Palette& palette,
                                   std::size_t limit) {
    auto page = living_page(services, viewer_of(request), palette, cursor_of(request), limit);
    if (!page) return forward(page);
    std::vector<ImageId> ids;
    for (const auto& hit : page->hits) ids.push_back(hit.id);
    auto items = cards_json(services, request, ids);
    if (!items) return forward(items);
    return json_response(200, page_json(std::move(*items), page->next_cursor));
}

}  // namespace

Result<http::Response> list_palette_images(Services& services, http::Request& request) {
    auto id = palette_id_of(request);
    if (!id) return forward(id);
    auto limit = limit_of(request);
    if (!limit) return forward(limit);
    auto visitor = visitor_of(request);
    if (!visitor) return forward(visitor);
    if (const auto words = trim(request.query_value("q").value_or("")); !words.empty()) {
        if (count_characters(words) > kQueryCharactersMax)
            return parameter_invalid("q", "at most 500 characters");
        return search_inside(services, request, *id, *visitor, words, *limit);
    }
    // One that is not to be seen is refused below, after a cursor that is none.
    const auto palette = services.palettes.find(*id, *visitor);
    if (palette && is_living(*palette)) return list_living(services, request, *palette, *limit);
    auto page = services.palette_images.page(*id, *visitor, cursor_of(request), *limit);
    if (!page) return forward(page);
    auto items = cards_json(services, request, page->ids);
    if (!items) return forward(items);
    return json_response(200, page_json(std::move(*items), page->next_cursor));
}

Result<http::Response> put_palette_image(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto id = palette_id_of(request);
    if (!id) return forward(id);
    auto image = inner_image_id_of(request);
    if (!image) return forward(image);
    auto body = Body::parse(request, {"after"});
    if (!body) return forward(body);
    auto place = place_of(*body);
    if (!place) return forward(place);
    if (auto put = services.palette_images.put(*id, *person, *image, *place); !put) return forward(put);
    services.index.wake();
    return http::Response{204, {}, {}};
}

Result<http::Response> remove_palette_image(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto id = palette_id_of(request);
    if (!id) return forward(id);
    auto image = inner_image_id_of(request);
    if (!image) return forward(image);
    PaletteBatch batch;
    batch.action = PaletteBatch::Action::remove;
    batch.images = {*image};
    if (auto removed = services.palette_images.change(*id, *person, batch); !removed) return forward(removed);
    services.index.wake();
    return http::Response{204, {}, {}};
}

Result<http::Response> change_palette_images(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto id = palette_id_of(request);
    if (!id) return forward(id);
    auto batch = batch_of(request);
    if (!batch) return forward(batch);
    auto changed = services.palette_images.change(*id, *person, *batch);
    if (!changed) return forward(changed);
    services.index.wake();
    return json_response(200, {{"changed", *changed}});
}

Result<http::Response> list_palette_suggestions(Services& services, http::Request& request) {
    const Stopwatch watch;
    auto id = palette_id_of(request);
    if (!id) return forward(id);
    auto limit = limit_of(request);
    if (!limit) return forward(limit);
    auto visitor = visitor_of(request);
    if (!visitor) return forward(visitor);
    auto inside = query_context_of(services, viewer_of(request)).inside(*id, *visitor);
    if (!inside) return forward(inside);
    auto suggestions = palettes::suggest(services.index.space()->vectors(), *inside, kPageMax);
    if (!suggestions) return forward(suggestions);
    std::vector<ImageId> ids;
    for (const auto& suggestion : *suggestions) ids.emplace_back(suggestion.id);
    auto seen = services.palette_images.visible_of(ids, viewer_of(request).person);
    if (!seen) return forward(seen);
    search::SearchPage page;
    for (const auto& suggestion : *suggestions) {
        if (page.hits.size() == *limit) break;
        if (!seen->contains(ImageId{suggestion.id})) continue;
        const search::Match match = search::match_of(search::likeness_level(suggestion.cosine, suggestion.z));
        page.hits.push_back({ImageId{suggestion.id}, suggestion.z, match});
        ++(match == search::Match::strong    ? page.counts.strong
           : match == search::Match::related ? page.counts.related
                                             : page.counts.weak);
    }
    auto cards = ImageCards::read(services, request, ids);
    if (!cards) return forward(cards);
    return json_response(200, search_page_json(page, {}, *cards, watch.elapsed_ms()));
}

}  // namespace palette::api
