#pragma once

// Gathers a ScoreDistribution from scores as a scan meets them. One thread at a time.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>

#include "vectors/scan_kernels.hpp"
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

    // `count` estimates without bias; `squared_errors` is the sum of the squares that their errors have on
    // average.
    void add(const EstimateSums& sums, std::uint64_t count, double squared_errors) {
        count_ += count;
        squared_errors_ += squared_errors;
        lanes_.sum[0] += sums.scores;
        lanes_.squares[0] += sums.squares;
        lanes_.min[0] = std::min(lanes_.min[0], sums.min);
        lanes_.max[0] = std::max(lanes_.max[0], sums.max);
    }

    void add(const ScoreAccumulator& other) {
        count_ += other.count_;
        squared_errors_ += other.squared_errors_;
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            lanes_.sum[lane] += other.lanes_.sum[lane];
            lanes_.squares[lane] += other.lanes_.squares[lane];
            lanes_.min[lane] = std::min(lanes_.min[lane], other.lanes_.min[lane]);
            lanes_.max[lane] = std::max(lanes_.max[lane], other.lanes_.max[lane]);
        }
    }

    [[nodiscard]] ScoreDistribution finish() const {
        if (count_ == 0) return {};
        const auto count = static_cast<double>(count_);
        const double mean = std::accumulate(lanes_.sum.begin(), lanes_.sum.end(), 0.0) / count;
        const double squares =
            std::accumulate(lanes_.squares.begin(), lanes_.squares.end(), 0.0) - squared_errors_;
        return {count_, mean, std::sqrt(std::max(0.0, squares / count - mean * mean)),
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
    double squared_errors_ = 0;
    Lanes lanes_;
};

}  // namespace palette::vectors
