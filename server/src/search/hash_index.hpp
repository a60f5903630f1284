#pragma once

// Finds the perceptual hashes near one without looking at all (multi-index hashing: Norouzi, Punjani, Fleet
// 2012). A hash is cut into four pieces of 16 bits; of two hashes that differ in up to 7 bits, some piece
// differs in at most one. So 4 x 17 buckets are looked into, whatever the number of hashes. A value used by
// one thread.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace palette::search {

class HashIndex {
  public:
    // What differs in so many bits is found for certain; of what differs more, some.
    static constexpr int kCertainBits = 7;

    // Flat pictures, whose hash is 0, are left out: they are all alike to a hash.
    void add(std::int64_t id, std::uint64_t hash);

    struct Near {
        std::int64_t id = 0;
        int bits = 0;  // that differ
    };
    // The nearest `limit` within `bits_max` of any of `hashes`, each once, nearest first, then by id.
    [[nodiscard]] std::vector<Near> near(std::span<const std::uint64_t> hashes, int bits_max,
                                         std::size_t limit) const;
    [[nodiscard]] std::size_t size() const { return entries_.size(); }

  private:
    static constexpr unsigned kPieceBits = 16;
    static constexpr std::size_t kPieces = 64 / kPieceBits;
    struct Entry {
        std::int64_t id = 0;
        std::uint64_t hash = 0;
    };
    using Buckets = std::vector<std::vector<std::uint32_t>>;  // places in entries_, by the piece's value

    static std::size_t piece_of(std::uint64_t hash, std::size_t piece) {
        return static_cast<std::uint16_t>(hash >> (piece * kPieceBits));
    }

    std::vector<Entry> entries_;
    std::array<Buckets, kPieces> buckets_;
};

}  // namespace palette::search
