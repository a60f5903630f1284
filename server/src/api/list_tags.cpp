#include <charconv>

#include "api/caller.hpp"
#include "api/json.hpp"
#include "api/operations.hpp"
#include "api/parameters.hpp"
#include "base/text.hpp"

namespace palette::api {

// Tags are few and change under the reader anyway: the cursor is how many were shown.
Result<http::Response> list_tags(Services& services, http::Request& request) {
    auto limit = limit_of(request);
    if (!limit) return forward(limit);
    const auto prefix = request.query_value("prefix").value_or("");
    if (count_characters(prefix) > kTagCharactersMax) {
        return parameter_invalid("prefix", "at most 100 characters");
    }
    std::size_t offset = 0;
    if (const std::string cursor = cursor_of(request); !cursor.empty()) {
        const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), offset);
        if (error != std::errc{} || end != cursor.data() + cursor.size() || offset > 1'000'000) {
            return fail(ErrorKind::invalid, "cursor_invalid", "This cursor does not belong to this list.");
        }
    }
    auto counts = services.images.tag_counts(prefix, offset, *limit + 1, viewer_of(request));
    if (!counts) return forward(counts);
    std::string next_cursor;
    if (counts->size() > *limit) {
        counts->pop_back();
        next_cursor = std::to_string(offset + *limit);
    }
    boost::json::array items;
    for (const auto& count : *counts) items.push_back({{"name", count.name}, {"images", count.images}});
    return json_response(200, page_json(std::move(items), next_cursor));
}

}  // namespace palette::api
