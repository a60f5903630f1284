#include "imaging/text_encoding.hpp"

#include <array>
#include <cstddef>

#include "base/text.hpp"

namespace palette::imaging {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

void append_utf8(std::string& text, char32_t character) {
    const auto push = [&](char32_t byte) { text += static_cast<char>(byte); };
    if (character < 0x80) {
        push(character);
    } else if (character < 0x800) {
        push(0xC0 | character >> 6U);
        push(0x80 | (character & 0x3FU));
    } else if (character < 0x10000) {
        push(0xE0 | character >> 12U);
        push(0x80 | (character >> 6U & 0x3FU));
        push(0x80 | (character & 0x3FU));
    } else {
        push(0xF0 | character >> 18U);
        push(0x80 | (character >> 12U & 0x3FU));
        push(0x80 | (character >> 6U & 0x3FU));
        push(0x80 | (character & 0x3FU));
    }
}

// What Windows-1252 has in place of the control characters 0x80 to 0x9F; 0 where it has nothing.
constexpr std::array<char16_t, 32> kWindows1252 = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

std::string windows1252_to_utf8(std::string_view bytes) {
    std::string text;
    for (const char byte : bytes) {
        const auto code = static_cast<std::uint8_t>(byte);
        if (code < 0x80 || code >= 0xA0) {
            append_utf8(text, code);
        } else {
            append_utf8(text, kWindows1252[code - 0x80U] != 0 ? kWindows1252[code - 0x80U] : kReplacement);
        }
    }
    return text;
}

}  // namespace

std::string utf16_to_utf8(std::span<const std::uint8_t> bytes, ByteOrder order) {
    const std::size_t high = order == ByteOrder::big ? 0 : 1;
    const auto unit_at = [&](std::size_t at) {
        return static_cast<char32_t>(bytes[at + high] << 8U | bytes[at + 1 - high]);
    };
    std::string text;
    for (std::size_t at = 0; at + 2 <= bytes.size(); at += 2) {
        char32_t character = unit_at(at);
        if (character == 0) break;
        if (character >= 0xD800 && character < 0xE000) {
            const char32_t low = character < 0xDC00 && at + 4 <= bytes.size() ? unit_at(at + 2) : 0;
            if (low >= 0xDC00 && low < 0xE000) {
                character = 0x10000 + ((character - 0xD800) << 10U) + (low - 0xDC00);
                at += 2;
            } else {
                character = kReplacement;
            }
        }
        append_utf8(text, character);
    }
    return text;
}

std::string decode_text(std::string_view bytes) {
    const auto tail = [&](std::size_t skip) {
        return std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()).subspan(skip);
    };
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    if (bytes.starts_with("\xFF\xFE")) return utf16_to_utf8(tail(2), ByteOrder::little);
    if (bytes.starts_with("\xFE\xFF")) return utf16_to_utf8(tail(2), ByteOrder::big);
    return is_valid_utf8(bytes) ? std::string(bytes) : windows1252_to_utf8(bytes);
}

}  // namespace palette::imaging
