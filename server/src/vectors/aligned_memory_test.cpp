#include "vectors/aligned_memory.hpp"

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>
#include <sys/resource.h>

#include <gtest/gtest.h>

#include "base/testing/temporary_folder.hpp"

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

TEST(CodeArena, PutsWhatEveryScanReadsSideBySide) {
    CodeArena arena;
    constexpr std::size_t kCount = 512;  // bytes, which need no alignment
    const std::byte* last = nullptr;
    for (int i = 0; i < 20; ++i) {
        const auto array = arena.make<std::byte>(kCount, CodeArena::Read::by_every_scan);
        if (last) {
            EXPECT_EQ(array.get(), last + kCount);
        }
        last = array.get();
        (void)arena.make<std::byte>(kCount);
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

// The line of this process's mappings that an address lies in: range, rights, offset, device, inode, name.
std::string mapping_of(const void* address) {
    std::ifstream maps("/proc/self/maps");
    const auto wanted = reinterpret_cast<std::uintptr_t>(address);
    for (std::string line; std::getline(maps, line);) {
        std::uintptr_t begin = 0;
        std::uintptr_t end = 0;
        if (std::sscanf(line.c_str(), "%lx-%lx", &begin, &end) == 2 && begin <= wanted && wanted < end)
            return line;
    }
    return {};
}

TEST(CodeArena, LiesInAFileWithoutANameOnceItIsLarge) {
    const palette::testing::TemporaryFolder folder;
    constexpr std::size_t kMapping = 64U << 20U;
    CodeArena arena(kMapping, folder.path());
    const auto first = arena.make<std::byte>(kMapping);
    const auto second = arena.make<std::uint64_t>(kMapping / 16);
    EXPECT_EQ(mapping_of(first.get()).find("(deleted)"), std::string::npos);
    EXPECT_NE(mapping_of(second.get()).find(folder.path().string()), std::string::npos);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(second.get()) % kMemoryAlignment, 0U);
    EXPECT_EQ(std::count(second.get(), second.get() + kMapping / 16, 0U), kMapping / 16);
}

TEST(CodeArena, StaysInMemoryWhereTheDiskHasNoRoom) {
    const palette::testing::TemporaryFolder folder;
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto handler_before = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{1U << 20U, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    CodeArena arena(0, folder.path());
    const auto array = arena.make<std::uint64_t>(1000);
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, handler_before);
    array[999] = 1;
    EXPECT_EQ(mapping_of(array.get()).find("(deleted)"), std::string::npos);
}

}  // namespace
}  // namespace palette::vectors
