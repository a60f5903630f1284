#pragma once

// Characters of UTF-8 as the tokenizers see them. Pure, any thread.

#include <string>
#include <string_view>

#include <utf8proc.h>

namespace palette::inference {

// Calls visit(code point) for each character; bytes that are not UTF-8 are passed over.
template <class Visit>
void for_each_character(std::string_view text, Visit visit) {
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    for (std::size_t at = 0; at < text.size();) {
        utf8proc_int32_t character = 0;
        const auto length =
            utf8proc_iterate(bytes + at, static_cast<utf8proc_ssize_t>(text.size() - at), &character);
        if (length > 0) visit(character);
        at += length > 0 ? static_cast<std::size_t>(length) : 1;
    }
}

void append_character(std::string& text, utf8proc_int32_t character);

// Unicode's categories L* and N*, and its property White_Space.
[[nodiscard]] bool is_letter(utf8proc_int32_t character);
[[nodiscard]] bool is_number(utf8proc_int32_t character);
[[nodiscard]] bool is_space(utf8proc_int32_t character);

// Lower case by Unicode's full mapping, as Python's str.lower has it: one character may become two, and a
// sigma at the end of a word becomes a final one.
[[nodiscard]] std::string to_lower(std::string_view text);

// NFC. What is not UTF-8 is dropped.
[[nodiscard]] std::string to_composed(std::string_view text);

}  // namespace palette::inference
