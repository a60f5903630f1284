#include "store/duplicate_repository.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "store/change_repository.hpp"
#include "store/testing.hpp"

namespace palette::store {
namespace {

using Say = DuplicateRepository::Say;

class DuplicateRepositoryTest : public ::testing::Test {
  protected:
    ImageId ready(const std::string& name, Words words = {}) {
        const ImageId id = library_.show(name, std::move(words));
        const Understood understood{id, {{"pack@1", {1, 0}}}, Understood::Tags{"pack@1", {}}};
        library_.embeddings().store({&understood, 1}).value();
        return id;
    }
    static std::string code(const auto& result) { return result ? "" : result.error().code; }
    std::vector<Change> told() { return ChangeRepository(library_.database()).after(0, 1000).value(); }
    std::ptrdiff_t times_told() {
        return std::ranges::count(told(), std::string(kDuplicatesChange), &Change::kind);
    }
    Image image(ImageId id) { return library_.images().find(id, kMachine).value(); }

    testing::TestLibrary library_;
    DuplicateRepository duplicates_{library_.database()};
};

TEST_F(DuplicateRepositoryTest, AsksForEachUnderstoodImageUntilItIsCompared) {
    const ImageId a = ready("a");
    const ImageId b = ready("b");
    library_.show("not understood yet");
    ASSERT_EQ(duplicates_.uncompared(9)->size(), 2U);
    EXPECT_EQ(duplicates_.uncompared(1)->front().id, a);
    EXPECT_EQ(duplicates_.uncompared_count(kGuest), 2);
    ASSERT_TRUE(duplicates_.record(std::vector{a}, {}));
    ASSERT_EQ(duplicates_.uncompared(9)->size(), 1U);
    EXPECT_EQ(duplicates_.uncompared(9)->front().id, b);
    ASSERT_EQ(duplicates_.compared_hashes()->size(), 1U);
    EXPECT_EQ(duplicates_.compared_hashes()->front().perceptual_hash, 7U);
}

TEST_F(DuplicateRepositoryTest, TellsOnlyWhenPairsChange) {
    const ImageId a = ready("a");
    const ImageId b = ready("b");
    const std::vector<DuplicatePair> pair{{a, b}};
    ASSERT_TRUE(duplicates_.record(std::vector{a}, {}));
    EXPECT_EQ(times_told(), 0);
    ASSERT_TRUE(duplicates_.record(std::vector{b}, pair));
    ASSERT_TRUE(duplicates_.record(std::vector{b}, pair));
    EXPECT_EQ(times_told(), 1);
    EXPECT_EQ(*duplicates_.pairs(), pair);
}

TEST_F(DuplicateRepositoryTest, TellsThePairsAmongSome) {
    const ImageId a = ready("a");
    const ImageId b = ready("b");
    const ImageId c = ready("c");
    const ImageId d = ready("d");
    ASSERT_TRUE(duplicates_.record({}, std::vector<DuplicatePair>{{a, b}, {a, c}, {b, d}, {c, d}}));
    ASSERT_TRUE(duplicates_.say(std::vector{b, d}, Say::not_the_same, kMachine));
    EXPECT_EQ(*duplicates_.pairs_among(std::vector{d, a, c, a}),
              (std::vector<DuplicatePair>{{a, c}, {c, d}}));
    EXPECT_TRUE(duplicates_.pairs_among(std::vector{b, d})->empty());
    EXPECT_TRUE(duplicates_.pairs_among({})->empty());
}

TEST_F(DuplicateRepositoryTest, NeverBringsBackWhatWasDismissed) {
    const ImageId a = ready("a");
    const ImageId b = ready("b");
    const ImageId c = ready("c");
    ASSERT_TRUE(duplicates_.record({}, std::vector<DuplicatePair>{{a, b}}));
    ASSERT_TRUE(duplicates_.say(std::vector{c, a, b}, Say::not_the_same, kMachine));
    ASSERT_TRUE(duplicates_.record({}, std::vector<DuplicatePair>{{a, b}, {a, c}}));
    EXPECT_TRUE(duplicates_.pairs()->empty());
}

TEST_F(DuplicateRepositoryTest, BringsBackWhatWasFoundWhenTheWordIsTakenBack) {
    const ImageId a = ready("a");
    const ImageId b = ready("b");
    const ImageId c = ready("c");
    const std::vector<DuplicatePair> found{{a, b}};
    ASSERT_TRUE(duplicates_.record({}, found));
    ASSERT_TRUE(duplicates_.say(std::vector{a, b, c}, Say::not_the_same, kMachine));
    EXPECT_EQ(code(duplicates_.say(std::vector{a, b}, Say::nothing, kGuest)), "forbidden");
    ASSERT_TRUE(duplicates_.say(std::vector{a, b, c}, Say::nothing, kMachine));
    EXPECT_EQ(*duplicates_.pairs(), found);
}

TEST_F(DuplicateRepositoryTest, PassesOverWhatIsGone) {
    const ImageId a = ready("a");
    EXPECT_TRUE(duplicates_.record(std::vector{a}, std::vector<DuplicatePair>{{a, ImageId{a.value + 9}}}));
    EXPECT_TRUE(duplicates_.pairs()->empty());
}

TEST_F(DuplicateRepositoryTest, MergesAllOrNothing) {
    const ImageId keep = ready("a", {.title = "A"});
    const ImageId other = ready("b", {.title = "B", .tags = {"sea"}});
    const ImageId gone = ready("c");
    ASSERT_TRUE(library_.images().remove(gone, kMachine));
    EXPECT_EQ(code(duplicates_.merge(keep, std::vector{other, gone}, kMachine)), "image_not_found");
    EXPECT_TRUE(image(keep).tags.empty());
    EXPECT_EQ(image(other).words.title, "B");
    EXPECT_EQ(code(duplicates_.merge(keep, std::vector{other}, kGuest)), "forbidden");
    ASSERT_TRUE(duplicates_.merge(keep, std::vector{other}, kMachine));
    EXPECT_EQ(image(keep).tags.front().name, "sea");
    EXPECT_EQ(code(library_.images().find(other, kMachine)), "image_not_found");
}

TEST_F(DuplicateRepositoryTest, LosesNoWordsAndSaysNoneTwice) {
    const ImageId keep =
        ready("a", {.title = "Evening", .description = "Red sky.", .source_url = "https://a/1"});
    const ImageId other = ready("b", {.title = "EVENING",
                                      .description = "Red sky.",
                                      .artist = "Mira",
                                      .credit = "Museum",
                                      .source_url = "https://b/2"});
    ASSERT_TRUE(duplicates_.merge(keep, std::vector{other}, kMachine));
    const Words words = image(keep).words;
    EXPECT_EQ(words.title, "Evening");
    EXPECT_EQ(words.artist, "Mira");
    EXPECT_EQ(words.credit, "Museum");
    EXPECT_EQ(words.source_url, "https://a/1");
    EXPECT_EQ(words.description, "Red sky.\n\nSource: https://b/2");
}

TEST_F(DuplicateRepositoryTest, RefusesWordsThatHaveNoRoom) {
    const ImageId keep = ready("a", {.description = std::string(6'000, 'a')});
    const ImageId other = ready("b", {.description = std::string(6'000, 'b')});
    EXPECT_EQ(code(duplicates_.merge(keep, std::vector{other}, kMachine)), "description_too_long");
    EXPECT_TRUE(library_.images().find(other, kMachine));
}

TEST_F(DuplicateRepositoryTest, LetsATagSomebodyGaveWinOverOneSomebodyTookAway) {
    const ImageId keep = ready("a", {.tags = {"sea", "boat"}});
    const ImageId other = ready("b", {.tags = {"sea", "dusk"}});
    ASSERT_TRUE(library_.images().edit(keep, {.tags = std::vector<std::string>{"boat"}}, kMachine));
    ASSERT_TRUE(library_.images().edit(other, {.tags = std::vector<std::string>{"sea"}}, kMachine));
    ASSERT_TRUE(duplicates_.merge(keep, std::vector{other}, kMachine));
    std::vector<std::string> names;
    for (const auto& tag : image(keep).tags) names.push_back(tag.name);
    std::ranges::sort(names);
    EXPECT_EQ(names, (std::vector<std::string>{"boat", "sea"}));
}

}  // namespace
}  // namespace palette::store
