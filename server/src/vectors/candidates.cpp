#include "vectors/candidates.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

#include "vectors/places.hpp"

namespace palette::vectors {
namespace {

// By how much a reach may differ with the order of its additions.
constexpr float kRounding = 1e-5F;

// More than that many never get a fine score: coarse codes are wrong by far less.
constexpr std::size_t scored_max(std::size_t k) {
    return 2 * k + 256;
}

// `slack` is by how much the threshold may be too high.
bool may_be_among_the_best(const Candidate& candidate, float threshold, float slack) {
    return candidate.reach >= threshold && candidate.score + candidate.slack >= threshold - slack;
}

struct Promising {
    Place place = 0;
    std::int32_t sign_sum = 0;
    float reach = 0;
};

constexpr std::size_t kGroups = kChunkPlaces / kGroupRows;
// Where more have a place that passes, all are scanned: memory is read faster without gaps.
constexpr std::size_t kGroupsWithGapsMax = kGroups * 2 / 5;

// The groups to scan for `passing`, in `room`.
std::span<const std::uint8_t> groups_of(const PassingPlaces& passing, std::span<std::uint8_t, kGroups> room) {
    std::size_t count = 0;
    for (std::size_t group = 0; group < kGroups; ++group) {
        room[count] = static_cast<std::uint8_t>(group);
        const std::size_t place = group * kGroupRows;
        count += (passing[place / 64] >> (place % 64) & 0xffU) != 0 ? 1 : 0;
    }
    if (count <= kGroupsWithGapsMax) return room.first(count);
    std::iota(room.begin(), room.end(), std::uint8_t{0});
    return room;
}

}  // namespace

void Threshold::push(std::span<const float> scores, float slack) {
    const std::lock_guard lock(mutex_);
    slack_.store(std::max(slack_.load(std::memory_order_relaxed), slack), std::memory_order_relaxed);
    for (const float score : scores) best_.push(score);
    value_.store(best_.value(), std::memory_order_relaxed);
}

void Candidates::scan(const Chunk& chunk, Slot first, const PassingPlaces& passing, ScanQuery& query) {
    if (!chunk.is_sealed()) return scan_open(chunk, first, passing, query);
    const CentredQuery& centred = query.at(*chunk.content().sealed->centre);
    const Estimator estimator = chunk.estimator(centred);
    const std::size_t padded = query.size();
    const auto size = static_cast<double>(padded);
    const float threshold = threshold_->value();
    std::array<std::uint8_t, kGroups> room;
    const auto groups = groups_of(passing, room);
    std::array<std::int32_t, kChunkPlaces> sums;
    chunk.scan_signs(groups, centred, sums.data());
    bytes_read_ += groups.size() * kGroupRows * (padded / 8 + 2 * sizeof(Half));
    std::array<Promising, kChunkPlaces> promising;
    std::size_t count = 0;
    for (std::size_t word = 0; word < kChunkWords; ++word) {
        if (passing[word] == 0) continue;
        const EstimateSums found =
            chunk.estimate_word(word, passing[word], estimator, threshold - kRounding, sums.data());
        const auto passed = static_cast<std::uint64_t>(std::popcount(passing[word]));
        // RowCodes' error of every row, from its factor and length.
        const double row_errors =
            (size * found.squared_factors - (static_cast<double>(passed) - found.squared_alongs)) /
            (size - 1);
        distribution_.add(found, passed,
                          centred.squared_length * std::max(0.0, row_errors) +
                              centred.scan.squared_error * found.squared_factors);
        const Places places(found.promising, word);
        for (const Place place : places.list()) {
            chunk.prefetch_pair(place);
            promising[count++] = {place, sums[place], chunk.sign_reach(place, sums[place], estimator)};
        }
    }
    bytes_read_ += count * (padded / 8 + sizeof(Half));
    std::size_t left = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto [place, sum, sign_reach] = promising[i];
        const auto [score, slack] = chunk.pair_score(place, sum, centred);
        const float reach = std::min(sign_reach, score + slack);
        if (reach < threshold) continue;
        chunk.prefetch_coarse(place);
        promising[left++] = {place, sum, reach};
    }
    bytes_read_ += left * ((kMiddleBits - 1) * padded / 8 + sizeof(Half));
    risen_.clear();
    float slack_max = 0;
    for (std::size_t i = 0; i < left; ++i) {
        const auto [score, slack] = chunk.coarse_score(promising[i].place, centred);
        const float known = std::min(score, promising[i].reach);
        if (known > threshold) {
            risen_.push_back(known);
            slack_max = std::max(slack_max, slack);
        }
        keep({chunk.id(promising[i].place), first + promising[i].place, score, slack, promising[i].reach});
    }
    if (!risen_.empty()) threshold_->push(risen_, slack_max);
}

// Floats need no second look: their scores are as exact as any.
void Candidates::scan_open(const Chunk& chunk, Slot first, const PassingPlaces& passing, ScanQuery& query) {
    std::array<float, 64> scores;
    for (std::size_t word = 0; word < kChunkWords; ++word) {
        const Places places(passing[word], word);
        const auto list = places.list();
        chunk.score(list, query, scores.data());
        const auto found = std::span<const float>(scores).first(list.size());
        bytes_read_ += list.size() * query.size() * sizeof(float);
        distribution_.add(found);
        for (std::size_t i = 0; i < list.size(); ++i) {
            keep({chunk.id(list[i]), first + list[i], found[i], 0, std::numeric_limits<float>::infinity()});
        }
        threshold_->push(found, 0);
    }
}

void Candidates::keep(const Candidate& candidate) {
    kept_.push_back(candidate);
    if (kept_.size() < prune_at_) return;
    const float threshold = threshold_->value();
    // Generous, as the slack may still grow.
    const float slack = 2 * threshold_->slack();
    std::erase_if(kept_,
                  [&](const Candidate& kept) { return !may_be_among_the_best(kept, threshold, slack); });
    prune_at_ = std::max(kKeptBeforePruning, 2 * kept_.size());
}

std::vector<Candidate> best_of(std::span<const Candidates> parts, float threshold, std::size_t k) {
    // Of those that make the threshold, which do not depend on the order of the scan.
    float slack = 0;
    for (const Candidates& part : parts) {
        for (const Candidate& candidate : part.kept()) {
            if (std::min(candidate.score, candidate.reach) >= threshold)
                slack = std::max(slack, candidate.slack);
        }
    }
    std::vector<Candidate> best;
    for (const Candidates& part : parts) {
        std::ranges::copy_if(part.kept(), std::back_inserter(best), [&](const Candidate& candidate) {
            return may_be_among_the_best(candidate, threshold, slack);
        });
    }
    if (best.size() > scored_max(k)) {
        const auto last = best.begin() + static_cast<std::ptrdiff_t>(scored_max(k));
        std::ranges::nth_element(best, last, [](const Candidate& x, const Candidate& y) {
            return x.score != y.score ? x.score > y.score : x.id < y.id;
        });
        best.erase(last, best.end());
    }
    std::ranges::sort(best, {}, &Candidate::slot);
    return best;
}

}  // namespace palette::vectors
