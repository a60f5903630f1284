#include "api/caller.hpp"
#include "api/feed_json.hpp"
#include "api/json.hpp"
#include "api/operations.hpp"
#include "api/parameters.hpp"

namespace palette::api {
namespace {

constexpr std::uint32_t kGuestSeed = 0;

// Guests, and people who switched the learning feed off: an order fixed per Image, whose cursor is the last
// one shown.
Result<http::Response> fixed_order(Services& services, const http::Request& request, std::size_t limit,
                                   bool is_newest) {
    std::optional<ImageId> after;
    if (const std::string cursor = cursor_of(request); !cursor.empty()) {
        const auto value = decode_id(cursor);
        if (!value)
            return fail(ErrorKind::invalid, "cursor_invalid", "This cursor does not belong to this list.");
        after = ImageId{*value};
    }
    const auto& catalogue = services.index.catalogue();
    const search::Catalogue::Wall wall{.viewer = viewer_of(request)};
    auto ids = is_newest ? catalogue.newest(after, limit + 1, wall)
                         : catalogue.deal(kGuestSeed, after, limit + 1, wall);
    std::string next_cursor;
    if (ids.size() > limit) {
        ids.pop_back();
        next_cursor = to_string(ids.back());
    }
    std::vector<feed::ShownTile> tiles;
    tiles.reserve(ids.size());
    for (const ImageId id : ids) {
        tiles.push_back({id, is_newest ? feed::Reason::Kind::fresh : feed::Reason::Kind::shuffle, {}, {}});
    }
    auto body = feed_page_json(services, request, tiles, next_cursor);
    if (!body) return forward(body);
    return json_response(200, *body);
}

}  // namespace

Result<http::Response> get_feed(Services& services, http::Request& request) {
    auto limit = limit_of(request);
    if (!limit) return forward(limit);
    const auto& person = viewer_of(request).person;
    if (!person) return fixed_order(services, request, *limit, false);
    auto account = services.accounts.people().find(*person);
    if (!account) return forward(account);
    const std::string& mode = account->preferences.feed;
    if (mode != "personal") return fixed_order(services, request, *limit, mode == "newest");
    auto page = services.feed.page(*person, cursor_of(request), *limit);
    if (!page) return forward(page);
    auto body = feed_page_json(services, request, page->tiles, page->next_cursor);
    if (!body) return forward(body);
    return json_response(200, *body);
}

}  // namespace palette::api
