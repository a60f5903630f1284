#include "inference/usable_cores.hpp"

#include <fstream>
#include <sched.h>

#include <gtest/gtest.h>

#include "base/testing/temporary_folder.hpp"

namespace palette::inference {
namespace {

TEST(UsableCores, ReadsQuotasAsTheKernelWritesThem) {
    EXPECT_EQ(quota_cores("200000 100000"), 2);
    EXPECT_EQ(quota_cores("250000 100000\n"), 2);
    EXPECT_EQ(quota_cores("50000 100000"), 1);
    EXPECT_EQ(quota_cores("max 100000"), std::nullopt);
    EXPECT_EQ(quota_cores(""), std::nullopt);
    EXPECT_EQ(quota_cores("200000"), std::nullopt);
    EXPECT_EQ(quota_cores("200000 0"), std::nullopt);
}

TEST(UsableCores, TakesTheLeastQuotaOfAGroupAndThoseAboveIt) {
    const palette::testing::TemporaryFolder root;
    const auto write = [&](const char* group, const char* text) {
        std::filesystem::create_directories(root.path() / group);
        std::ofstream(root.path() / group / "cpu.max") << text;
    };
    write("a", "300000 100000");
    write("a/b", "max 100000");
    write("a/b/c", "800000 100000");
    EXPECT_EQ(group_quota_cores(root.path(), "/a/b/c"), 3);
    EXPECT_EQ(group_quota_cores(root.path(), "/"), std::nullopt);
    EXPECT_EQ(group_quota_cores(root.path(), "/other"), std::nullopt);
}

TEST(UsableCores, FollowsTheAffinityOfTheProcess) {
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
}  // namespace palette::inference
