#pragma once

// What is inside a Palette of either kind. An ordinary one holds rows; a living one holds what its search
// finds, asked anew for each visitor, so that it is always current and nobody finds in it what they may not
// see.

#include <string>
#include <string_view>
#include <vector>

#include "api/search_parameters.hpp"
#include "api/services.hpp"
#include "base/result.hpp"
#include "model/palette.hpp"

namespace palette::api {

// A search's permalink; links have to fit into a request's target.
inline constexpr std::size_t kSearchLinkCharactersMax = 7'000;

// What a search by this viewer is read against; it may be within a living Palette.
[[nodiscard]] QueryContext query_context_of(Services& services, const Viewer& viewer);

// The permalink as it is kept, if it is a search. Fails as query_of() does and with `query_empty`.
enum class Within : std::uint8_t { any_palette, ordinary_palette };
[[nodiscard]] Result<std::string> checked_search_link(Services& services, const Viewer& viewer,
                                                      std::string_view link, Within within);

// A page of what the search of a living Palette finds for this viewer, without weak matches. Fails as search
// does.
[[nodiscard]] Result<search::SearchPage> living_page(Services& services, const Viewer& viewer,
                                                     const Palette& palette, std::string_view cursor,
                                                     std::size_t limit);

// Everything inside, in order. Fails as PaletteRepository::find does.
[[nodiscard]] Result<std::vector<ImageId>> images_inside(Services& services, const Viewer& viewer,
                                                         PaletteId id, const PaletteVisitor& visitor);

}  // namespace palette::api
