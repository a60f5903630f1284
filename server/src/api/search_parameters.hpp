#pragma once

// A search as text: the parameters of GET /api/v1/search, which are also its permalink, and the canvas of
// POST, which is the same query as JSON and is read by way of the parameters, so that both always mean the
// same.
//
//   q=stormy sea^2        any text, picture or colour may end in ^WEIGHT, 0.1 to 10
//   like=ID@x,y,w,h       a part of an Image, in fractions of its sides
//   color=1e90ff:0.4      two fifths of the area
//   minus=, minus_like=, minus_color=      the same, not wanted
//
// Strict: what does not fit openapi.yaml is refused with `parameter_invalid` (`body_invalid`) and the name of
// what it is. Any thread that may block (an owner's name is looked up).

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "http/message.hpp"
#include "model/palette.hpp"
#include "model/viewer.hpp"
#include "packs/space.hpp"
#include "search/query.hpp"
#include "store/database.hpp"

namespace palette::api {

inline constexpr float kWeightMin = 0.1F;
inline constexpr float kWeightMax = 10;
inline constexpr std::size_t kTextsMax = 8;

// What is inside a Palette, ascending by id, as far as the visitor may see it.
using PaletteReader = std::function<Result<std::vector<std::int64_t>>(PaletteId, const PaletteVisitor&)>;

// What a query is read against: tokens belong to a pack, names to a library, and somebody asks.
struct QueryContext {
    packs::SharedSpace space;  // shared, so that it stays while the query is read
    store::Database& database;
    Viewer viewer;
    PaletteReader inside;
};

[[nodiscard]] Result<search::Query> query_of(const http::Parameters& parameters, const QueryContext& context);

// The canvas of POST /api/v1/search as parameters: those of the query, and cursor, limit and explain.
[[nodiscard]] Result<http::Parameters> parameters_of_canvas(const std::string& body);

// What makes the query of these parameters, as a query string without '?'.
[[nodiscard]] std::string permalink_of(const http::Parameters& parameters);

}  // namespace palette::api
