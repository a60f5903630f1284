#include <charconv>

#include "api/caller.hpp"
#include "api/json.hpp"
#include "api/operations.hpp"
#include "api/parameters.hpp"
#include "base/text.hpp"

namespace palette::api {

namespace {

// "COUNT.NAME" of the last tag that was shown: what is behind it is the same whatever came before it
// meanwhile.
std::string to_cursor(const store::TagCount& tag) {
    return std::to_string(tag.images) + "." + tag.name;
}

std::optional<store::TagCount> parse_cursor(std::string_view cursor) {
    store::TagCount tag;
    const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), tag.images);
    const auto at = static_cast<std::size_t>(end - cursor.data());
    if (error != std::errc{} || at == cursor.size() || cursor[at] != '.') return std::nullopt;
    tag.name = std::string(cursor.substr(at + 1));
    if (count_characters(tag.name) > kTagCharactersMax) return std::nullopt;
    return tag;
}

}  // namespace

Result<http::Response> list_tags(Services& services, http::Request& request) {
    auto limit = limit_of(request);
    if (!limit) return forward(limit);
    const auto prefix = request.query_value("prefix").value_or("");
    if (count_characters(prefix) > kTagCharactersMax) {
        return parameter_invalid("prefix", "at most 100 characters");
    }
    std::optional<store::TagCount> after;
    if (const std::string cursor = cursor_of(request); !cursor.empty()) {
        after = parse_cursor(cursor);
        if (!after)
            return fail(ErrorKind::invalid, "cursor_invalid", "This cursor does not belong to this list.");
    }
    auto counts = services.images.tag_counts(prefix, after, *limit + 1, viewer_of(request));
    if (!counts) return forward(counts);
    std::string next_cursor;
    if (counts->size() > *limit) {
        counts->pop_back();
        next_cursor = to_cursor(counts->back());
    }
    boost::json::array items;
    for (const auto& count : *counts) items.push_back({{"name", count.name}, {"images", count.images}});
    return json_response(200, page_json(std::move(items), next_cursor));
}

}  // namespace palette::api
