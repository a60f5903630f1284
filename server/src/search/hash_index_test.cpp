#include "search/hash_index.hpp"

#include <algorithm>
#include <bit>
#include <random>

#include <gtest/gtest.h>

namespace palette::search {
namespace {

std::uint64_t with_bits_changed(std::uint64_t hash, int bits, std::mt19937_64& random) {
    std::uint64_t changed = hash;
    while (std::popcount(hash ^ changed) < bits) changed ^= std::uint64_t{1} << (random() % 64);
    return changed;
}

TEST(HashIndex, FindsAllThatDifferInUpToSevenBits) {
    std::mt19937_64 random(7);
    HashIndex index;
    std::vector<std::uint64_t> hashes;
    for (std::int64_t id = 0; id < 500; ++id) {
        hashes.push_back(random());
        index.add(id, hashes.back());
    }
    for (int round = 0; round < 300; ++round) {
        const auto of = static_cast<std::size_t>(round);
        const std::uint64_t asked =
            with_bits_changed(hashes[of], round % (HashIndex::kCertainBits + 1), random);
        const auto near = index.near({&asked, 1}, HashIndex::kCertainBits, 10);
        ASSERT_FALSE(near.empty());
        EXPECT_EQ(near.front().id, round);
        EXPECT_EQ(near.front().bits, std::popcount(hashes[of] ^ asked));
    }
}

TEST(HashIndex, GivesEachOnceNearestFirstUpToTheLimit) {
    HashIndex index;
    constexpr std::uint64_t kHash = 0x0123456789ABCDEF;
    for (std::int64_t id = 1; id <= 6; ++id) index.add(id, kHash ^ ((std::uint64_t{1} << (6 - id)) - 1));
    const std::array<std::uint64_t, 2> asked{kHash, kHash ^ 1U};
    const auto near = index.near(asked, HashIndex::kCertainBits, 4);
    ASSERT_EQ(near.size(), 4U);
    EXPECT_EQ(near[0].id, 5);
    EXPECT_EQ(near[1].id, 6);
    EXPECT_TRUE(std::ranges::is_sorted(near, {}, &HashIndex::Near::bits));
}

TEST(HashIndex, KnowsNothingOfFlatPictures) {
    HashIndex index;
    index.add(1, 0);
    index.add(2, 0x10);
    constexpr std::uint64_t kFlat = 0;
    EXPECT_EQ(index.size(), 1U);
    EXPECT_TRUE(index.near({&kFlat, 1}, HashIndex::kCertainBits, 10).empty());
}

}  // namespace
}  // namespace palette::search
