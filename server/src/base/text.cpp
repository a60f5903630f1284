#include "base/text.hpp"

#include <cstdlib>
#include <memory>

#include <utf8proc.h>

namespace palette {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// Calls `visit(codepoint, bytes)` for each character; codepoint is -1 for a byte that is no UTF-8.
template <class Visit>
void for_each_character(std::string_view bytes, Visit visit) {
    const auto* data = reinterpret_cast<const utf8proc_uint8_t*>(bytes.data());
    std::size_t at = 0;
    while (at < bytes.size()) {
        utf8proc_int32_t codepoint = -1;
        const auto length =
            utf8proc_iterate(data + at, static_cast<utf8proc_ssize_t>(bytes.size() - at), &codepoint);
        const std::size_t step = length > 0 ? static_cast<std::size_t>(length) : 1;
        visit(length > 0 ? codepoint : -1, bytes.substr(at, step));
        at += step;
    }
}

std::string map_utf8(std::string_view text, utf8proc_option_t options) {
    utf8proc_uint8_t* mapped = nullptr;
    const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                     static_cast<utf8proc_ssize_t>(text.size()), &mapped, options);
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
    if (length < 0) return std::string(text);
    return {reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(length)};
}

bool is_control(utf8proc_int32_t codepoint) {
    return utf8proc_category(codepoint) == UTF8PROC_CATEGORY_CC;
}

}  // namespace

bool is_valid_utf8(std::string_view bytes) {
    bool valid = true;
    for_each_character(bytes, [&](utf8proc_int32_t codepoint, std::string_view) { valid &= codepoint >= 0; });
    return valid;
}

std::string to_clean_text(std::string_view bytes) {
    std::string clean;
    clean.reserve(bytes.size());
    for_each_character(bytes, [&](utf8proc_int32_t codepoint, std::string_view character) {
        if (codepoint < 0) {
            clean += kReplacement;
        } else if (codepoint == '\n' || codepoint == '\t' || !is_control(codepoint)) {
            clean += character;
        }
    });
    return map_utf8(clean, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
}

std::string to_clean_line(std::string_view bytes, std::size_t bytes_max) {
    std::string line;
    bool space_pending = false;
    const std::string clean = to_clean_text(bytes);
    for_each_character(clean, [&](utf8proc_int32_t codepoint, std::string_view character) {
        const bool space =
            codepoint == '\n' || codepoint == '\t' || utf8proc_category(codepoint) == UTF8PROC_CATEGORY_ZS;
        if (space) {
            space_pending = !line.empty();
            return;
        }
        if (line.size() + (space_pending ? 1 : 0) + character.size() > bytes_max) {
            bytes_max = 0;  // full: nothing after a character that did not fit
            return;
        }
        if (space_pending) line += ' ';
        space_pending = false;
        line += character;
    });
    return line;
}

std::size_t count_characters(std::string_view bytes) {
    std::size_t count = 0;
    for_each_character(bytes, [&](utf8proc_int32_t, std::string_view) { ++count; });
    return count;
}

std::string printable(std::string_view bytes) {
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string safe;
    for_each_character(bytes, [&](utf8proc_int32_t codepoint, std::string_view character) {
        if (codepoint == '\n') {
            safe += "\\n";
        } else if (codepoint == '\t') {
            safe += "\\t";
        } else if (codepoint < 0 || is_control(codepoint)) {
            for (const char byte : character) {
                safe += "\\x";
                safe += kHex[static_cast<unsigned char>(byte) >> 4U];
                safe += kHex[static_cast<unsigned char>(byte) & 15U];
            }
        } else {
            safe += character;
        }
    });
    return safe;
}

std::string fold_case(std::string_view text) {
    return map_utf8(text,
                    static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE |
                                                   UTF8PROC_CASEFOLD | UTF8PROC_IGNORE));
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r\n\f\v";
    const auto from = text.find_first_not_of(kSpace);
    if (from == std::string_view::npos) return {};
    return text.substr(from, text.find_last_not_of(kSpace) - from + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (true) {
        const auto at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

}  // namespace palette
