#include "search/hash_index.hpp"

#include <algorithm>
#include <bit>
#include <unordered_map>

namespace palette::search {

void HashIndex::add(std::int64_t id, std::uint64_t hash) {
    if (hash == 0) return;
    const auto place = static_cast<std::uint32_t>(entries_.size());
    entries_.push_back({id, hash});
    for (std::size_t piece = 0; piece < kPieces; ++piece) {
        buckets_[piece].resize(std::size_t{1} << kPieceBits);
        buckets_[piece][piece_of(hash, piece)].push_back(place);
    }
}

std::vector<HashIndex::Near> HashIndex::near(std::span<const std::uint64_t> hashes, int bits_max,
                                             std::size_t limit) const {
    std::unordered_map<std::int64_t, int> found;
    const auto look_into = [&](std::size_t piece, std::size_t value, std::uint64_t hash) {
        for (const std::uint32_t place : buckets_[piece][value]) {
            const int bits = std::popcount(entries_[place].hash ^ hash);
            if (bits > bits_max) continue;
            const auto [entry, is_new] = found.try_emplace(entries_[place].id, bits);
            if (!is_new) entry->second = std::min(entry->second, bits);
        }
    };
    for (const std::uint64_t hash : hashes) {
        if (hash == 0 || entries_.empty()) continue;
        for (std::size_t piece = 0; piece < kPieces; ++piece) {
            const std::size_t value = piece_of(hash, piece);
            look_into(piece, value, hash);
            for (unsigned bit = 0; bit < kPieceBits; ++bit) look_into(piece, value ^ (1U << bit), hash);
        }
    }
    std::vector<Near> nearest;
    for (const auto& [id, bits] : found) nearest.push_back({id, bits});
    std::ranges::sort(nearest, [](const Near& x, const Near& y) {
        return x.bits != y.bits ? x.bits < y.bits : x.id < y.id;
    });
    if (nearest.size() > limit) nearest.resize(limit);
    return nearest;
}

}  // namespace palette::search
