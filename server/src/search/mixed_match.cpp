#include "search/mixed_match.hpp"

#include <algorithm>
#include <cmath>

#include "search/signals.hpp"

namespace palette::search {
namespace {

// Below this in deviations an Image does not answer a wish, however good it is in another.
constexpr float kWorstZMin = 1.0F;
// A level below this is as far from related as related is from strong: not what is meant, only the least bad.
constexpr float kWorstLevelMin = 2 * kRelatedLevel - kStrongLevel;
// For strong an Image has to stand out by so much more than for related.
constexpr double kStrongPart = 1.5;

// How far the best of so many Images stands out of them in a mix of unrelated wishes: about as the greatest
// of as many independent, normally distributed numbers.
double by_chance(std::uint64_t images) {
    return std::sqrt(2 * std::log(static_cast<double>(std::max<std::uint64_t>(images, 2))));
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
    if (wishes_ == 1 || worst_z_ < kWorstZMin || worst_level_ < kWorstLevelMin) return by_worst;
    // Of independent wishes the weighted sum has this deviation.
    const double z = weighted_z_ / std::sqrt(squares_);
    const double enough = by_chance(images) * (by_worst == Match::weak ? 1 : kStrongPart);
    if (z < enough) return by_worst;
    return by_worst == Match::weak ? Match::related : Match::strong;
}

}  // namespace palette::search
