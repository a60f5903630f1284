#include "http/spool.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "http/testing.hpp"

namespace palette::http {
namespace {

namespace fs = std::filesystem;

class SpoolTest : public testing::Test {
  protected:
    Result<std::shared_ptr<Spool>> open() {
        return Spool::open(folder_.path() / "spool", std::make_shared<ThreadPool>("spool", 1, 10));
    }
    TemporaryFolder folder_;
};

TEST_F(SpoolTest, MakesItsFolder) {
    ASSERT_TRUE(open());
    EXPECT_TRUE(fs::is_directory(folder_.path() / "spool"));
}

TEST_F(SpoolTest, RemovesWhatACrashLeftAndNothingElse) {
    fs::create_directories(folder_.path() / "spool");
    write_file(folder_.path() / "spool" / "upload-0000000000001", "half");
    write_file(folder_.path() / "spool" / "notes.txt", "mine");
    ASSERT_TRUE(open());
    EXPECT_FALSE(fs::exists(folder_.path() / "spool" / "upload-0000000000001"));
    EXPECT_TRUE(fs::exists(folder_.path() / "spool" / "notes.txt"));
}

TEST_F(SpoolTest, RemovesAFileWithItsOwner) {
    fs::path path;
    {
        const auto spool = open();
        const SpooledFile file = (*spool)->new_file();
        path = file.path();
        write_file(path, "x");
    }
    EXPECT_FALSE(fs::exists(path));
}

TEST_F(SpoolTest, RemovesWhatAnAssignmentReplaces) {
    fs::path path;
    {
        const auto spool = open();
        SpooledFile file = (*spool)->new_file();
        path = file.path();
        write_file(path, "x");
        file = (*spool)->new_file();
    }
    EXPECT_FALSE(fs::exists(path));
}

TEST_F(SpoolTest, LeavesAFileThatWasRenamedAway) {
    {
        const auto spool = open();
        const SpooledFile file = (*spool)->new_file();
        write_file(file.path(), "x");
        fs::rename(file.path(), folder_.path() / "kept");
    }
    EXPECT_TRUE(fs::exists(folder_.path() / "kept"));
}

TEST_F(SpoolTest, SaysWhenTheFolderCannotBe) {
    write_file(folder_.path() / "spool", "a file");
    const auto spool = open();
    ASSERT_FALSE(spool);
    EXPECT_EQ(spool.error().kind, ErrorKind::io);
}

}  // namespace
}  // namespace palette::http
