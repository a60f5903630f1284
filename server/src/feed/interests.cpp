#include "feed/interests.hpp"

#include <algorithm>
#include <array>

namespace palette::feed {
namespace {

constexpr std::array<OfferedInterest, 15> kOffered{{
    {1, "animals", "Animals", "a photograph of an animal"},
    {2, "birds", "Birds", "a bird"},
    {3, "landscapes", "Landscapes", "a landscape with mountains, hills and sky"},
    {4, "sea", "Sea and water", "the sea, waves and a coast"},
    {5, "plants", "Flowers and plants", "flowers and plants"},
    {6, "portraits", "Portraits", "a portrait of a person"},
    {7, "figures", "People and figures", "people standing, walking and working"},
    {8, "fantasy", "Fantasy", "a fantasy warrior, elf or dragon"},
    {9, "architecture", "Architecture", "a building, a castle or a monument"},
    {10, "cities", "Cities and streets", "a city with streets and houses"},
    {11, "paintings", "Paintings", "an old painting"},
    {12, "drawings", "Drawings", "a simple cartoon drawing"},
    {13, "food", "Food and drink", "food and drink"},
    {14, "machines", "Vehicles and machines", "a car, a ship, an aeroplane or a machine"},
    {15, "abstract", "Abstract", "an abstract pattern of shapes and colours"},
}};

}  // namespace

std::span<const OfferedInterest> offered_interests() {
    return kOffered;
}

const OfferedInterest* find_offered_interest(std::int64_t id) {
    const auto* found = std::ranges::find(kOffered, id, &OfferedInterest::id);
    return found == kOffered.end() ? nullptr : found;
}

const OfferedInterest* find_offered_interest(std::string_view name) {
    const auto* found = std::ranges::find(kOffered, name, &OfferedInterest::name);
    return found == kOffered.end() ? nullptr : found;
}

}  // namespace palette::feed
