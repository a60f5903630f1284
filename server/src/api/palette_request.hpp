#pragma once

// What the operations on Palettes share: reading who asks for which, and writing them.

#include <boost/json.hpp>

#include "api/services.hpp"
#include "base/result.hpp"
#include "http/message.hpp"
#include "model/palette.hpp"

namespace palette::api {

inline constexpr std::size_t kPaletteTitleCharactersMax = 200;
inline constexpr std::size_t kShareKeyCharactersMax = 64;

[[nodiscard]] Result<PaletteId> palette_id_of(
    const http::Request& request);  // {id}; `palette_not_found` for what is no id
[[nodiscard]] Result<ImageId> inner_image_id_of(const http::Request& request);  // {image_id}
[[nodiscard]] Result<ImageId> parse_image_id(std::string_view text);  // `image_not_found` for what is no id
// Who asks, with the share key of `?key=`.
[[nodiscard]] Result<PaletteVisitor> visitor_of(const http::Request& request);

[[nodiscard]] Result<boost::json::object> palette_json(Services& services, const http::Request& request,
                                                       const Palette& palette);
// The Palette as whoever asks sees it now, as an answer.
[[nodiscard]] Result<http::Response> palette_response(Services& services, const http::Request& request,
                                                      PaletteId id, int status = 200);

}  // namespace palette::api
