#include "base/usable_resources.hpp"

#include <fstream>
#include <sched.h>

#include <gtest/gtest.h>

#include "base/testing/temporary_folder.hpp"

namespace palette {
namespace {

TEST(UsableResources, ReadsQuotasAsTheKernelWritesThem) {
    EXPECT_EQ(quota_cores("200000 100000"), 2);
    EXPECT_EQ(quota_cores("250000 100000\n"), 2);
    EXPECT_EQ(quota_cores("50000 100000"), 1);
    EXPECT_EQ(quota_cores("max 100000"), std::nullopt);
    EXPECT_EQ(quota_cores(""), std::nullopt);
    EXPECT_EQ(quota_cores("200000"), std::nullopt);
    EXPECT_EQ(quota_cores("200000 0"), std::nullopt);
}

TEST(UsableResources, TakesTheLeastOfAGroupAndThoseAboveIt) {
    const palette::testing::TemporaryFolder root;
    const auto write = [&](const char* group, const char* cpu, const char* memory) {
        std::filesystem::create_directories(root.path() / group);
        std::ofstream(root.path() / group / "cpu.max") << cpu << '\n';
        std::ofstream(root.path() / group / "memory.max") << memory << '\n';
    };
    write("a", "300000 100000", "max");
    write("a/b", "max 100000", "1073741824");
    write("a/b/c", "800000 100000", "8589934592");
    EXPECT_EQ(group_quota_cores(root.path(), "/a/b/c"), 3);
    EXPECT_EQ(group_quota_cores(root.path(), "/"), std::nullopt);
    EXPECT_EQ(group_quota_cores(root.path(), "/other"), std::nullopt);
    EXPECT_EQ(group_memory_bytes(root.path(), "/a/b/c"), 1'073'741'824U);
    EXPECT_EQ(group_memory_bytes(root.path(), "/a"), std::nullopt);
    EXPECT_GT(usable_memory_bytes(), 0U);
}

TEST(UsableResources, FollowsTheAffinityOfTheProcess) {
    cpu_set_t before;
    ASSERT_EQ(::sched_getaffinity(0, sizeof(before), &before), 0);
    EXPECT_GE(usable_cores(), 1);
    EXPECT_LE(usable_cores(), CPU_COUNT(&before));
    cpu_set_t one;
    CPU_ZERO(&one);
    for (int core = 0; CPU_COUNT(&one) == 0; ++core) {
        if (CPU_ISSET(core, &before)) CPU_SET(core, &one);
    }
    ASSERT_EQ(::sched_setaffinity(0, sizeof(one), &one), 0);
    EXPECT_EQ(usable_cores(), 1);
    ASSERT_EQ(::sched_setaffinity(0, sizeof(before), &before), 0);
}

}  // namespace
}  // namespace palette
