#include "vectors/aligned_memory.hpp"

#include <cstdint>

#include <gtest/gtest.h>

namespace palette::vectors {
namespace {

TEST(CodeArena, GivesZeroedArraysThatDoNotOverlap) {
    CodeArena arena;
    constexpr std::size_t kArrays = 50;
    constexpr std::size_t kCount = 300'001;  // 120 MB together: more than one mapping
    std::vector<AlignedArray<std::uint64_t>> arrays;
    for (std::size_t i = 0; i < kArrays; ++i) {
        auto& array = arrays.emplace_back(arena.make<std::uint64_t>(kCount));
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(array.get()) % kMemoryAlignment, 0U);
        EXPECT_EQ(array[0], 0U);
        EXPECT_EQ(array[kCount - 1], 0U);
        array[0] = array[kCount - 1] = i + 1;
    }
    for (std::size_t i = 0; i < kArrays; ++i) {
        EXPECT_EQ(arrays[i][0], i + 1);
        EXPECT_EQ(arrays[i][kCount - 1], i + 1);
    }
}

TEST(CodeArena, GivesArraysLargerThanAMapping) {
    CodeArena arena;
    const std::size_t count = 100U << 20U;
    const auto array = arena.make<std::byte>(count);
    array[count - 1] = std::byte{1};
    const auto next = arena.make<std::byte>(1);
    EXPECT_TRUE(next.get() >= array.get() + count || next.get() < array.get());
}

}  // namespace
}  // namespace palette::vectors
