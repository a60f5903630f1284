#include "ingest/folder_walk.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/temporary_folder.hpp"

namespace palette::ingest {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class FolderWalkTest : public ::testing::Test {
  protected:
    void touch(const std::string& name) {
        const auto path = root_.path() / name;
        fs::create_directories(path.parent_path());
        std::ofstream(path) << "x";
    }
    FoundFiles walk() {
        const std::vector<fs::path> arguments{root_.path()};
        return find_files(arguments, root_.path() / "library", [](const fs::path& file) {
            return file.filename() == "picture-without-extension";
        });
    }
    std::vector<std::string> names(const FoundFiles& found) {
        std::vector<std::string> relative;
        for (const auto& file : found.files)
            relative.push_back(file.lexically_relative(root_.path()).string());
        return relative;
    }

    palette::testing::TemporaryFolder root_;
};

TEST_F(FolderWalkTest, FindsPicturesInOrderAndPassesOverTheRest) {
    for (const char* name : {"b.JPG", "a.png", "sub/c.svg", "a.txt", "a.png.xmp", "notes.md", ".hidden.png",
                             ".git/x.png", "picture-without-extension", "program"}) {
        touch(name);
    }
    EXPECT_THAT(names(walk()), ElementsAre("a.png", "b.JPG", "picture-without-extension", "sub/c.svg"));
}

TEST_F(FolderWalkTest, PassesOverTheLibraryItself) {
    touch("a.png");
    touch("library/originals/b.png");
    EXPECT_THAT(names(walk()), ElementsAre("a.png"));
}

TEST_F(FolderWalkTest, TakesWhatIsNamedWhateverItIsCalled) {
    touch("notes.txt");
    const std::vector<fs::path> arguments{root_.path() / "notes.txt", root_.path() / "missing.png"};
    const auto found = find_files(arguments, {}, [](const fs::path&) { return false; });
    EXPECT_THAT(names(found), ElementsAre("notes.txt"));
    ASSERT_EQ(found.unreadable.size(), 1U);
    EXPECT_EQ(found.unreadable[0].path, root_.path() / "missing.png");
    EXPECT_EQ(found.unreadable[0].why.code, "file_not_found");
}

TEST_F(FolderWalkTest, EndsWhereLinksLeadInACircle) {
    touch("sub/a.png");
    fs::create_directory_symlink(root_.path(), root_.path() / "sub/up");
    fs::create_symlink("loop.png", root_.path() / "loop.png");
    const auto found = walk();
    EXPECT_THAT(names(found), ElementsAre("sub/a.png"));
    std::vector<std::string> codes;
    for (const auto& unreadable : found.unreadable) codes.push_back(unreadable.why.code);
    EXPECT_THAT(codes, ElementsAre("link_circle", "link_circle"));
}

TEST_F(FolderWalkTest, EntersAFolderOnceAndFollowsLinksToFiles) {
    touch("one/a.png");
    fs::create_directory_symlink(root_.path() / "one", root_.path() / "two");
    fs::create_symlink(root_.path() / "one/a.png", root_.path() / "z.png");
    const auto found = walk();
    EXPECT_THAT(names(found), ElementsAre("one/a.png", "z.png"));
    EXPECT_THAT(found.unreadable, IsEmpty());
}

}  // namespace
}  // namespace palette::ingest
