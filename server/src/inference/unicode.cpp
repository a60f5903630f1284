#include "inference/unicode.hpp"

#include <array>
#include <cstdlib>
#include <memory>
#include <vector>

namespace palette::inference {
namespace {

constexpr utf8proc_int32_t kCapitalSigma = 0x3A3;
constexpr utf8proc_int32_t kSmallSigma = 0x3C3;
constexpr utf8proc_int32_t kFinalSigma = 0x3C2;
constexpr utf8proc_int32_t kCapitalDottedI = 0x130;
constexpr utf8proc_int32_t kCombiningDotAbove = 0x307;

// Unicode's Cased: letters that have a case.
bool is_cased(utf8proc_int32_t character) {
    const auto category = utf8proc_category(character);
    return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LL ||
           category == UTF8PROC_CATEGORY_LT;
}

// Unicode's Case_Ignorable, as far as text has it: marks, modifiers, format characters and what stands within
// words.
bool is_passed_over(utf8proc_int32_t character) {
    switch (utf8proc_category(character)) {
        case UTF8PROC_CATEGORY_MN:
        case UTF8PROC_CATEGORY_ME:
        case UTF8PROC_CATEGORY_CF:
        case UTF8PROC_CATEGORY_LM:
        case UTF8PROC_CATEGORY_SK:
            return true;
        default:
            break;
    }
    switch (character) {
        case '\'':
        case '.':
        case ':':
        case 0xB7:
        case 0x387:
        case 0x2018:
        case 0x2019:
        case 0x2024:
        case 0x2027:
            return true;
        default:
            return false;
    }
}

// Whether a sigma here ends a word: a letter before it, none behind.
bool is_final(const std::vector<utf8proc_int32_t>& characters, std::size_t at) {
    std::size_t before = at;
    while (before > 0 && is_passed_over(characters[before - 1])) --before;
    if (before == 0 || !is_cased(characters[before - 1])) return false;
    std::size_t behind = at + 1;
    while (behind < characters.size() && is_passed_over(characters[behind])) ++behind;
    return behind == characters.size() || !is_cased(characters[behind]);
}

}  // namespace

void append_character(std::string& text, utf8proc_int32_t character) {
    std::array<utf8proc_uint8_t, 4> bytes{};
    const auto length = utf8proc_encode_char(character, bytes.data());
    text.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(length));
}

bool is_letter(utf8proc_int32_t character) {
    switch (utf8proc_category(character)) {
        case UTF8PROC_CATEGORY_LU:
        case UTF8PROC_CATEGORY_LL:
        case UTF8PROC_CATEGORY_LT:
        case UTF8PROC_CATEGORY_LM:
        case UTF8PROC_CATEGORY_LO:
            return true;
        default:
            return false;
    }
}

bool is_number(utf8proc_int32_t character) {
    switch (utf8proc_category(character)) {
        case UTF8PROC_CATEGORY_ND:
        case UTF8PROC_CATEGORY_NL:
        case UTF8PROC_CATEGORY_NO:
            return true;
        default:
            return false;
    }
}

bool is_space(utf8proc_int32_t character) {
    return (character >= 0x9 && character <= 0xD) || character == 0x20 || character == 0x85 ||
           character == 0xA0 || character == 0x1680 || (character >= 0x2000 && character <= 0x200A) ||
           character == 0x2028 || character == 0x2029 || character == 0x202F || character == 0x205F ||
           character == 0x3000;
}

std::string to_lower(std::string_view text) {
    std::vector<utf8proc_int32_t> characters;
    characters.reserve(text.size());
    for_each_character(text, [&](utf8proc_int32_t character) { characters.push_back(character); });
    std::string lower;
    lower.reserve(text.size());
    for (std::size_t i = 0; i < characters.size(); ++i) {
        if (characters[i] == kCapitalSigma) {
            append_character(lower, is_final(characters, i) ? kFinalSigma : kSmallSigma);
        } else if (characters[i] == kCapitalDottedI) {
            append_character(lower, 'i');
            append_character(lower, kCombiningDotAbove);
        } else {
            append_character(lower, utf8proc_tolower(characters[i]));
        }
    }
    return lower;
}

std::string to_composed(std::string_view text) {
    std::string valid;
    valid.reserve(text.size());
    for_each_character(text, [&](utf8proc_int32_t character) { append_character(valid, character); });
    utf8proc_uint8_t* mapped = nullptr;
    const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(valid.data()),
                                     static_cast<utf8proc_ssize_t>(valid.size()), &mapped,
                                     static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
    if (length < 0) return valid;
    return {reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(length)};
}

}  // namespace palette::inference
