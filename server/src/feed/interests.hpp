#pragma once

// The fifteen interests that a newcomer chooses from, and those in a person's own words. Values, any thread.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace palette::feed {

// Chosen at least, unless the choice is skipped, and at most.
inline constexpr std::size_t kInterestsChosenMin = 5;
inline constexpr std::size_t kInterestsChosenMax = 24;
inline constexpr std::size_t kInterestCharactersMax = 100;

struct OfferedInterest {
    std::int64_t id = 0;    // 1 to 15, stored: never given to another interest
    std::string_view name;  // stable, for programs
    std::string_view title;
    std::string_view prompt;  // what the model pack embeds
};

[[nodiscard]] std::span<const OfferedInterest> offered_interests();
[[nodiscard]] const OfferedInterest* find_offered_interest(std::int64_t id);
[[nodiscard]] const OfferedInterest* find_offered_interest(std::string_view name);

}  // namespace palette::feed
