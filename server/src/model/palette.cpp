#include "model/palette.hpp"

#include <array>

namespace palette {
namespace {

constexpr std::array<std::string_view, 3> kVisibilityNames = {"private", "unlisted", "public"};
constexpr std::array<std::string_view, 4> kRoleNames = {"none", "viewer", "contributor", "owner"};

}  // namespace

std::string_view to_string(PaletteVisibility visibility) {
    return kVisibilityNames[static_cast<std::size_t>(visibility)];
}

std::optional<PaletteVisibility> parse_palette_visibility(std::string_view text) {
    for (std::size_t i = 0; i < kVisibilityNames.size(); ++i) {
        if (kVisibilityNames[i] == text) return static_cast<PaletteVisibility>(i);
    }
    return std::nullopt;
}

std::string_view to_string(PaletteRole role) {
    return kRoleNames[static_cast<std::size_t>(role)];
}

std::optional<PaletteRole> parse_given_role(std::string_view text) {
    if (text == to_string(PaletteRole::viewer)) return PaletteRole::viewer;
    if (text == to_string(PaletteRole::contributor)) return PaletteRole::contributor;
    return std::nullopt;
}

bool may_see(PaletteRole role, PaletteVisibility visibility, bool key_fits) {
    if (role != PaletteRole::none || visibility == PaletteVisibility::everybody) return true;
    return visibility == PaletteVisibility::with_key && key_fits;
}

}  // namespace palette
