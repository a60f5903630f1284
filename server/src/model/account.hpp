#pragma once

// A person who can sign in, as a value.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "model/viewer.hpp"

namespace palette {

inline constexpr std::size_t kPersonNameCharactersMax = 40;
inline constexpr std::size_t kDisplayNameCharactersMax = 80;
inline constexpr std::size_t kEmailCharactersMax = 254;
inline constexpr std::size_t kPasswordCharactersMin = 10;
inline constexpr std::size_t kPasswordCharactersMax = 256;

// Whether newcomers may make accounts by themselves.
enum class Registration : std::uint8_t { open, closed };
[[nodiscard]] std::string_view to_string(Registration registration);
[[nodiscard]] std::optional<Registration> parse_registration(std::string_view text);

struct Preferences {
    std::string theme = "system";  // system, light, dark
    Visibility upload_visibility = Visibility::everyone;
    std::string feed = "personal";  // personal, newest, shuffle
};
[[nodiscard]] bool is_theme(std::string_view text);
[[nodiscard]] bool is_feed(std::string_view text);

struct Account {
    PersonId person;
    std::string name;
    std::string display_name;
    Role role = Role::member;
    std::optional<std::string> email;
    bool email_verified = false;
    Preferences preferences;
    std::optional<std::uint64_t> quota_bytes_max;  // their own; none: the instance's
    std::optional<std::uint64_t> bytes_max;        // what holds for them; none: no limit
    std::uint64_t bytes_used = 0;                  // Originals of the Images they own, the trash included
    bool disabled = false;
    bool has_password = true;
    Timestamp created_at;
};

// Letters and digits of ASCII, '.', '_' and '-': what can be told apart, typed and put in a link.
[[nodiscard]] bool is_person_name(std::string_view text);
[[nodiscard]] bool is_email(std::string_view text);

}  // namespace palette
