#include "model/viewer.hpp"

namespace palette {

std::string_view to_string(Role role) {
    switch (role) {
        case Role::member:
            return "member";
        case Role::owner:
            return "owner";
        case Role::guest:
            break;
    }
    return "guest";
}

std::optional<Role> parse_role(std::string_view text) {
    for (const Role role : {Role::guest, Role::member, Role::owner}) {
        if (text == to_string(role)) return role;
    }
    return std::nullopt;
}

std::string_view to_string(Visibility visibility) {
    return visibility == Visibility::everyone ? "public" : "private";
}

std::optional<Visibility> parse_visibility(std::string_view text) {
    for (const Visibility visibility : {Visibility::everyone, Visibility::owner}) {
        if (text == to_string(visibility)) return visibility;
    }
    return std::nullopt;
}

bool may_upload(const Viewer& viewer) {
    return viewer.person || viewer.unclaimed;
}

bool may_see(const Viewer& viewer, const Ownership& image) {
    if (viewer.machine || image.visibility == Visibility::everyone) return true;
    return viewer.person && viewer.person == image.owner;
}

bool may_edit(const Viewer& viewer, const Ownership& image) {
    if (!may_see(viewer, image)) return false;
    if (viewer.machine || viewer.unclaimed || viewer.role == Role::owner) return true;
    return viewer.person && viewer.person == image.owner;
}

}  // namespace palette
