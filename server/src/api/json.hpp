#pragma once

// Domain values as the JSON of openapi.yaml. Pure, any thread.

#include <string_view>

#include <boost/json.hpp>

#include "base/result.hpp"
#include "http/message.hpp"
#include "model/image.hpp"
#include "packs/model_status.hpp"
#include "search/image_search.hpp"
#include "store/image_repository.hpp"

namespace palette::api {

[[nodiscard]] boost::json::object to_json(const ImageCard& card, const Viewer& viewer);
[[nodiscard]] boost::json::object to_json(const Image& image, const Viewer& viewer);
// Adds `copies` to a card that stands for so many others; nothing for none.
void add_copies(boost::json::object& card, std::size_t copies);
[[nodiscard]] boost::json::object to_json(const Swatch& swatch);
[[nodiscard]] boost::json::object to_json(const store::LibraryCounts& counts,
                                          const packs::ModelStatus& models);
// Null where nothing changes.
[[nodiscard]] boost::json::value to_json(const std::optional<packs::ModelStatus::Change>& change);

// "12 of 100 Images seen by NAME@VERSION" for those who run the server; empty where nothing changes.
[[nodiscard]] std::string line_of(const std::optional<packs::ModelStatus::Change>& change);

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
