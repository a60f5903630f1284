#include "search/mixed_match.hpp"

#include <algorithm>
#include <cmath>

#include "search/signals.hpp"

namespace palette::search {
namespace {

// How far the best of so many Images stands out of them in a mix of unrelated wishes: about as the greatest
// of as many normally distributed numbers, sqrt(2 ln n). From these parts of it on a match is called so;
// measured in docs/decisions/0024.
constexpr double kRelatedPart = 1.0;
constexpr double kStrongPart = 1.5;
// An Image that is below this in one of the wishes does not answer the mix, however good it is in another.
constexpr float kWorstZMin = 1.0F;

Match by_mix(double z, std::uint64_t images) {
    const double chance = std::sqrt(2 * std::log(static_cast<double>(std::max<std::uint64_t>(images, 2))));
    if (z >= kStrongPart * chance) return Match::strong;
    return z >= kRelatedPart * chance ? Match::related : Match::weak;
}

}  // namespace

void MixedMatch::add(float level, float z, float weight) {
    worst_level_ = wishes_ == 0 ? level : std::min(worst_level_, level);
    worst_z_ = wishes_ == 0 ? z : std::min(worst_z_, z);
    ++wishes_;
    squares_ += weight * weight;
    weighted_z_ += weight * z;
}

Match MixedMatch::of(std::uint64_t images) const {
    if (wishes_ == 0) return Match::strong;
    const Match by_worst = match_of(worst_level_);
    if (wishes_ == 1 || worst_z_ < kWorstZMin) return by_worst;
    // Of independent wishes the weighted sum has this deviation.
    return std::min(by_worst, by_mix(weighted_z_ / std::sqrt(squares_), images));
}

}  // namespace palette::search
