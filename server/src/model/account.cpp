#include "model/account.hpp"

#include <algorithm>
#include <array>

namespace palette {
namespace {

constexpr std::string_view kNameCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view text) {
    return std::ranges::find(words, text) != words.end();
}

}  // namespace

std::string_view to_string(Registration registration) {
    return registration == Registration::open ? "open" : "closed";
}

std::optional<Registration> parse_registration(std::string_view text) {
    if (text == "open") return Registration::open;
    if (text == "closed") return Registration::closed;
    return std::nullopt;
}

bool is_theme(std::string_view text) {
    return is_one_of(std::array<std::string_view, 3>{"system", "light", "dark"}, text);
}

bool is_feed(std::string_view text) {
    return is_one_of(std::array<std::string_view, 3>{"personal", "newest", "shuffle"}, text);
}

bool is_person_name(std::string_view text) {
    return !text.empty() && text.size() <= kPersonNameCharactersMax &&
           text.find_first_not_of(kNameCharacters) == std::string_view::npos;
}

bool is_email(std::string_view text) {
    const auto at = text.rfind('@');
    return text.size() <= kEmailCharactersMax && at != std::string_view::npos && at > 0 &&
           at + 1 < text.size() &&
           std::ranges::none_of(text, [](unsigned char c) { return c <= ' ' || c == 0x7F; });
}

}  // namespace palette
