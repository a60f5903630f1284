#pragma once

// Gathers a ScoreDistribution from scores as a scan meets them. One thread at a time.
//
// Of most embeddings a scan knows a rough score only, and of a sample of them a better one too: mean and
// deviation are those of the rough scores, plus what the better ones of the sample say otherwise (control
// variates).

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

    void add_rough(const PickSums& rough) {
        rough_.count += static_cast<double>(rough.count);
        rough_.sum += rough.scores;
        rough_.squares += rough.squares;
    }

    // Of `count` of those: the same rough scores, and the better ones, without bias; `squared_errors` is the
    // sum of the squares that the better ones' errors have on average.
    void add_sample(const EstimateSums& rough, const EstimateSums& better, std::uint64_t count,
                    double squared_errors) {
        sample_.count += static_cast<double>(count);
        sample_.sum += double{better.scores} - double{rough.scores};
        sample_.squares += double{better.squares} - double{rough.squares} - squared_errors;
        lanes_.min[0] = std::min(lanes_.min[0], better.min);
        lanes_.max[0] = std::max(lanes_.max[0], better.max);
    }

    void add(const ScoreAccumulator& other) {
        count_ += other.count_;
        rough_.add(other.rough_);
        sample_.add(other.sample_);
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            lanes_.sum[lane] += other.lanes_.sum[lane];
            lanes_.squares[lane] += other.lanes_.squares[lane];
            lanes_.min[lane] = std::min(lanes_.min[lane], other.lanes_.min[lane]);
            lanes_.max[lane] = std::max(lanes_.max[lane], other.lanes_.max[lane]);
        }
    }

    [[nodiscard]] ScoreDistribution finish() const {
        const double count = static_cast<double>(count_) + rough_.count;
        if (count == 0) return {};
        const double share = rough_.count / std::max(1.0, sample_.count);
        const double mean =
            (std::accumulate(lanes_.sum.begin(), lanes_.sum.end(), 0.0) + rough_.sum + share * sample_.sum) /
            count;
        const double squares = (std::accumulate(lanes_.squares.begin(), lanes_.squares.end(), 0.0) +
                                rough_.squares + share * sample_.squares) /
                               count;
        return {static_cast<std::uint64_t>(count), mean, std::sqrt(std::max(0.0, squares - mean * mean)),
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

    struct Sums {
        double count = 0;
        double sum = 0;
        double squares = 0;

        void add(const Sums& other) {
            count += other.count;
            sum += other.sum;
            squares += other.squares;
        }
    };

    std::uint64_t count_ = 0;  // of scores in lanes_
    Lanes lanes_;
    Sums rough_;
    Sums sample_;  // by how much the better scores differ
};

}  // namespace palette::vectors
