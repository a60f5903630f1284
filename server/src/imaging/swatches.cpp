#include "imaging/swatches.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <span>
#include <tuple>

namespace palette::imaging {
namespace {

// Pixels are gathered into cells of this side first: 96 x 96 pixels become a few hundred weighted colours.
constexpr float kCellSide = 0.025F;
// Light and shade of one thing should share a swatch sooner than two hues, so lightness counts less than hue.
constexpr float kLightnessWeight = 0.6F;
// Nearer than this, two colours look alike; nearer than kSame, like one.
constexpr float kAlike = 0.05F;
constexpr float kSame = 0.02F;
// A dim painting still has its five colours: alike ones are kept apart when there would be fewer.
constexpr std::size_t kSwatchesWanted = 5;
// Less of a colour than this is a shade of the one it is like.
constexpr float kShadeShare = 0.02F;
// What a colour adds beside another is distance^2 * share^kShareExponent. With 1 (as k-means++ has it) every
// seed falls into the greys of a street; towards 0 into specks. At 0.4 one per cent of red beats another
// shade of the grey.
constexpr float kShareExponent = 0.4F;
// More clusters are grown than shown; the least of them are merged away.
constexpr std::size_t kClusters = 16;
constexpr int kRounds = 8;
// A step between neighbouring pixels that is an edge.
constexpr float kEdge = 0.08F;

struct Weighted {
    OkLab color;
    float weight = 0;
};

float apart_squared(OkLab x, OkLab y) {
    const float l = (x.l - y.l) * kLightnessWeight;
    const float a = x.a - y.a;
    const float b = x.b - y.b;
    return l * l + a * a + b * b;
}

OkLab mean_of(OkLab sum, float weight) {
    return {sum.l / weight, sum.a / weight, sum.b / weight};
}

void add(OkLab& sum, OkLab color, float weight) {
    sum.l += color.l * weight;
    sum.a += color.a * weight;
    sum.b += color.b * weight;
}

struct Sample {
    OkLab color;
    float alpha = 0;
};

std::vector<Sample> to_samples(const Pixels& pixels) {
    const auto channels = static_cast<std::size_t>(pixels.channels);
    std::vector<Sample> samples;
    samples.reserve(pixels.bytes.size() / channels);
    for (std::size_t i = 0; i < pixels.bytes.size(); i += channels) {
        const float alpha = channels == 4 ? static_cast<float>(pixels.bytes[i + 3]) / 255.0F : 1.0F;
        samples.push_back({to_oklab({pixels.bytes[i], pixels.bytes[i + 1], pixels.bytes[i + 2]}), alpha});
    }
    return samples;
}

// A step on the way from one colour to another: the blend that scaling leaves along an edge. It is nobody's
// colour.
bool is_between(OkLab from, OkLab color, OkLab to) {
    const float before = distance(from, color);
    const float after = distance(color, to);
    return before > kEdge && after > kEdge && before + after < 1.05F * distance(from, to);
}

bool is_blend(std::span<const Sample> samples, std::size_t at, std::size_t width) {
    const auto between = [&](std::size_t step) {
        return is_between(samples[at - step].color, samples[at].color, samples[at + step].color);
    };
    const std::size_t x = at % width;
    return (x > 0 && x + 1 < width && between(1)) ||
           (at >= width && at + width < samples.size() && between(width));
}

// The visible colours as cells, weights summing to 1.
std::vector<Weighted> gather_cells(const Pixels& pixels) {
    const auto samples = to_samples(pixels);
    std::map<std::tuple<int, int, int>, Weighted> cells;
    float total = 0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const auto& [color, alpha] = samples[i];
        if (alpha == 0 || is_blend(samples, i, static_cast<std::size_t>(pixels.width))) continue;
        const auto at = [](float value) { return static_cast<int>(std::floor(value / kCellSide)); };
        Weighted& cell = cells[{at(color.l * kLightnessWeight), at(color.a), at(color.b)}];
        add(cell.color, color, alpha);
        cell.weight += alpha;
        total += alpha;
    }
    std::vector<Weighted> gathered;
    gathered.reserve(cells.size());
    for (const auto& [key, cell] : cells) {
        gathered.push_back({mean_of(cell.color, cell.weight), cell.weight / total});
    }
    return gathered;
}

std::size_t nearest(std::span<const OkLab> centres, OkLab color) {
    std::size_t best = 0;
    float best_apart = std::numeric_limits<float>::max();
    for (std::size_t i = 0; i < centres.size(); ++i) {
        const float apart = apart_squared(centres[i], color);
        if (apart < best_apart) {
            best = i;
            best_apart = apart;
        }
    }
    return best;
}

// How much of the picture is near each cell: what a speck lacks and a small thing has.
std::vector<float> neighbourhood_weights(std::span<const Weighted> cells) {
    constexpr float kReachSquared = kAlike * kAlike;
    std::vector<float> near(cells.size());
    for (std::size_t i = 0; i < cells.size(); ++i) {
        for (const Weighted& other : cells) {
            if (apart_squared(cells[i].color, other.color) < kReachSquared) near[i] += other.weight;
        }
    }
    return near;
}

std::vector<OkLab> choose_seeds(std::span<const Weighted> cells) {
    const auto near = neighbourhood_weights(cells);
    std::vector<float> worth(cells.size());
    for (std::size_t i = 0; i < cells.size(); ++i) {
        worth[i] = near[i] < kSwatchShareMin ? 0 : std::pow(near[i], kShareExponent);
    }
    std::vector<float> apart(cells.size(), std::numeric_limits<float>::max());
    std::vector<OkLab> seeds = {
        cells[static_cast<std::size_t>(std::ranges::max_element(near) - near.begin())].color};
    while (seeds.size() < kClusters) {
        std::size_t best = 0;
        float best_score = 0;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            apart[i] = std::min(apart[i], apart_squared(cells[i].color, seeds.back()));
            if (apart[i] * worth[i] > best_score) {
                best = i;
                best_score = apart[i] * worth[i];
            }
        }
        if (apart[best] < kSame * kSame) break;
        seeds.push_back(cells[best].color);
    }
    return seeds;
}

// Weighted k-means (Lloyd). Returns which centre each cell belongs to.
std::vector<std::size_t> settle(std::span<const Weighted> cells, std::vector<OkLab>& centres) {
    std::vector<std::size_t> owner(cells.size());
    for (int round = 0; round < kRounds; ++round) {
        std::vector<Weighted> sums(centres.size());
        for (std::size_t i = 0; i < cells.size(); ++i) {
            owner[i] = nearest(centres, cells[i].color);
            add(sums[owner[i]].color, cells[i].color, cells[i].weight);
            sums[owner[i]].weight += cells[i].weight;
        }
        for (std::size_t i = 0; i < centres.size(); ++i) {
            if (sums[i].weight > 0) centres[i] = mean_of(sums[i].color, sums[i].weight);
        }
    }
    return owner;
}

// The colour that is really there: the mean around the densest place of a cluster. The mean of the whole
// would be dulled by the blended pixels along every edge.
OkLab typical_color(std::span<const Weighted> members) {
    const auto near = neighbourhood_weights(members);
    const OkLab peak = members[static_cast<std::size_t>(std::ranges::max_element(near) - near.begin())].color;
    Weighted sum;
    for (const Weighted& member : members) {
        if (apart_squared(member.color, peak) >= kAlike * kAlike) continue;
        add(sum.color, member.color, member.weight);
        sum.weight += member.weight;
    }
    return mean_of(sum.color, sum.weight);
}

struct Pair {
    std::size_t first = 0;
    std::size_t second = 0;
    float cost = std::numeric_limits<float>::max();
};

template <class Cost>
Pair cheapest_pair(std::span<const Swatch> swatches, Cost cost) {
    Pair best;
    for (std::size_t i = 0; i < swatches.size(); ++i) {
        for (std::size_t j = i + 1; j < swatches.size(); ++j) {
            const float pair_cost = cost(swatches[i], swatches[j]);
            if (pair_cost < best.cost) best = {i, j, pair_cost};
        }
    }
    return best;
}

// The larger one's colour stays: a mean of both might be in neither.
void merge_pair(std::vector<Swatch>& swatches, Pair pair) {
    Swatch& first = swatches[pair.first];
    const Swatch& second = swatches[pair.second];
    if (first.share < second.share) first.color = second.color;
    first.share += second.share;
    swatches.erase(swatches.begin() + static_cast<std::ptrdiff_t>(pair.second));
}

void merge_least(std::vector<Swatch>& swatches) {
    while (swatches.size() > kSwatchesMax) {
        merge_pair(swatches, cheapest_pair(swatches, [](const Swatch& x, const Swatch& y) {
                       return apart_squared(x.color, y.color) *
                              std::pow(std::min(x.share, y.share), kShareExponent);
                   }));
    }
    while (swatches.size() > 1) {
        const bool enough = swatches.size() > kSwatchesWanted;
        const Pair pair = cheapest_pair(swatches, [&](const Swatch& x, const Swatch& y) {
            const float too_close = enough || std::min(x.share, y.share) < kShadeShare ? kAlike : kSame;
            return apart_squared(x.color, y.color) / (too_close * too_close);
        });
        if (pair.cost >= 1) return;
        merge_pair(swatches, pair);
    }
}

}  // namespace

std::vector<Swatch> find_swatches(const Pixels& pixels) {
    const auto cells = gather_cells(pixels);
    if (cells.empty()) return {};
    auto centres = choose_seeds(cells);
    const auto owner = settle(cells, centres);
    std::vector<std::vector<Weighted>> clusters(centres.size());
    for (std::size_t i = 0; i < cells.size(); ++i) clusters[owner[i]].push_back(cells[i]);

    std::vector<Swatch> swatches;
    for (const auto& members : clusters) {
        float share = 0;
        for (const Weighted& member : members) share += member.weight;
        if (share >= kSwatchShareMin) swatches.push_back({typical_color(members), std::min(share, 1.0F)});
    }
    merge_least(swatches);
    std::ranges::sort(swatches, std::ranges::greater{}, [](const Swatch& swatch) {
        return std::tuple(swatch.share, swatch.color.l, swatch.color.a, swatch.color.b);
    });
    return swatches;
}

}  // namespace palette::imaging
