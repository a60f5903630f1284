#include "inference/web_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "inference/unicode.hpp"

namespace palette::inference {
namespace {

using Character = utf8proc_int32_t;
using Replacement = std::pair<Character, std::string_view>;

constexpr std::array<Replacement, 22> kLigatures = {{
    {0x132, "IJ"},       {0x133, "ij"},  {0x149, "\u02BCn"}, {0x1C4, "D\u017D"}, {0x1C5, "D\u017E"},
    {0x1C6, "d\u017E"},  {0x1C7, "LJ"},  {0x1C8, "Lj"},      {0x1C9, "lj"},      {0x1CA, "NJ"},
    {0x1CB, "Nj"},       {0x1CC, "nj"},  {0x1F1, "DZ"},      {0x1F2, "Dz"},      {0x1F3, "dz"},
    {0xFB00, "ff"},      {0xFB01, "fi"}, {0xFB02, "fl"},     {0xFB03, "ffi"},    {0xFB04, "ffl"},
    {0xFB05, "\u017Ft"}, {0xFB06, "st"},
}};

// What Windows-1252 has in the place of the C1 controls; 0 where it has nothing.
constexpr std::array<Character, 32> kWindows1252 = {
    0x20AC, 0,      0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021, 0x2C6,  0x2030, 0x160,
    0x2039, 0x152,  0,      0x17D,  0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0,      0x17E,  0x178};

constexpr std::array<Replacement, 21> kEntities = {{
    {'&', "amp"},      {'<', "lt"},       {'>', "gt"},       {'"', "quot"},     {'\'', "apos"},
    {0xA0, "nbsp"},    {0xA9, "copy"},    {0xAE, "reg"},     {0xB0, "deg"},     {0xD7, "times"},
    {0xE9, "eacute"},  {0xE8, "egrave"},  {0xE4, "auml"},    {0xF6, "ouml"},    {0xFC, "uuml"},
    {0x2013, "ndash"}, {0x2014, "mdash"}, {0x2018, "lsquo"}, {0x2019, "rsquo"}, {0x201C, "ldquo"},
    {0x201D, "rdquo"},
}};
constexpr std::size_t kEntityBytesMax = 12;

bool is_control(Character character) {
    return character <= 0x8 || character == 0xB || (character >= 0xE && character <= 0x1F) ||
           character == 0x7F || (character >= 0x206A && character <= 0x206F) || character == 0xFEFF ||
           (character >= 0xFFF9 && character <= 0xFFFC);
}

// Full- and half-width forms as their usual selves.
void append_usual_width(std::string& text, Character character) {
    std::string form;
    append_character(form, character);
    utf8proc_uint8_t* mapped = nullptr;
    const auto length = utf8proc_map(
        reinterpret_cast<const utf8proc_uint8_t*>(form.data()), static_cast<utf8proc_ssize_t>(form.size()),
        &mapped, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
    if (length > 0) text.append(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(length));
}

void append_plain(std::string& text, Character character) {
    if (character >= 0x80 && character <= 0x9F) {
        const Character meant = kWindows1252[static_cast<std::size_t>(character - 0x80)];
        if (meant != 0) character = meant;
    }
    if (const auto* ligature = std::ranges::find(kLigatures, character, &Replacement::first);
        ligature != kLigatures.end()) {
        for_each_character(ligature->second, [&](Character part) { append_plain(text, part); });
    } else if (character == 0x3000) {
        text += ' ';
    } else if (character >= 0xFF01 && character <= 0xFFEF) {
        append_usual_width(text, character);
    } else if (character == 0x2BC || (character >= 0x2018 && character <= 0x201B)) {
        text += '\'';
    } else if (character >= 0x201C && character <= 0x201F) {
        text += '"';
    } else if (character == '\r' || character == 0x2028 || character == 0x2029 || character == 0x85) {
        text += '\n';
    } else if (!is_control(character)) {
        append_character(text, character);
    }
}

// "\x1b[31m"
std::string without_terminal_escapes(std::string_view text) {
    std::string rest;
    rest.reserve(text.size());
    while (!text.empty()) {
        const auto escape = std::min(text.find("\x1b["), text.size());
        rest += text.substr(0, escape);
        text.remove_prefix(escape);
        if (text.empty()) break;
        const auto end = text.find_first_not_of("0123456789;", 2);
        const bool is_whole = end != std::string_view::npos && ((text[end] >= 'a' && text[end] <= 'z') ||
                                                                (text[end] >= 'A' && text[end] <= 'Z'));
        if (!is_whole) rest += text.substr(0, 2);
        text.remove_prefix(is_whole ? end + 1 : 2);
    }
    return rest;
}

// The character of what stands between '&' and ';'.
std::optional<Character> entity(std::string_view name) {
    if (name.starts_with('#')) {
        name.remove_prefix(1);
        const bool is_hex = name.starts_with('x') || name.starts_with('X');
        if (is_hex) name.remove_prefix(1);
        Character number = 0;
        const auto [end, error] =
            std::from_chars(name.data(), name.data() + name.size(), number, is_hex ? 16 : 10);
        if (name.empty() || error != std::errc() || end != name.data() + name.size()) return std::nullopt;
        if (number >= 0x80 && number <= 0x9F && kWindows1252[static_cast<std::size_t>(number - 0x80)] != 0)
            return kWindows1252[static_cast<std::size_t>(number - 0x80)];
        if (number <= 0 || !utf8proc_codepoint_valid(number)) return 0xFFFD;
        return number;
    }
    const auto* known = std::ranges::find(kEntities, name, &Replacement::second);
    return known == kEntities.end() ? std::nullopt : std::optional(known->first);
}

}  // namespace

std::string to_plain_text(std::string_view text) {
    // Markup is taken for meant as it stands.
    std::string source(text);
    if (!text.contains('<')) source = without_entities(source);
    source = without_terminal_escapes(source);
    std::string plain;
    plain.reserve(source.size());
    for_each_character(source, [&](Character character) { append_plain(plain, character); });
    return to_composed(plain);
}

std::string without_entities(std::string_view text) {
    std::string rest;
    rest.reserve(text.size());
    while (!text.empty()) {
        const auto mark = std::min(text.find('&'), text.size());
        rest += text.substr(0, mark);
        text.remove_prefix(mark);
        if (text.empty()) break;
        const auto end = text.find(';');
        const auto character = end <= kEntityBytesMax ? entity(text.substr(1, end - 1)) : std::nullopt;
        if (character) {
            append_character(rest, *character);
        } else {
            rest += '&';
        }
        text.remove_prefix(character ? end + 1 : 1);
    }
    return rest;
}

std::string with_single_spaces(std::string_view text) {
    std::string spaced;
    spaced.reserve(text.size());
    bool is_between = false;
    for_each_character(text, [&](Character character) {
        if (is_space(character)) {
            is_between = true;
            return;
        }
        if (is_between && !spaced.empty()) spaced += ' ';
        is_between = false;
        append_character(spaced, character);
    });
    return spaced;
}

}  // namespace palette::inference
