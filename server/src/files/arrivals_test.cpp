#include "files/arrivals.hpp"

#include <fstream>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/temporary_folder.hpp"
#include "files/file_hash.hpp"

namespace palette::files {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLarge = 1'000'000;

class ArrivalsTest : public ::testing::Test {
  protected:
    fs::path write(const std::string& name, const std::string& bytes) {
        const auto path = folder_.path() / name;
        std::ofstream(path, std::ios::binary) << bytes;
        return path;
    }
    std::size_t files_below(const fs::path& root) {
        std::size_t count = 0;
        for (const auto& entry : fs::recursive_directory_iterator(root)) count += entry.is_regular_file();
        return count;
    }

    testing::TemporaryFolder folder_;
    DataDirectory directory_ = DataDirectory::open(folder_.path() / "data").value();
};

TEST_F(ArrivalsTest, PutsTheBytesWhereTheirHashSays) {
    const auto arrivals = Arrivals::open(directory_).value();
    auto arrival = arrivals->stream(write("a.png", "hello"), kLarge);
    ASSERT_TRUE(arrival);
    EXPECT_EQ(arrival->sha256(), "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    EXPECT_EQ(arrival->bytes(), 5U);
    ASSERT_TRUE(arrival->place(directory_));
    arrival->settle();
    EXPECT_EQ(sha256_of_file(directory_.original(arrival->sha256())).value(), arrival->sha256());
}

TEST_F(ArrivalsTest, LeavesNothingOfWhatIsNotPlaced) {
    const auto arrivals = Arrivals::open(directory_).value();
    {
        const auto arrival = arrivals->stream(write("a.png", "hello"), kLarge);
    }
    EXPECT_EQ(files_below(directory_.originals()), 0U);
    EXPECT_EQ(files_below(directory_.incoming()), 1U) << "the lock alone";
}

TEST_F(ArrivalsTest, RefusesWhatIsTooLargeOrNoFile) {
    const auto arrivals = Arrivals::open(directory_).value();
    EXPECT_EQ(arrivals->stream(write("a.png", "123456"), 5).error().code, "file_too_large");
    EXPECT_TRUE(arrivals->stream(write("b.png", "12345"), 5));
    EXPECT_EQ(arrivals->stream(folder_.path() / "none", kLarge).error().code, "file_not_found");
    EXPECT_EQ(arrivals->stream(folder_.path(), kLarge).error().code, "file_not_regular");
    const auto fifo = folder_.path() / "fifo";
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    EXPECT_EQ(arrivals->stream(fifo, kLarge).error().code, "file_not_regular");
}

// A process that is killed between placing the file and committing the row.
TEST_F(ArrivalsTest, SweepsUpAfterAProcessThatDied) {
    const auto source = write("a.png", "hello");
    const pid_t child = ::fork();
    if (child == 0) {
        const auto arrivals = Arrivals::open(directory_).value();
        auto arrival = arrivals->stream(source, kLarge).value();
        auto half = arrivals->stream(source, kLarge).value();
        (void)arrival.place(directory_);
        ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_EQ(files_below(directory_.originals()), 1U);

    const auto arrivals = Arrivals::open(directory_).value();
    std::vector<std::string> asked;
    ASSERT_TRUE(arrivals->sweep([&](const std::string& sha256) -> Result<void> {
        asked.push_back(sha256);
        return {};
    }));
    EXPECT_THAT(asked, ::testing::ElementsAre(sha256_of_file(source).value()));
    EXPECT_EQ(files_below(directory_.incoming()), 1U) << "only the lock of the living is left";
}

TEST_F(ArrivalsTest, SweepingLeavesTheLivingAlone) {
    const auto mine = Arrivals::open(directory_).value();
    const auto others = Arrivals::open(directory_).value();
    auto arrival = others->stream(write("a.png", "hello"), kLarge);
    ASSERT_TRUE(arrival->place(directory_));
    ASSERT_TRUE(mine->sweep([](const std::string&) -> Result<void> {
        ADD_FAILURE() << "the other process is still at it";
        return {};
    }));
    EXPECT_TRUE(fs::exists(arrival->path()));
}

TEST(FileLock, IsHeldByOneAtATime) {
    const testing::TemporaryFolder folder;
    const auto path = folder.path() / "lock";
    {
        const auto first = FileLock::try_take(path).value();
        ASSERT_TRUE(first);
        EXPECT_FALSE(FileLock::try_take(path).value());
    }
    EXPECT_TRUE(FileLock::try_take(path).value());
}

}  // namespace
}  // namespace palette::files
