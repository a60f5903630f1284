#include "palettes/suggestions.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

namespace palette::palettes {
namespace {

constexpr int kRounds = 4;
constexpr double kDeviationMin = 0.02;  // as search scales its signals

float cosine(const std::vector<float>& a, const std::vector<float>& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0F);
}

std::size_t nearest(const std::vector<std::vector<float>>& embeddings, std::size_t one,
                    const std::vector<std::size_t>& middles) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < middles.size(); ++i) {
        if (cosine(embeddings[one], embeddings[middles[i]]) >
            cosine(embeddings[one], embeddings[middles[best]])) {
            best = i;
        }
    }
    return best;
}

// The one of `group` that is most like the sum of all of them, which makes it most like them on the average.
std::size_t middle_of(const std::vector<std::vector<float>>& embeddings,
                      const std::vector<std::size_t>& group) {
    std::vector<float> sum(embeddings[group.front()].size());
    for (const std::size_t one : group) {
        std::ranges::transform(sum, embeddings[one], sum.begin(), std::plus{});
    }
    return *std::ranges::max_element(group, {},
                                     [&](std::size_t one) { return cosine(embeddings[one], sum); });
}

// Begins in the middle of all and goes on with what is least like any middle so far.
std::vector<std::size_t> first_middles(const std::vector<std::vector<float>>& embeddings, std::size_t count) {
    std::vector<std::size_t> all(embeddings.size());
    std::iota(all.begin(), all.end(), 0);
    std::vector<std::size_t> middles{middle_of(embeddings, all)};
    while (middles.size() < count) {
        const auto likeness = [&](std::size_t one) {
            return cosine(embeddings[one], embeddings[middles[nearest(embeddings, one, middles)]]);
        };
        middles.push_back(*std::ranges::min_element(all, {}, likeness));
    }
    return middles;
}

}  // namespace

std::vector<std::size_t> medoids(const std::vector<std::vector<float>>& embeddings) {
    if (embeddings.empty()) return {};
    const auto half = static_cast<double>(embeddings.size()) / 2;
    const std::size_t count =
        std::clamp<std::size_t>(static_cast<std::size_t>(std::sqrt(half)), 1, kGroupsMax);
    auto middles = first_middles(embeddings, count);
    for (int round = 0; round < kRounds; ++round) {
        std::vector<std::vector<std::size_t>> groups(middles.size());
        for (std::size_t one = 0; one < embeddings.size(); ++one) {
            groups[nearest(embeddings, one, middles)].push_back(one);
        }
        auto next = middles;
        for (std::size_t i = 0; i < groups.size(); ++i) {
            if (!groups[i].empty()) next[i] = middle_of(embeddings, groups[i]);
        }
        if (next == middles) break;
        middles = std::move(next);
    }
    return middles;
}

Result<std::vector<Suggestion>> suggest(const vectors::VectorIndex& index,
                                        std::span<const std::int64_t> inside, std::size_t limit) {
    std::vector<std::vector<float>> embeddings;
    const std::size_t step = inside.size() / kLookedAtMax + 1;
    for (std::size_t i = 0; i < inside.size(); i += step) {
        if (auto embedding = index.vector_of(inside[i])) embeddings.push_back(std::move(*embedding));
    }
    const std::unordered_set<std::int64_t> known(inside.begin(), inside.end());
    std::unordered_map<std::int64_t, Suggestion> best;
    for (const std::size_t middle : medoids(embeddings)) {
        auto found = index.search(embeddings[middle], limit + inside.size());
        if (!found) return forward(found);
        const auto& spread = found->distribution;
        const double deviation = std::max(spread.standard_deviation, kDeviationMin);
        std::size_t taken = 0;
        for (const auto& neighbor : found->neighbors) {
            if (known.contains(neighbor.id)) continue;
            if (++taken > limit) break;
            const auto z = static_cast<float>((neighbor.score - spread.mean) / deviation);
            auto& suggestion = best[neighbor.id];
            if (suggestion.id == 0 || z > suggestion.z) suggestion = {neighbor.id, neighbor.score, z};
        }
    }
    std::vector<Suggestion> suggestions;
    for (const auto& [id, suggestion] : best) suggestions.push_back(suggestion);
    std::ranges::sort(suggestions, [](const Suggestion& a, const Suggestion& b) {
        return a.z != b.z ? a.z > b.z : a.id < b.id;
    });
    return suggestions;
}

}  // namespace palette::palettes
