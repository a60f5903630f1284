#pragma once

// Domain values as the JSON of openapi.yaml. Pure, any thread.

#include <string_view>

#include <boost/json.hpp>

#include "base/result.hpp"
#include "http/message.hpp"
#include "model/image.hpp"
#include "search/image_search.hpp"
#include "store/image_repository.hpp"

namespace palette::api {

[[nodiscard]] boost::json::object to_json(const ImageCard& card, const Viewer& viewer);
[[nodiscard]] boost::json::object to_json(const Image& image, const Viewer& viewer);
// Adds `copies` to a card that stands for so many others; nothing for none.
void add_copies(boost::json::object& card, std::size_t copies);
[[nodiscard]] boost::json::object to_json(const Swatch& swatch);
[[nodiscard]] boost::json::object to_json(const store::LibraryCounts& counts, std::string_view pack);

// `{"items":[...],"next_cursor":...}`; an empty cursor is null.
[[nodiscard]] boost::json::object page_json(boost::json::array items, std::string_view next_cursor);

[[nodiscard]] boost::json::object to_json(const search::Explanation& explanation);

// A page of results with their cards, read from `images`. `explanations` are of the page's hits in their
// order, or empty.
[[nodiscard]] Result<boost::json::object> search_page_json(
    const search::SearchPage& page, const std::vector<search::Explanation>& explanations,
    const store::ImageRepository& images, const Viewer& viewer, double took_ms);

[[nodiscard]] http::Response json_response(int status, const boost::json::object& body);

}  // namespace palette::api
