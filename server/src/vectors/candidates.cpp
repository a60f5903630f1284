#include "vectors/candidates.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
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

// Where more have a place that passes, all are scanned: memory is read faster without gaps.
constexpr std::size_t kGroupsWithGapsMax = kChunkGroups * 2 / 5;

constexpr std::array<std::uint8_t, kChunkGroups> kAllGroups = [] {
    std::array<std::uint8_t, kChunkGroups> all;
    std::iota(all.begin(), all.end(), std::uint8_t{0});
    return all;
}();

// The groups to scan for `passing`, in `room`.
std::span<const std::uint8_t> groups_of(const PassingPlaces& passing,
                                        std::span<std::uint8_t, kChunkGroups> room) {
    static_assert(kGroupRows == 8);
    constexpr std::uint64_t kLowBits = 0x0101010101010101U;
    if (std::ranges::all_of(passing, [](std::uint64_t word) { return word == ~std::uint64_t{0}; }))
        return kAllGroups;
    std::size_t count = 0;
    for (std::size_t word = 0; word < kChunkWords; ++word) {
        std::uint64_t any = passing[word];  // soon the lowest bit of each byte that has one
        any |= any >> 4U;
        any |= any >> 2U;
        for (any = (any | any >> 1U) & kLowBits; any != 0; any &= any - 1) {
            if (count == kGroupsWithGapsMax) return kAllGroups;
            const auto bit = static_cast<std::size_t>(std::countr_zero(any));
            room[count++] = static_cast<std::uint8_t>((word * 64 + bit) / kGroupRows);
        }
    }
    return room.first(count);
}

}  // namespace

void Threshold::push(std::span<const float> scores, float slack) {
    const std::lock_guard lock(mutex_);
    slack_.store(std::max(slack_.load(std::memory_order_relaxed), slack), std::memory_order_relaxed);
    for (const float score : scores) best_.push(score);
    value_.store(best_.value(), std::memory_order_relaxed);
}

void Candidates::scan_front(const Chunk& chunk, Slot first, const PassingPlaces& passing,
                            const ScanQuery& query, FrontScan& front) {
    front.goes_on = chunk.is_sealed();
    if (!front.goes_on) return scan_open(chunk, first, passing, query);
    const CentredQuery& centred = query.at(*chunk.content().sealed->centre);
    const auto groups = groups_of(passing, front.room);
    chunk.scan_front(groups, centred, front.sums.data());
    bytes_read_ +=
        groups.size() * kGroupRows * (front_words(query.size()) * sizeof(std::uint64_t) + 2 * sizeof(Half));
    distribution_.add_rough(chunk.pick(chunk.front_estimator(centred), threshold_->value() - kRounding,
                                       front.sums.data(), passing, front.promising));
    front.sample = sample_of(passing);
    PassingPlaces looked_at;
    for (std::size_t word = 0; word < kChunkWords; ++word) {
        looked_at[word] = front.promising[word] | front.sample[word];
    }
    front.groups = groups_of(looked_at, front.room);
    chunk.prefetch_rear(front.groups);
}

void Candidates::scan_rest(const Chunk& chunk, Slot first, const ScanQuery& query, const FrontScan& front) {
    const CentredQuery& centred = query.at(*chunk.content().sealed->centre);
    const Estimator by_front = chunk.front_estimator(centred);
    const Estimator by_signs = chunk.estimator(centred);
    const float threshold = threshold_->value();
    std::array<std::int32_t, kChunkPlaces> sums;
    chunk.scan_rear(front.groups, centred, front.sums.data(), sums.data());
    bytes_read_ += front.groups.size() * kGroupRows *
                   (chunk.plane_bytes() - front_words(query.size()) * sizeof(std::uint64_t));
    PassingPlaces by_all;
    (void)chunk.pick(by_signs, threshold - kRounding, sums.data(), front.promising, by_all);
    std::array<Promising, kChunkPlaces> promising;
    std::size_t count = 0;
    for (std::size_t word = 0; word < kChunkWords; ++word) {
        const Places places(by_all[word], word);
        for (const Place place : places.list()) {
            chunk.prefetch_pair(place);
            promising[count++] = {place, sums[place],
                                  std::min(chunk.reach(place, front.sums[place], by_front),
                                           chunk.reach(place, sums[place], by_signs))};
        }
    }
    add_sample(chunk, front, centred, sums.data());
    std::span<Promising> left(promising.data(), count);
    const std::size_t k = threshold_->k();
    if (std::isinf(threshold) && left.size() > k) {
        // Nothing is known yet: the first of these will spare most of the others a closer look.
        std::ranges::nth_element(left, left.begin() + static_cast<std::ptrdiff_t>(k), std::greater<>(),
                                 &Promising::reach);
        look_closer(chunk, first, left.first(k), centred);
        left = left.subspan(k);
    }
    look_closer(chunk, first, left, centred);
}

void Candidates::look_closer(const Chunk& chunk, Slot first, std::span<Promising> promising,
                             const CentredQuery& query) {
    const float threshold = threshold_->value();
    bytes_read_ += promising.size() * (chunk.plane_bytes() + sizeof(Half));
    std::size_t left = 0;
    for (const auto& [place, sum, known_reach] : promising) {
        if (known_reach < threshold) continue;
        const auto [score, slack] = chunk.pair_score(place, sum, query);
        const float reach = std::min(known_reach, score + slack);
        if (reach < threshold) continue;
        chunk.prefetch_coarse(place);
        promising[left++] = {place, sum, reach};
    }
    bytes_read_ += left * ((kMiddleBits - 1) * chunk.plane_bytes() + sizeof(Half));
    risen_.clear();
    float slack_max = 0;
    for (const auto& [place, sum, reach] : promising.first(left)) {
        const auto [score, slack] = chunk.coarse_score(place, query);
        const float known = std::min(score, reach);
        if (known > threshold) {
            risen_.push_back(known);
            slack_max = std::max(slack_max, slack);
        }
        keep({chunk.id(place), first + place, score, slack, reach});
    }
    if (!risen_.empty()) threshold_->push(risen_, slack_max);
}

PassingPlaces Candidates::sample_of(const PassingPlaces& passing) {
    PassingPlaces sample{};
    for (std::size_t word = 0; word < kChunkWords; ++word) {
        if (passing[word] == 0) continue;
        if (words_seen_ % sample_every_ == 0) sample[word] = passing[word];
        ++words_seen_;
    }
    return sample;
}

void Candidates::add_sample(const Chunk& chunk, const FrontScan& front, const CentredQuery& query,
                            const std::int32_t* sums) {
    const Estimator by_front = chunk.front_estimator(query);
    const Estimator by_signs = chunk.estimator(query);
    const auto size = static_cast<double>(8 * chunk.plane_bytes());
    for (std::size_t word = 0; word < kChunkWords; ++word) {
        const std::uint64_t sample = front.sample[word];
        if (sample == 0) continue;
        const EstimateSums rough = chunk.estimate_word(word, sample, by_front, front.sums.data());
        const EstimateSums found = chunk.estimate_word(word, sample, by_signs, sums);
        const auto count = static_cast<std::uint64_t>(std::popcount(sample));
        // RowCodes' error of every row, from its factor and length.
        const double row_errors =
            (size * found.squared_factors - (static_cast<double>(count) - found.squared_alongs)) / (size - 1);
        distribution_.add_sample(rough, found, count,
                                 query.squared_length * std::max(0.0, row_errors) +
                                     query.scan.squared_error * found.squared_factors);
    }
}

// Floats need no second look: their scores are as exact as any.
void Candidates::scan_open(const Chunk& chunk, Slot first, const PassingPlaces& passing,
                           const ScanQuery& query) {
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
