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

void Candidates::start(const Chunk& chunk, Slot first, const PassingPlaces& passing, const ScanQuery& query,
                       ChunkScan& scan) {
    scan.next = ChunkScan::Next::front;
    scan.first_slot = first;
    scan.passing = passing;
    if (!chunk.is_sealed()) return;
    scan.query = &query.at(*chunk.content().sealed->centre);
    if (few_pass_) {
        for (std::size_t word = 0; word < kChunkWords; ++word) {
            const Places places(passing[word], word);
            for (const Place place : places.list()) {
                chunk.prefetch_signs(place);
                chunk.prefetch_coarse(place);
            }
        }
        return;
    }
    scan.groups = groups_of(passing, scan.room);
    if (!scan.is_dense()) chunk.prefetch_front(scan.groups);
}

void Candidates::scan_front(const Chunk& chunk, const ScanQuery& query, ChunkScan& scan, ReadAhead& ahead) {
    if (scan.next != ChunkScan::Next::front) return;
    scan.next = ChunkScan::Next::nothing;
    if (few_pass_ || !chunk.is_sealed()) return look_at_all(chunk, query, scan);
    chunk.scan_front(scan.groups, *scan.query, scan.front_sums.data(), ahead);
    bytes_read_ += scan.groups.size() * kGroupRows *
                   (front_words(query.size()) * sizeof(std::uint64_t) + 2 * sizeof(Half));
    const float threshold = threshold_->value();
    scan.by_front = chunk.front_estimator(*scan.query);
    distribution_.add_rough(chunk.pick(scan.by_front, threshold - kRounding, scan.front_sums.data(),
                                       scan.passing, scan.may_reach, ahead));
    scan.sample = sample_of(scan.passing);
    scan.places_count = 0;
    for (std::size_t word = 0; word < kChunkWords; ++word) {
        const Places places(scan.may_reach[word] | scan.sample[word], word);
        for (const Place place : places.list()) {
            chunk.prefetch_rear(place);
            scan.places[scan.places_count++] = place;
        }
    }
    if (scan.places_count == 0) return;
    scan.next = ChunkScan::Next::rear;
    if (std::isinf(threshold)) {
        scan_rear(chunk, scan, ahead);
        look_closer(chunk, scan);
    }
}

void Candidates::scan_rear(const Chunk& chunk, ChunkScan& scan, ReadAhead& ahead) {
    if (scan.next != ChunkScan::Next::rear) return;
    const Estimator by_signs = chunk.estimator(*scan.query);
    std::array<std::int32_t, kChunkPlaces> sums;
    chunk.scan_rear(std::span(scan.places).first(scan.places_count), *scan.query, scan.front_sums.data(),
                    sums.data());
    bytes_read_ += scan.places_count * chunk.rear_bytes();
    PassingPlaces may_reach;
    const float threshold = threshold_->value();
    (void)chunk.pick(by_signs, threshold - kRounding, sums.data(), scan.may_reach, may_reach, ahead);
    scan.promising_count = 0;
    for (std::size_t word = 0; word < kChunkWords; ++word) {
        const Places places(may_reach[word], word);
        for (const Place place : places.list()) {
            if (!std::isinf(threshold)) chunk.prefetch_coarse(place);
            scan.promising[scan.promising_count++] = {
                place, std::min(chunk.reach(place, scan.front_sums[place], scan.by_front),
                                chunk.reach(place, sums[place], by_signs))};
        }
    }
    add_sample(chunk, scan, by_signs, sums.data());
    scan.next = ChunkScan::Next::closer_look;
}

void Candidates::look_closer(const Chunk& chunk, ChunkScan& scan) {
    if (scan.next != ChunkScan::Next::closer_look) return;
    scan.next = ChunkScan::Next::nothing;
    std::span left = std::span(scan.promising).first(scan.promising_count);
    const std::size_t k = threshold_->k();
    if (std::isinf(threshold_->value())) {
        // Nothing is known yet: the first of these will spare most of the others a closer look.
        const std::size_t first = std::min(k, left.size());
        std::ranges::nth_element(left, left.begin() + static_cast<std::ptrdiff_t>(first), std::greater<>(),
                                 &Promising::reach);
        look_closer(chunk, scan, left.first(first));
        const float threshold = threshold_->value();
        left = left.subspan(first);
        left = left.first(left.size() - std::ranges::remove_if(left, [&](const Promising& one) {
                                            return one.reach < threshold;
                                        }).size());
        for (const Promising& one : left) chunk.prefetch_coarse(one.place);
    }
    look_closer(chunk, scan, left);
}

void Candidates::look_closer(const Chunk& chunk, const ChunkScan& scan,
                             std::span<const Promising> promising) {
    const float threshold = threshold_->value();
    std::array<Place, kPlacesAtOnce> places;
    std::array<float, kPlacesAtOnce> reaches;
    std::array<BoundedScore, kPlacesAtOnce> scores;
    std::size_t count = 0;
    risen_.clear();
    float slack_max = 0;
    const auto score_them = [&] {
        chunk.coarse_scores(std::span(places).first(count), *scan.query, scores.data());
        bytes_read_ += count * (kMiddleBits * chunk.plane_bytes() + sizeof(Half));
        for (std::size_t i = 0; i < count; ++i) {
            const auto [score, slack] = scores[i];
            const float known = std::min(score, reaches[i]);
            if (known > threshold) {
                risen_.push_back(known);
                slack_max = std::max(slack_max, slack);
            }
            keep({scan.first_slot + places[i], score, slack, reaches[i]});
        }
        count = 0;
    };
    for (const auto& [place, reach] : promising) {
        if (reach < threshold) continue;
        places[count] = place;
        reaches[count] = reach;
        if (++count == kPlacesAtOnce) score_them();
    }
    if (count > 0) score_them();
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

void Candidates::add_sample(const Chunk& chunk, const ChunkScan& scan, const Estimator& by_signs,
                            const std::int32_t* sums) {
    const auto size = static_cast<double>(8 * chunk.plane_bytes());
    const double squared_length = scan.query->squared_length;
    // What stands in for the query is longer, by what it errs.
    const double query_error = std::max(0.0, scan.query->signs.all.squared_length - squared_length);
    for (std::size_t word = 0; word < kChunkWords; ++word) {
        const std::uint64_t sample = scan.sample[word];
        if (sample == 0) continue;
        const EstimateSums rough = chunk.estimate_word(word, sample, scan.by_front, scan.front_sums.data());
        const EstimateSums found = chunk.estimate_word(word, sample, by_signs, sums);
        const auto count = static_cast<std::uint64_t>(std::popcount(sample));
        // RowCodes' error of every row, from its factor and length.
        const double row_errors =
            (size * found.squared_factors - (static_cast<double>(count) - found.squared_alongs)) / (size - 1);
        distribution_.add_sample(
            rough, found, count,
            squared_length * std::max(0.0, row_errors) + query_error * found.squared_factors);
    }
}

// The floats of an open chunk are as exact as any score.
void Candidates::look_at_all(const Chunk& chunk, const ScanQuery& query, const ChunkScan& scan) {
    const bool sealed = chunk.is_sealed();
    const float threshold = threshold_->value();
    std::array<float, kPlacesAtOnce> scores;
    std::array<BoundedScore, kPlacesAtOnce> found;
    risen_.clear();
    float slack_max = 0;
    for (std::size_t word = 0; word < kChunkWords; ++word) {
        if (scan.passing[word] == 0) continue;
        const Places places(scan.passing[word], word);
        const auto list = places.list();
        if (sealed) {
            chunk.coarse_scores(list, *scan.query, found.data());
        } else {
            chunk.score(list, query, scores.data());
        }
        bytes_read_ += list.size() * (sealed ? kCoarseBits * chunk.plane_bytes() + 2 * sizeof(Half)
                                             : query.size() * sizeof(float));
        for (std::size_t i = 0; i < list.size(); ++i) {
            const auto [score, slack] = sealed ? found[i] : BoundedScore{scores[i], 0};
            scores[i] = score;
            if (score > threshold) {
                risen_.push_back(score);
                slack_max = std::max(slack_max, slack);
            }
            keep({scan.first_slot + list[i], score, slack, std::numeric_limits<float>::infinity()});
        }
        distribution_.add(std::span<const float>(scores).first(list.size()));
    }
    if (!risen_.empty()) threshold_->push(risen_, slack_max);
}

void Candidates::keep(const Candidate& candidate) {
    const float threshold = threshold_->value();
    // Generous, as the slack may still grow.
    const float slack = 2 * std::max(threshold_->slack(), candidate.slack);
    if (!may_be_among_the_best(candidate, threshold, slack)) return;
    kept_.push_back(candidate);
    if (kept_.size() < prune_at_) return;
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
            return x.score != y.score ? x.score > y.score : x.slot < y.slot;
        });
        best.erase(last, best.end());
    }
    std::ranges::sort(best, {}, &Candidate::slot);
    return best;
}

}  // namespace palette::vectors
