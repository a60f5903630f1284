#pragma once

// On whose behalf something is asked, and the one rule of who may see and change which Image. Values, any
// thread.
//
// What a viewer may not see does not exist for them: calls that take a Viewer answer "not found". Nothing has
// a default viewer, so that nobody forgets to say who asks.

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/ids.hpp"

namespace palette {

enum class Role : std::uint8_t {
    guest,   // not signed in
    member,  // has an account
    owner,   // of the instance: also administers people, and what is public
};
[[nodiscard]] std::string_view to_string(Role role);
[[nodiscard]] std::optional<Role> parse_role(std::string_view text);

enum class Visibility : std::uint8_t {
    everyone,  // "public"
    owner,     // "private": its owner alone, not even the instance's owner
};
[[nodiscard]] std::string_view to_string(Visibility visibility);
[[nodiscard]] std::optional<Visibility> parse_visibility(std::string_view text);

struct Viewer {
    std::optional<PersonId> person;
    Role role = Role::guest;
    bool unclaimed = false;  // the instance has no account yet: whoever reaches it may change it
    bool machine = false;    // the program itself (workers, commands): sees everything

    bool operator==(const Viewer&) const = default;
};

inline constexpr Viewer kGuest{};
// For work that is nobody's request. Never for an answer to one.
inline constexpr Viewer kMachine{
    .person = std::nullopt, .role = Role::guest, .unclaimed = false, .machine = true};

// Whose an Image is, and for whom.
struct Ownership {
    std::optional<PersonId> owner;
    Visibility visibility = Visibility::everyone;
};

[[nodiscard]] bool may_upload(const Viewer& viewer);
[[nodiscard]] bool may_see(const Viewer& viewer, const Ownership& image);
// Implies may_see().
[[nodiscard]] bool may_edit(const Viewer& viewer, const Ownership& image);

}  // namespace palette
