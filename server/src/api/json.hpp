#pragma once

// Domain values as the JSON of openapi.yaml. Pure, any thread.

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_set>

#include <boost/json.hpp>

#include "base/result.hpp"
#include "http/message.hpp"
#include "model/image.hpp"
#include "packs/model_status.hpp"
#include "search/image_search.hpp"
#include "store/image_repository.hpp"

namespace palette::api {

// Who looks at some Images, and which of these they like: none for a guest. Read by api/image_cards.hpp.
struct CardViewer {
    Viewer viewer;
    std::unordered_set<ImageId> liked;
};
[[nodiscard]] boost::json::object to_json(const ImageCard& card, const CardViewer& viewer);
[[nodiscard]] boost::json::object to_json(const Image& image, const CardViewer& viewer);
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

class ImageCards;
// A page of results; `cards` are of its hits. `explanations` are of the hits in their order, or empty.
[[nodiscard]] boost::json::object search_page_json(const search::SearchPage& page,
                                                   const std::vector<search::Explanation>& explanations,
                                                   const ImageCards& cards, double took_ms);

[[nodiscard]] boost::json::value number_or_null(std::optional<std::uint64_t> number);

[[nodiscard]] http::Response json_response(int status, const boost::json::object& body);

}  // namespace palette::api
