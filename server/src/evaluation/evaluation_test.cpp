#include <cstdlib>
#include <fstream>

#include <fmt/core.h>
#include <gmock/gmock.h>

#include "base/testing/temporary_folder.hpp"
#include "evaluation/measures.hpp"
#include "evaluation/picture_set.hpp"
#include "evaluation/word_table.hpp"

namespace palette::evaluation {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(Ranks, CountWrongAnswersThatScoreBetter) {
    const Embeddings answers{{1, 0}, {0.8F, 0.6F}, {0, 1}};
    const auto ranks = ranks_of({{1, 0}, {0, 1}}, answers, {{1}, {0, 2}});
    EXPECT_EQ(ranks[0].rank, 2);
    EXPECT_EQ(ranks[0].first, 0U);
    EXPECT_EQ(ranks[1].rank, 1);
}

TEST(Ranks, GainNothingWhereAllScoreTheSame) {
    EXPECT_EQ(ranks_of({{1, 0}}, Embeddings(11, {1, 0}), {{4}})[0].rank, 6);
}

TEST(Recall, IsTheShareOfQueriesAnsweredEarlyEnough) {
    const std::vector<Rank> ranks{{1, 0}, {3, 0}, {7, 0}, {40, 0}};
    const auto summary = summarize(ranks);
    EXPECT_EQ(summary.r1, 0.25);
    EXPECT_EQ(summary.r5, 0.5);
    EXPECT_EQ(summary.r10, 0.75);
    EXPECT_EQ(summary.median_rank, 5);
    EXPECT_EQ(summarize({}).r10, 0);
}

TEST(AveragePrecision, IsThatOfTheTextbook) {
    const std::vector<float> scores{0.9F, 0.8F, 0.7F, 0.6F};
    EXPECT_DOUBLE_EQ(average_precision(scores, std::vector<std::uint8_t>{1, 0, 1, 0}), (1 + 2.0 / 3) / 2);
    EXPECT_DOUBLE_EQ(average_precision(scores, std::vector<std::uint8_t>{0, 0, 0, 1}), 0.25);
    EXPECT_DOUBLE_EQ(average_precision(scores, std::vector<std::uint8_t>{0, 0, 0, 0}), 0);
}

TEST(NeighborPrecision, CountsNeighboursWithALabelInCommon) {
    const Embeddings items{{1, 0}, {0.99F, 0.14F}, {0, 1}, {0.14F, 0.99F}};
    EXPECT_DOUBLE_EQ(neighbor_precision(items, {{"a"}, {"a", "b"}, {"c"}, {"c"}}, 1), 1);
    EXPECT_DOUBLE_EQ(neighbor_precision(items, {{"a"}, {"c"}, {"a"}, {"c"}}, 1), 0);
    EXPECT_DOUBLE_EQ(neighbor_precision(items, {{"a"}, {}, {"a"}, {}}, 5), 1);
}

TEST(WordTable, HoldsSeveralWordsAFileInTheirOrder) {
    const auto table = WordTable::parse("a.jpg\tA cat.\r\nb/c.jpg\tdog\n\na.jpg\tIt sleeps.\n").value();
    EXPECT_THAT(table.of("a.jpg"), ElementsAre("A cat.", "It sleeps."));
    EXPECT_THAT(table.of("b/c.jpg"), ElementsAre("dog"));
    EXPECT_THAT(table.of("images/a.jpg"), ElementsAre("A cat.", "It sleeps."));
    EXPECT_THAT(table.of("c.jpg"), IsEmpty());
    EXPECT_EQ(table.files(), 2U);
}

TEST(WordTable, NamesTheLineThatMakesNoSense) {
    const auto table = WordTable::parse("a.jpg\tcat\nb.jpg cat\n");
    ASSERT_FALSE(table);
    EXPECT_EQ(table.error().code, "table_invalid");
    EXPECT_THAT(table.error().public_message, ::testing::HasSubstr("Line 2"));
}

class PictureSetTest : public ::testing::Test {
  protected:
    void write(const std::string& name, const std::string& content) {
        std::filesystem::create_directories((folder_.path() / "in" / name).parent_path());
        std::ofstream(folder_.path() / "in" / name, std::ios::binary) << content;
    }
    static std::vector<std::pair<std::string, std::string>> all_of(const std::filesystem::path& path) {
        std::vector<std::pair<std::string, std::string>> files;
        const auto visited =
            PictureSet::open(path)->for_each([&](const std::string& name, const std::filesystem::path& file) {
                std::ifstream in(file, std::ios::binary);
                files.emplace_back(name, std::string(std::istreambuf_iterator<char>(in), {}));
                return Result<void>{};
            });
        EXPECT_TRUE(visited) << describe(visited.error());
        std::ranges::sort(files);
        return files;
    }

    palette::testing::TemporaryFolder folder_;
};

TEST_F(PictureSetTest, IsTheSameAsAFolderAndAsAnArchiveOfAnyKind) {
    const std::string long_name = std::string(80, 'd') + "/" + std::string(90, 'f') + ".png";
    const std::string large(70'000, 'x');
    write("a.png", "first");
    write("sub/b.png", large);
    write("empty.png", "");
    write(long_name, "long");
    const auto files = all_of(folder_.path() / "in");
    EXPECT_THAT(files, ::testing::Contains(Pair("sub/b.png", large)));
    EXPECT_EQ(files.size(), 4U);
    for (const std::string format : {"gnu", "pax", "ustar"}) {
        const auto archive = (folder_.path() / (format + ".tar")).string();
        const std::string command = fmt::format("tar -C '{}' --format={} -cf '{}' .",
                                                (folder_.path() / "in").string(), format, archive);
        ASSERT_EQ(std::system(command.c_str()), 0);
        EXPECT_EQ(all_of(archive), files) << format;
    }
}

TEST_F(PictureSetTest, RefusesWhatIsNoArchive) {
    write("not.tar", std::string(2000, 'x'));
    const auto visited =
        PictureSet::open(folder_.path() / "in/not.tar")->for_each([](const auto&, const auto&) {
            return Result<void>{};
        });
    ASSERT_FALSE(visited);
    EXPECT_EQ(visited.error().code, "archive_damaged");
    EXPECT_FALSE(PictureSet::open(folder_.path() / "nowhere"));
}

TEST_F(PictureSetTest, HandsOnTheFirstFailure) {
    write("a.png", "1");
    write("b.png", "2");
    int visits = 0;
    const auto visited =
        PictureSet::open(folder_.path() / "in")->for_each([&](const auto&, const auto&) -> Result<void> {
            ++visits;
            return fail(ErrorKind::io, "mine", "Mine.");
        });
    EXPECT_EQ(visited.error().code, "mine");
    EXPECT_EQ(visits, 1);
}

}  // namespace
}  // namespace palette::evaluation
