#include "feed/ward.hpp"

#include <random>

#include <gmock/gmock.h>

namespace palette::feed {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Points = std::vector<std::vector<float>>;

TEST(WardClusters, KeepsTogetherWhatLiesTogether) {
    const Points points{{0, 0}, {10, 0}, {0, 1}, {10, 1}, {1, 0}, {50, 50}};
    EXPECT_THAT(ward_clusters(points, 4),
                ElementsAre(ElementsAre(0, 2, 4), ElementsAre(1, 3), ElementsAre(5)));
}

TEST(WardClusters, OfNothingAreNoneAndOfOnePointIsThatPoint) {
    EXPECT_THAT(ward_clusters({}, 1), IsEmpty());
    EXPECT_THAT(ward_clusters(Points{{3, 4}}, 1), ElementsAre(ElementsAre(0)));
}

TEST(WardClusters, PutsTheSamePointsTogetherEvenAtNoCost) {
    EXPECT_THAT(ward_clusters(Points{{1, 1}, {2, 2}, {1, 1}, {1, 1}}, 0),
                ElementsAre(ElementsAre(0, 2, 3), ElementsAre(1)));
}

TEST(WardClusters, CountsTheCostOfAMergeByBothSizes) {
    // {0, 2} and {12}: means 1 and 12, 2 * 2 * 1 / 3 * 121 = 161.3
    const Points points{{0}, {2}, {12}};
    EXPECT_EQ(ward_clusters(points, 161).size(), 2U);
    EXPECT_EQ(ward_clusters(points, 162).size(), 1U);
}

// What the definition says, without chains or updates: merge the cheapest pair again and again.
std::vector<std::vector<std::size_t>> plainly(const Points& points, float cost_max) {
    std::vector<std::vector<std::size_t>> clusters;
    for (std::size_t i = 0; i < points.size(); ++i) clusters.push_back({i});
    const auto mean = [&](const std::vector<std::size_t>& members) {
        std::vector<double> sum(points[0].size());
        for (const auto i : members) {
            for (std::size_t d = 0; d < sum.size(); ++d)
                sum[d] += points[i][d] / static_cast<double>(members.size());
        }
        return sum;
    };
    while (clusters.size() > 1) {
        double least = std::numeric_limits<double>::infinity();
        std::size_t a = 0;
        std::size_t b = 0;
        for (std::size_t i = 0; i < clusters.size(); ++i) {
            for (std::size_t j = i + 1; j < clusters.size(); ++j) {
                const auto x = mean(clusters[i]);
                const auto y = mean(clusters[j]);
                double apart = 0;
                for (std::size_t d = 0; d < x.size(); ++d) apart += (x[d] - y[d]) * (x[d] - y[d]);
                const auto n = static_cast<double>(clusters[i].size());
                const auto m = static_cast<double>(clusters[j].size());
                const double cost = 2 * n * m / (n + m) * apart;
                if (cost < least) {
                    least = cost;
                    a = i;
                    b = j;
                }
            }
        }
        if (least > cost_max) break;
        clusters[a].insert(clusters[a].end(), clusters[b].begin(), clusters[b].end());
        std::ranges::sort(clusters[a]);
        clusters.erase(clusters.begin() + static_cast<std::ptrdiff_t>(b));
    }
    std::ranges::sort(clusters, {}, [](const auto& members) { return members.front(); });
    return clusters;
}

TEST(WardClusters, AreThoseOfThePlainDefinition) {
    std::mt19937 generator(7);
    std::normal_distribution<float> normal;
    for (int round = 0; round < 20; ++round) {
        Points points(24, std::vector<float>(5));
        for (auto& point : points) {
            for (float& value : point) value = normal(generator);
        }
        for (const float cost_max : {1.0F, 4.0F, 12.0F, 40.0F}) {
            EXPECT_EQ(ward_clusters(points, cost_max), plainly(points, cost_max)) << round << " " << cost_max;
        }
    }
}

}  // namespace
}  // namespace palette::feed
