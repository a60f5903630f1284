#pragma once

// Comparing and cutting protocol text, which is ASCII whatever the locale says. Pure, any thread.

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace palette::http {

[[nodiscard]] constexpr char to_lower(char character) {
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character + ('a' - 'A')) : character;
}

[[nodiscard]] constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return to_lower(x) == to_lower(y); });
}

// Control characters of ASCII, DEL among them.
[[nodiscard]] constexpr bool is_control(char character) {
    const auto byte = static_cast<unsigned char>(character);
    return byte < 0x20U || byte == 0x7FU;
}

// The value of a hexadecimal digit, or -1.
[[nodiscard]] constexpr int hex_value(char digit) {
    const char lower = to_lower(digit);
    if (lower >= '0' && lower <= '9') return lower - '0';
    if (lower >= 'a' && lower <= 'f') return lower - 'a' + 10;
    return -1;
}

// The text up to the first `separator`; `rest` becomes what follows it, or empty.
[[nodiscard]] constexpr std::string_view take_until(std::string_view& rest, char separator) {
    const std::size_t at = rest.find(separator);
    const std::string_view head = rest.substr(0, at);
    rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + 1);
    return head;
}

}  // namespace palette::http
