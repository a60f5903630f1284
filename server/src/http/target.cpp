#include "http/target.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "http/ascii.hpp"

namespace palette::http {
namespace {

enum class Spaces : std::uint8_t { as_they_are, plus_is_space };

std::optional<std::string> decode(std::string_view text, Spaces spaces) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && spaces == Spaces::plus_is_space) {
            decoded += ' ';
        } else if (text[i] == '%') {
            if (i + 2 >= text.size()) return std::nullopt;
            const int high = hex_value(text[i + 1]);
            const int low = hex_value(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            decoded += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            decoded += text[i];
        }
    }
    if (!is_valid_utf8(decoded)) return std::nullopt;
    return decoded;
}

bool is_safe_segment(std::string_view segment) {
    if (segment.empty() || segment == "." || segment == "..") return false;
    return std::ranges::none_of(segment, [](char character) {
        return is_control(character) || character == '/' || character == '\\';
    });
}

std::optional<std::string> parse_path(std::string_view text) {
    if (!text.starts_with('/')) return std::nullopt;
    if (text == "/") return "/";
    text.remove_prefix(1);
    if (text.ends_with('/')) text.remove_suffix(1);
    std::string path;
    for (const std::string_view raw : split(text, '/')) {
        const auto segment = decode(raw, Spaces::as_they_are);
        if (!segment || !is_safe_segment(*segment)) return std::nullopt;
        path += '/';
        path += *segment;
    }
    return path;
}

}  // namespace

std::optional<Parameters> parse_query(std::string_view text) {
    Parameters query;
    while (!text.empty()) {
        std::string_view value = take_until(text, '&');
        if (value.empty()) continue;
        const std::string_view name = take_until(value, '=');
        auto decoded_name = decode(name, Spaces::plus_is_space);
        auto decoded_value = decode(value, Spaces::plus_is_space);
        if (!decoded_name || !decoded_value) return std::nullopt;
        if (decoded_name->find('\0') != std::string::npos || decoded_value->find('\0') != std::string::npos) {
            return std::nullopt;
        }
        query.emplace_back(std::move(*decoded_name), std::move(*decoded_value));
    }
    return query;
}

std::optional<Target> parse_target(std::string_view target) {
    const bool visible = std::ranges::all_of(
        target, [](char character) { return character > ' ' && character < '\x7F' && character != '#'; });
    if (!visible) return std::nullopt;
    std::string_view query_text = target;
    auto path = parse_path(take_until(query_text, '?'));
    auto query = parse_query(query_text);
    if (!path || !query) return std::nullopt;
    return Target{.path = std::move(*path), .query = std::move(*query)};
}

}  // namespace palette::http
