#pragma once

// Gathers a ScoreDistribution from scores as a scan meets them. One thread at a time.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>

#include "vectors/vector_index.hpp"

namespace palette::vectors {

class ScoreAccumulator {
  public:
    void add(std::span<const float> scores) {
        count_ += scores.size();
        std::size_t i = 0;
        for (; i + kLanes <= scores.size(); i += kLanes) {
            for (std::size_t lane = 0; lane < kLanes; ++lane) lanes_.add(lane, scores[i + lane]);
        }
        for (; i < scores.size(); ++i) lanes_.add(0, scores[i]);
    }

    [[nodiscard]] ScoreDistribution finish() const {
        if (count_ == 0) return {};
        const auto count = static_cast<double>(count_);
        const double mean = std::accumulate(lanes_.sum.begin(), lanes_.sum.end(), 0.0) / count;
        const double mean_square = std::accumulate(lanes_.squares.begin(), lanes_.squares.end(), 0.0) / count;
        return {count_, mean, std::sqrt(std::max(0.0, mean_square - mean * mean)),
                std::ranges::min(lanes_.min), std::ranges::max(lanes_.max)};
    }

  private:
    // Sums that do not wait for each other, which the compiler puts side by side into vector registers.
    static constexpr std::size_t kLanes = 8;
    struct Lanes {
        std::array<double, kLanes> sum{};
        std::array<double, kLanes> squares{};
        std::array<float, kLanes> min = filled(std::numeric_limits<float>::infinity());
        std::array<float, kLanes> max = filled(-std::numeric_limits<float>::infinity());

        void add(std::size_t lane, float score) {
            sum[lane] += score;
            squares[lane] += double{score} * double{score};
            min[lane] = score < min[lane] ? score : min[lane];
            max[lane] = score > max[lane] ? score : max[lane];
        }
    };

    static constexpr std::array<float, kLanes> filled(float value) {
        std::array<float, kLanes> lanes{};
        lanes.fill(value);
        return lanes;
    }

    std::uint64_t count_ = 0;
    Lanes lanes_;
};

}  // namespace palette::vectors
