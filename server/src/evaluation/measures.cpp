#include "evaluation/measures.hpp"

#include <algorithm>
#include <numeric>

namespace palette::evaluation {
namespace {

float dot(std::span<const float> x, std::span<const float> y) {
    constexpr std::size_t kLanes = 16;  // side by side, for vector instructions
    float sums[kLanes] = {};
    std::size_t i = 0;
    for (; i + kLanes <= x.size(); i += kLanes) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) sums[lane] += x[i + lane] * y[i + lane];
    }
    float sum = std::accumulate(std::begin(sums), std::end(sums), 0.0F);
    for (; i < x.size(); ++i) sum += x[i] * y[i];
    return sum;
}

std::vector<float> scores_of(std::span<const float> query, const Embeddings& answers) {
    std::vector<float> scores;
    scores.reserve(answers.size());
    for (const auto& answer : answers) scores.push_back(dot(query, answer));
    return scores;
}

bool share_one(const std::vector<std::string>& x, const std::vector<std::string>& y) {
    return std::ranges::any_of(
        x, [&](const std::string& label) { return std::ranges::find(y, label) != y.end(); });
}

}  // namespace

std::vector<Rank> ranks_of(const Embeddings& queries, const Embeddings& answers,
                           const std::vector<std::vector<std::size_t>>& right) {
    std::vector<Rank> ranks;
    for (std::size_t q = 0; q < queries.size(); ++q) {
        const auto scores = scores_of(queries[q], answers);
        const float best_right =
            scores[*std::ranges::max_element(right[q], {}, [&](std::size_t i) { return scores[i]; })];
        double better = 0;
        for (std::size_t i = 0; i < scores.size(); ++i) {
            if (scores[i] < best_right || std::ranges::find(right[q], i) != right[q].end()) continue;
            better += scores[i] > best_right ? 1 : 0.5;
        }
        ranks.push_back(
            {1 + better, static_cast<std::size_t>(std::ranges::max_element(scores) - scores.begin())});
    }
    return ranks;
}

RecallSummary summarize(std::span<const Rank> ranks) {
    if (ranks.empty()) return {};
    const auto share = [&](double limit) {
        return static_cast<double>(
                   std::ranges::count_if(ranks, [&](const Rank& rank) { return rank.rank <= limit; })) /
               static_cast<double>(ranks.size());
    };
    std::vector<double> sorted;
    for (const Rank& rank : ranks) sorted.push_back(rank.rank);
    std::ranges::sort(sorted);
    const double median = (sorted[(sorted.size() - 1) / 2] + sorted[sorted.size() / 2]) / 2;
    return {share(1), share(5), share(10), median};
}

double average_precision(std::span<const float> scores, std::span<const std::uint8_t> is_right) {
    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::greater(), [&](std::size_t i) { return scores[i]; });
    double found = 0;
    double sum = 0;
    for (std::size_t place = 0; place < order.size(); ++place) {
        if (is_right[order[place]] == 0) continue;
        ++found;
        sum += found / static_cast<double>(place + 1);
    }
    return found > 0 ? sum / found : 0;
}

double neighbor_precision(const Embeddings& items, const std::vector<std::vector<std::string>>& labels,
                          std::size_t k) {
    double sum = 0;
    double count = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (labels[i].empty()) continue;
        auto scores = scores_of(items[i], items);
        std::vector<std::size_t> order;
        for (std::size_t j = 0; j < items.size(); ++j) {
            if (j != i && !labels[j].empty()) order.push_back(j);
        }
        const std::size_t nearest = std::min(k, order.size());
        if (nearest == 0) continue;
        std::ranges::partial_sort(order, order.begin() + static_cast<std::ptrdiff_t>(nearest), std::greater(),
                                  [&](std::size_t j) { return scores[j]; });
        double right = 0;
        for (std::size_t n = 0; n < nearest; ++n) right += share_one(labels[i], labels[order[n]]) ? 1 : 0;
        sum += right / static_cast<double>(nearest);
        ++count;
    }
    return count > 0 ? sum / count : 0;
}

}  // namespace palette::evaluation
