#include "http/conditional.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/core.h>

#include "base/text.hpp"
#include "http/ascii.hpp"
#include "http/problem.hpp"

namespace palette::http {
namespace {

std::string_view without_weakness(std::string_view etag) {
    return etag.starts_with("W/") ? etag.substr(2) : etag;
}

std::optional<std::uint64_t> parse_number(std::string_view digits) {
    std::uint64_t number = 0;
    const char* begin = digits.data();
    const char* end = begin + digits.size();
    const auto [stopped, error] = std::from_chars(begin, end, number);
    // A number beyond 64 bits is a position after the end of any file.
    if (error == std::errc::result_out_of_range && stopped == end) return UINT64_MAX;
    if (error != std::errc{} || stopped != end) return std::nullopt;
    return number;
}

// A Range counts only while the file is the one the client has a part of. Dates are not sent, so none can
// match.
bool is_range_wanted(const Request& request, std::string_view etag) {
    const auto condition = request.header("If-Range");
    if (!condition) return true;
    return !etag.empty() && !etag.starts_with("W/") && trim(*condition) == etag;
}

void add_validators(Headers& headers, std::string_view etag, std::string_view cache_control) {
    if (!etag.empty()) headers.add("ETag", std::string(etag));
    if (!cache_control.empty()) headers.add("Cache-Control", std::string(cache_control));
}

}  // namespace

std::string quoted_etag(std::string_view value) {
    return fmt::format("\"{}\"", value);
}

bool is_unchanged(const Request& request, std::string_view etag) {
    const auto condition = request.header("If-None-Match");
    if (!condition || etag.empty()) return false;
    if (trim(*condition) == "*") return true;
    return std::ranges::any_of(split(*condition, ','), [&](std::string_view candidate) {
        return without_weakness(trim(candidate)) == without_weakness(etag);
    });
}

Response not_modified(std::string_view etag, std::string_view cache_control) {
    Response response{.status = 304, .headers = {}, .body = {}};
    add_validators(response.headers, etag, cache_control);
    return response;
}

std::variant<WholeFile, ByteRange, Unsatisfiable> parse_range(std::string_view value, std::uint64_t bytes) {
    constexpr std::string_view kUnit = "bytes=";
    if (!equal_ignoring_case(value.substr(0, kUnit.size()), kUnit)) return WholeFile{};
    std::string_view last_text = trim(value.substr(kUnit.size()));
    if (last_text.find('-') == std::string_view::npos) return WholeFile{};
    const std::string_view first_text = take_until(last_text, '-');
    const auto first = parse_number(first_text);
    const auto last = parse_number(last_text);

    if (first_text.empty()) {
        if (!last) return WholeFile{};
        const std::uint64_t length = std::min(*last, bytes);
        if (length == 0) return Unsatisfiable{};
        return ByteRange{.offset = bytes - length, .length = length};
    }
    if (!first || (!last && !last_text.empty())) return WholeFile{};
    if (last && *last < *first) return WholeFile{};
    if (*first >= bytes) return Unsatisfiable{};
    const std::uint64_t end = last && *last < bytes ? *last + 1 : bytes;
    return ByteRange{.offset = *first, .length = end - *first};
}

Response file_response(const Request& request, FileFacts facts) {
    if (is_unchanged(request, facts.etag)) return not_modified(facts.etag, facts.cache_control);
    Response response;
    add_validators(response.headers, facts.etag, facts.cache_control);
    response.headers.add("Accept-Ranges", "bytes");

    std::variant<WholeFile, ByteRange, Unsatisfiable> wanted = WholeFile{};
    const auto range = request.header("Range");
    if (range && request.method == Method::get && is_range_wanted(request, facts.etag)) {
        wanted = parse_range(*range, facts.bytes);
    }

    if (std::holds_alternative<Unsatisfiable>(wanted)) {
        Response problem = problem_response({.status = 416,
                                             .code = "range_not_satisfiable",
                                             .detail = "The file ends before that.",
                                             .retry_after = {}});
        problem.headers.add("Content-Range", fmt::format("bytes */{}", facts.bytes));
        return problem;
    }
    ByteRange part{.offset = 0, .length = facts.bytes};
    if (const auto* asked = std::get_if<ByteRange>(&wanted)) {
        part = *asked;
        response.status = 206;
        response.headers.add("Content-Range", fmt::format("bytes {}-{}/{}", part.offset,
                                                          part.offset + part.length - 1, facts.bytes));
    }
    response.headers.add("Content-Type", std::move(facts.content_type));
    response.body = FileBody{.path = std::move(facts.path), .offset = part.offset, .length = part.length};
    return response;
}

}  // namespace palette::http
