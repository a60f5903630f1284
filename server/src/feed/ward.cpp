#include "feed/ward.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "feed/geometry.hpp"

namespace palette::feed {
namespace {

// A symmetric matrix of which the part below the diagonal is stored.
class Costs {
  public:
    explicit Costs(std::size_t n) : values_(n * (n - 1) / 2) {}
    float& at(std::size_t i, std::size_t j) {
        if (i < j) std::swap(i, j);
        return values_[i * (i - 1) / 2 + j];
    }

  private:
    std::vector<float> values_;
};

std::size_t root_of(std::vector<std::size_t>& parents, std::size_t i) {
    while (parents[i] != i) i = parents[i] = parents[parents[i]];
    return i;
}

}  // namespace

std::vector<std::vector<std::size_t>> ward_clusters(std::span<const std::vector<float>> points,
                                                    float cost_max) {
    const std::size_t n = points.size();
    if (n == 0) return {};
    Costs costs(n);
    std::vector<float> lengths;  // squared
    for (const auto& point : points) lengths.push_back(dot(point, point));
    for (std::size_t i = 1; i < n; ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            costs.at(i, j) = std::max(0.0F, lengths[i] + lengths[j] - 2 * dot(points[i], points[j]));
        }
    }
    // A cluster lives in the slot of one of its members; merging joins two slots.
    std::vector<std::size_t> parents(n);
    std::iota(parents.begin(), parents.end(), std::size_t{0});
    std::vector<std::size_t> alive = parents;
    std::vector<float> sizes(n, 1);
    std::vector<std::size_t> chain;
    while (alive.size() > 1) {
        if (chain.empty()) chain.push_back(alive.front());
        const std::size_t tip = chain.back();
        // The one before wins ties, else a chain would not end.
        std::size_t nearest = chain.size() > 1 ? chain[chain.size() - 2] : tip;
        float least = nearest == tip ? std::numeric_limits<float>::infinity() : costs.at(tip, nearest);
        for (const std::size_t other : alive) {
            if (other != tip && costs.at(tip, other) < least) {
                nearest = other;
                least = costs.at(tip, other);
            }
        }
        if (chain.size() < 2 || nearest != chain[chain.size() - 2]) {
            chain.push_back(nearest);
            continue;
        }
        chain.resize(chain.size() - 2);
        const std::size_t kept = std::min(tip, nearest);
        const std::size_t gone = std::max(tip, nearest);
        // Costs only grow towards the root of the tree, so what is too dear here stays apart however the rest
        // is merged.
        if (least <= cost_max) parents[root_of(parents, gone)] = root_of(parents, kept);
        for (const std::size_t other : alive) {
            if (other == kept || other == gone) continue;
            costs.at(kept, other) =
                ((sizes[other] + sizes[kept]) * costs.at(kept, other) +
                 (sizes[other] + sizes[gone]) * costs.at(gone, other) - sizes[other] * least) /
                (sizes[other] + sizes[kept] + sizes[gone]);
        }
        sizes[kept] += sizes[gone];
        std::erase(alive, gone);
    }
    std::vector<std::vector<std::size_t>> clusters;
    std::vector<std::size_t> cluster_of(n, n);
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t root = root_of(parents, i);
        if (cluster_of[root] == n) {
            cluster_of[root] = clusters.size();
            clusters.emplace_back();
        }
        clusters[cluster_of[root]].push_back(i);
    }
    return clusters;
}

}  // namespace palette::feed
