#pragma once

// The feed's values as the JSON of openapi.yaml. What the viewer may not see is left out. Any thread that may
// block.

#include <span>

#include <boost/json.hpp>

#include "api/services.hpp"
#include "feed/feed.hpp"
#include "http/message.hpp"

namespace palette::api {

[[nodiscard]] Result<boost::json::object> feed_page_json(Services& services, const http::Request& request,
                                                         std::span<const feed::ShownTile> tiles,
                                                         std::string_view next_cursor);
[[nodiscard]] Result<boost::json::object> taste_json(Services& services, const http::Request& request,
                                                     const feed::KnownTaste& taste, std::string_view mode);
[[nodiscard]] Result<boost::json::object> interests_json(
    Services& services, const http::Request& request, std::span<const std::optional<ImageId>> illustrations);

}  // namespace palette::api
