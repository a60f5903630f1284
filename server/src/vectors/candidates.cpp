#include "vectors/candidates.hpp"

#include <algorithm>
#include <bit>

#include "vectors/places.hpp"

namespace palette::vectors {

void Candidates::scan(const Chunk& chunk, const std::array<std::uint64_t, kChunkWords>& passing,
                      ScanQuery& query, std::size_t padded) {
    if (!chunk.is_sealed()) return scan_open(chunk, passing, query, padded);
    const CentredQuery& centred = query.at(*chunk.content().sealed->centre);
    std::array<Place, kChunkPlaces> promising;
    std::size_t promising_count = 0;
    const auto size = static_cast<double>(padded);
    for (std::size_t word = 0; word < kChunkWords; ++word) {
        if (passing[word] == 0) continue;
        const EstimateSums sums = chunk.estimate_word(word, passing[word], centred, needed_.value());
        const auto count = static_cast<std::uint64_t>(std::popcount(passing[word]));
        bytes_read_ += 64 * (padded / 8 + 2 * sizeof(float));
        // RowCodes' error of every row, from its factor and length.
        const double row_errors =
            (size * sums.squared_factors - (static_cast<double>(count) - sums.squared_alongs)) / (size - 1);
        distribution_.add(sums, count,
                          centred.squared_length * std::max(0.0, row_errors) +
                              centred.scan.squared_error * sums.squared_factors);
        const Places places(sums.promising, word);
        for (const Place place : places.list()) {
            chunk.prefetch(place);
            promising[promising_count++] = place;
        }
    }
    const std::size_t coarse_bytes = kMiddleBits * padded / 8 + sizeof(float);
    bytes_read_ += promising_count * coarse_bytes;
    for (std::size_t i = 0; i < promising_count; ++i) {
        const auto [score, slack] = chunk.coarse_score(promising[i], centred);
        if (score + slack < needed_.value()) continue;
        const std::int64_t id = chunk.id(promising[i]);
        needed_.push(score);
        likely_.push(id, score);
        slack_max_ = std::max(slack_max_, slack);
    }
}

void Candidates::scan_open(const Chunk& chunk, const std::array<std::uint64_t, kChunkWords>& passing,
                           ScanQuery& query, std::size_t padded) {
    std::array<float, 64> scores;
    for (std::size_t word = 0; word < kChunkWords; ++word) {
        const Places places(passing[word], word);
        const auto list = places.list();
        chunk.score(list, query, scores.data());
        bytes_read_ += list.size() * padded * sizeof(float);
        distribution_.add(std::span<const float>(scores).first(list.size()));
        for (std::size_t i = 0; i < list.size(); ++i) {
            needed_.push(scores[i]);
            likely_.push(chunk.id(list[i]), scores[i]);
        }
    }
}

void Candidates::add(const Candidates& other) {
    needed_.push_all(other.needed_);
    likely_.push_all(other.likely_);
    slack_max_ = std::max(slack_max_, other.slack_max_);
    bytes_read_ += other.bytes_read_;
    distribution_.add(other.distribution_);
}

std::vector<std::int64_t> Candidates::take_ids() {
    const float needed = needed_.value() - 2 * slack_max_;
    std::vector<std::int64_t> ids;
    for (const auto& [id, score] : likely_.take_sorted()) {
        if (score >= needed) ids.push_back(id);
    }
    return ids;
}

}  // namespace palette::vectors
