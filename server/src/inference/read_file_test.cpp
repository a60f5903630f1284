#include "inference/read_file.hpp"

#include <gtest/gtest.h>

#include "base/testing/temporary_folder.hpp"

namespace palette::inference {
namespace {

TEST(ReadFile, GivesAllBytesUpToTheLimitAndNothingBeyondIt) {
    const palette::testing::TemporaryFolder folder;
    const auto file = folder.path() / "file";
    std::ofstream(file, std::ios::binary) << std::string("a\0\r\nb", 5);
    EXPECT_EQ(read_file(file, 5), std::string("a\0\r\nb", 5));
    EXPECT_EQ(read_file(file, 4), std::nullopt);
}

TEST(ReadFile, GivesNothingOfWhatIsNoFile) {
    const palette::testing::TemporaryFolder folder;
    EXPECT_EQ(read_file(folder.path(), 100), std::nullopt);
    EXPECT_EQ(read_file(folder.path() / "missing", 100), std::nullopt);
    EXPECT_EQ(read_file("/dev/zero", 100), std::nullopt);
}

}  // namespace
}  // namespace palette::inference
