#include <charconv>

#include "api/caller.hpp"
#include "api/image_cards.hpp"
#include "api/json.hpp"
#include "api/operations.hpp"
#include "api/parameters.hpp"
#include "search/duplicate_groups.hpp"

namespace palette::api {
namespace {

Result<std::uint32_t> seed_of(const http::Request& request) {
    const auto text = request.query_value("seed");
    if (!text) return 0;
    std::uint32_t seed = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), seed);
    if (error != std::errc{} || end != text->data() + text->size()) {
        return parameter_invalid("seed", "a whole number from 0 to 4294967295");
    }
    return seed;
}

}  // namespace

// The cursor is the last Image shown: both orders are fixed per Image, so the next page is what comes behind
// it.
Result<http::Response> list_images(Services& services, http::Request& request) {
    auto limit = limit_of(request);
    if (!limit) return forward(limit);
    auto seed = seed_of(request);
    if (!seed) return forward(seed);
    auto tags = tags_of(request);
    if (!tags) return forward(tags);
    auto orientation = orientation_of(request);
    if (!orientation) return forward(orientation);
    const auto order = request.query_value("order").value_or("newest");
    if (order != "newest" && order != "shuffle") return parameter_invalid("order", "newest or shuffle");
    auto folds = flag_of(request.query, "fold");
    if (!folds) return forward(folds);

    std::optional<ImageId> after;
    if (const std::string cursor = cursor_of(request); !cursor.empty()) {
        const auto value = decode_id(cursor);
        if (!value)
            return fail(ErrorKind::invalid, "cursor_invalid", "This cursor does not belong to this list.");
        after = ImageId{*value};
    }
    std::optional<std::vector<std::int64_t>> tagged;
    if (!tags->empty()) {
        auto ids = services.images.ids_with_tags(*tags);
        if (!ids) return forward(ids);
        tagged = std::move(*ids);
    }
    const auto& catalogue = services.index.catalogue();
    search::Catalogue::Wall wall{
        .viewer = viewer_of(request), .allowed = tagged ? &*tagged : nullptr, .orientation = *orientation};
    search::Folding folding;
    if (*folds) {
        folding = search::fold_wall(*services.index.duplicates(), catalogue, wall.allowed, wall.orientation,
                                    wall.viewer);
        wall.hidden = folding.hidden;
    }
    // One more than asked for tells whether there is a next page.
    auto ids = order == "newest" ? catalogue.newest(after, *limit + 1, wall)
                                 : catalogue.deal(*seed, after, *limit + 1, wall);
    std::string next_cursor;
    if (ids.size() > *limit) {
        ids.pop_back();
        next_cursor = to_string(ids.back());
    }
    auto cards = ImageCards::read(services, request, ids);
    if (!cards) return forward(cards);
    boost::json::array items;
    for (const ImageId id : ids) {
        const auto* card = cards->find(id);
        if (card == nullptr) continue;  // deleted a moment ago
        boost::json::object item = cards->json_of(*card);
        add_copies(item, folding.copies_of(id));
        items.push_back(std::move(item));
    }
    return json_response(200, page_json(std::move(items), next_cursor));
}

}  // namespace palette::api
