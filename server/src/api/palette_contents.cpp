#include "api/palette_contents.hpp"

#include <algorithm>

#include "api/parameters.hpp"
#include "http/target.hpp"

namespace palette::api {
namespace {

std::vector<std::int64_t> ascending(std::span<const ImageId> images) {
    std::vector<std::int64_t> ids;
    for (const ImageId image : images) ids.push_back(image.value);
    std::ranges::sort(ids);
    return ids;
}

// That of a living Palette's own search: it may be within an ordinary Palette only, so that no two can be
// within each other.
QueryContext inner_context_of(Services& services, const Viewer& viewer) {
    return {services.index.space(), services.database, viewer,
            [&services](PaletteId id, const PaletteVisitor& visitor) -> Result<std::vector<std::int64_t>> {
                auto palette = services.palettes.find(id, visitor);
                if (!palette) return forward(palette);
                if (is_living(*palette)) {
                    return fail(ErrorKind::conflict, "palette_living",
                                "A living Palette cannot hold what is found within another one.");
                }
                return services.palette_images.visible_ids(id, visitor);
            }};
}

Result<search::Query> living_query(Services& services, const Viewer& viewer, const Palette& palette) {
    const auto parameters = http::parse_query(palette.search);
    if (!parameters) return parameter_invalid("search", "the permalink of a search");
    auto query = query_of(*parameters, inner_context_of(services, viewer));
    if (query) query->copies = search::Copies::folded;
    return query;
}

// Weak matches come last; with the first of them what is inside ends.
void leave_out_weak(search::SearchPage& page) {
    const auto weak = std::ranges::find(page.hits, search::Match::weak, &search::Hit::match);
    if (weak == page.hits.end()) return;
    page.hits.erase(weak, page.hits.end());
    page.next_cursor.clear();
}

}  // namespace

QueryContext query_context_of(Services& services, const Viewer& viewer) {
    return {services.index.space(), services.database, viewer,
            [&services, viewer](PaletteId id,
                                const PaletteVisitor& visitor) -> Result<std::vector<std::int64_t>> {
                auto images = images_inside(services, viewer, id, visitor);
                if (!images) return forward(images);
                return ascending(*images);
            }};
}

Result<std::string> checked_search_link(Services& services, const Viewer& viewer, std::string_view link,
                                        Within within) {
    if (link.starts_with('?')) link.remove_prefix(1);
    const auto parameters = http::parse_query(link);
    if (!parameters) return parameter_invalid("query", "the permalink of a search");
    auto query = query_of(*parameters, within == Within::any_palette ? query_context_of(services, viewer)
                                                                     : inner_context_of(services, viewer));
    if (!query) return forward(query);
    if (query->is_empty()) return std::unexpected(search::empty_query());
    return permalink_of(*parameters);
}

Result<search::SearchPage> living_page(Services& services, const Viewer& viewer, const Palette& palette,
                                       std::string_view cursor, std::size_t limit) {
    auto query = living_query(services, viewer, palette);
    if (!query) return forward(query);
    auto page = services.search.page(*query, cursor, limit);
    if (page) leave_out_weak(*page);
    return page;
}

Result<std::vector<ImageId>> images_inside(Services& services, const Viewer& viewer, PaletteId id,
                                           const PaletteVisitor& visitor) {
    auto palette = services.palettes.find(id, visitor);
    if (!palette) return forward(palette);
    if (!is_living(*palette)) return services.palette_images.visible_in_order(id, visitor);
    auto page = living_page(services, viewer, *palette, {}, search::kHitsMax);
    if (!page) return forward(page);
    std::vector<ImageId> images;
    for (const auto& hit : page->hits) images.push_back(hit.id);
    return images;
}

}  // namespace palette::api
