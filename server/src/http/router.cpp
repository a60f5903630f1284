#include "http/router.hpp"

#include <algorithm>
#include <cassert>

#include "base/text.hpp"
#include "http/problem.hpp"

namespace palette::http {
namespace {

constexpr std::array kMethods{Method::get,   Method::head, Method::post,   Method::put,
                              Method::patch, Method::del,  Method::options};

std::size_t index_of(Method method) {
    return static_cast<std::size_t>(method);
}

bool is_parameter(std::string_view segment) {
    return segment.starts_with('{');
}

// Literals before parameters at the first segment that differs, so that the first match is the most exact
// one.
bool is_more_exact(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    return std::ranges::lexicographical_compare(a, b, [](std::string_view x, std::string_view y) {
        if (is_parameter(x) != is_parameter(y)) return is_parameter(y);
        return x < y;
    });
}

std::optional<Parameters> match_segments(const std::vector<std::string>& pattern,
                                         const std::vector<std::string_view>& path) {
    if (pattern.size() != path.size()) return std::nullopt;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (!is_parameter(pattern[i]) && pattern[i] != path[i]) return std::nullopt;
    }
    Parameters parameters;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (is_parameter(pattern[i])) {
            parameters.emplace_back(pattern[i].substr(1, pattern[i].size() - 2), path[i]);
        }
    }
    return parameters;
}

std::vector<std::string_view> segments_of(std::string_view path) {
    return split(path.substr(1), '/');
}

Response not_found() {
    return problem_response({.status = 404,
                             .code = "not_found",
                             .detail = "There is nothing at this address.",
                             .retry_after = {}});
}

}  // namespace

void Router::add(Method method, std::string_view pattern, Handler handler, RouteOptions options) {
    assert(pattern.starts_with('/'));
    assert(method != Method::head && method != Method::options);
    auto entry = std::ranges::find(entries_, pattern, &Entry::pattern);
    if (entry == entries_.end()) {
        Entry added{.pattern = std::string(pattern), .segments = {}, .routes = {}};
        for (const std::string_view segment : segments_of(pattern)) {
            assert(!is_parameter(segment) || (segment.size() > 2 && segment.ends_with('}')));
            added.segments.emplace_back(segment);
        }
        const auto place =
            std::ranges::upper_bound(entries_, added.segments, is_more_exact, &Entry::segments);
        entry = entries_.insert(place, std::move(added));
    }
    Route& route = entry->routes[index_of(method)];
    assert(!route.exists);
    route = {.handler = std::move(handler), .options = std::move(options), .exists = true};
}

void Router::set_fallback(Handler handler, std::vector<std::string> reserved) {
    fallback_ = {.handler = std::move(handler), .options = {}, .exists = true};
    reserved_ = std::move(reserved);
}

Router::Match Router::match(Method method, std::string_view path) const {
    const Method wanted = method == Method::head ? Method::get : method;
    const auto segments = segments_of(path);
    const Entry* other_methods = nullptr;
    for (const Entry& entry : entries_) {
        auto parameters = match_segments(entry.segments, segments);
        if (!parameters) continue;
        const Route& route = entry.routes[index_of(wanted)];
        if (route.exists) {
            return {.route = &route,
                    .pattern = entry.pattern,
                    .parameters = std::move(*parameters),
                    .refusal = {}};
        }
        if (other_methods == nullptr) other_methods = &entry;
    }
    if (other_methods != nullptr) {
        Response refusal = method == Method::options
                               ? Response{.status = 204, .headers = {}, .body = {}}
                               : problem_response({.status = 405,
                                                   .code = "method_not_allowed",
                                                   .detail = "This address does not take this method.",
                                                   .retry_after = {}});
        refusal.headers.add("Allow", allowed_methods(*other_methods));
        return {.route = nullptr,
                .pattern = other_methods->pattern,
                .parameters = {},
                .refusal = std::move(refusal)};
    }
    const bool reserved =
        std::ranges::any_of(reserved_, [&](const std::string& prefix) { return path.starts_with(prefix); });
    if (fallback_.exists && !reserved && wanted == Method::get) {
        return {.route = &fallback_, .pattern = {}, .parameters = {}, .refusal = {}};
    }
    return {.route = nullptr, .pattern = {}, .parameters = {}, .refusal = not_found()};
}

std::string Router::allowed_methods(const Entry& entry) {
    std::string allowed;
    for (const Method method : kMethods) {
        const Method answering = method == Method::head ? Method::get : method;
        if (method != Method::options && !entry.routes[index_of(answering)].exists) continue;
        if (!allowed.empty()) allowed += ", ";
        allowed += to_string(method);
    }
    return allowed;
}

}  // namespace palette::http
