#include "feed/page_composer.hpp"

#include <map>
#include <set>

#include <gmock/gmock.h>

#include "vectors/synthetic_embeddings.hpp"

namespace palette::feed {
namespace {

using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::size_t kDimension = 64;
constexpr std::int64_t kSubjects = 8;
constexpr std::int64_t kPerSubject = 60;

// A library of eight subjects; Image 1000 * s + i shows subject s.
class PageComposerTest : public ::testing::Test {
  protected:
    PageComposerTest() {
        for (std::int64_t subject = 0; subject < kSubjects; ++subject) {
            centers_.push_back(embeddings_.random());
            for (std::int64_t i = 0; i < kPerSubject; ++i)
                put(1000 * subject + i, embeddings_.near(centers_.back(), 0.6F));
        }
    }

    void put(std::int64_t id, const std::vector<float>& embedding) { index_.upsert(id, embedding).value(); }

    Interest interest(std::int64_t subject, float weight = 1) {
        Interest interest;
        interest.id = 1000 * subject;
        interest.direction = *index_.vector_of(interest.id);
        interest.weight = weight;
        interest.images = {ImageId{interest.id}};
        interest.embeddings = {interest.direction};
        request_.excluded.push_back(interest.id);  // it was liked
        return interest;
    }

    std::vector<Tile> compose() const {
        const PageComposer composer(
            index_,
            [&](std::span<const ImageId> images) -> Result<std::vector<std::optional<std::uint64_t>>> {
                std::vector<std::optional<std::uint64_t>> hashes;
                for (const ImageId image : images) {
                    const auto found = hashes_.find(image.value);
                    hashes.push_back(found == hashes_.end() ? std::nullopt : std::optional(found->second));
                }
                return hashes;
            },
            [&](std::span<const ImageId> images) -> Result<std::vector<store::DuplicatePair>> {
                const std::set<ImageId> asked(images.begin(), images.end());
                auto pairs = pairs_;
                std::erase_if(pairs, [&](const auto& pair) {
                    return !asked.contains(pair.first) || !asked.contains(pair.second);
                });
                return pairs;
            });
        return composer.compose(LibraryCenter(index_, {}), request_).value();
    }

    static std::map<std::int64_t, int> by_subject(const std::vector<Tile>& tiles) {
        std::map<std::int64_t, int> counts;
        for (const Tile& tile : tiles) ++counts[tile.image.value / 1000];
        return counts;
    }

    vectors::VectorIndex index_{kDimension};
    vectors::SyntheticEmbeddings embeddings_{kDimension, 5};
    std::vector<std::vector<float>> centers_;
    std::map<std::int64_t, std::uint64_t> hashes_;
    std::vector<store::DuplicatePair> pairs_;
    PageRequest request_{.tiles = 40, .seed = 3};
};

TEST_F(PageComposerTest, SharesThePageByWeightAndLeavesSomeForTheUnexpected) {
    request_.interests = {interest(1, 3), interest(2, 1)};
    const auto tiles = compose();
    ASSERT_THAT(tiles, SizeIs(40));
    const auto counts = by_subject(tiles);
    EXPECT_GT(counts.at(1), counts.at(2));
    EXPECT_GE(counts.at(2), 8);
    EXPECT_GE(counts.at(1) + counts.at(2), 36);
    EXPECT_EQ(
        std::ranges::count(tiles, Reason::Kind::explore, [](const Tile& tile) { return tile.reason.kind; }),
        4);
}

TEST_F(PageComposerTest, SaysWhichLikeATileFollowsFrom) {
    request_.interests = {interest(1)};
    for (const Tile& tile : compose()) {
        EXPECT_THAT(tile.reason, AnyOf(Reason{Reason::Kind::liked, 1000}, Reason{Reason::Kind::explore, 0}));
    }
}

TEST_F(PageComposerTest, ComposesTheSamePageFromTheSameInputsAndAnotherFromAnotherSeed) {
    request_.interests = {interest(1), interest(4)};
    const auto first = compose();
    EXPECT_EQ(compose(), first);
    request_.seed = 4;
    EXPECT_NE(compose(), first);
}

TEST_F(PageComposerTest, ShowsTheWholeLibraryOnceAndThenEnds) {
    request_.interests = {interest(1), interest(2)};
    std::set<std::int64_t> shown;
    for (int page = 0; page < 40; ++page) {
        request_.seed = static_cast<std::uint64_t>(page);
        const auto tiles = compose();
        for (const Tile& tile : tiles) {
            EXPECT_TRUE(shown.insert(tile.image.value).second);
            request_.excluded.push_back(tile.image.value);
        }
        if (tiles.empty()) break;
    }
    EXPECT_EQ(shown.size(), static_cast<std::size_t>(kSubjects * kPerSubject) - 2);
    EXPECT_THAT(compose(), IsEmpty());
}

TEST_F(PageComposerTest, DealsTheLibraryToThoseItKnowsNothingOf) {
    const auto tiles = compose();
    ASSERT_THAT(tiles, SizeIs(40));
    EXPECT_GE(by_subject(tiles).size(), 7U);
}

TEST_F(PageComposerTest, ShowsLessOfWhatWasDismissed) {
    request_.interests = {interest(1), interest(2)};
    EXPECT_GT(by_subject(compose())[2], 12);
    request_.dismissed = {ImageId{2001}, ImageId{2002}};
    request_.excluded.insert(request_.excluded.end(), {2001, 2002});
    EXPECT_LE(by_subject(compose())[2], 2);
}

TEST_F(PageComposerTest, FoldsPicturesThatLookTheSame) {
    request_.interests = {interest(1)};
    const auto twin_of = *index_.vector_of(1001);
    for (std::int64_t i = 0; i < 5; ++i) {
        put(1100 + i, embeddings_.near(twin_of, 0.35F));
        hashes_[1100 + i] = 0xF0F0F0F0F0F0F0F0ULL ^ (1ULL << static_cast<unsigned>(i));
    }
    hashes_[1001] = 0xF0F0F0F0F0F0F0F0ULL;
    int twins = 0;
    for (const Tile& tile : compose()) twins += hashes_.contains(tile.image.value) ? 1 : 0;
    EXPECT_EQ(twins, 1);

    request_.recent = {ImageId{1001}};
    request_.excluded.push_back(1001);
    for (const Tile& tile : compose()) EXPECT_FALSE(hashes_.contains(tile.image.value)) << tile.image.value;
}

TEST_F(PageComposerTest, FoldsWhatWasFoundToShowTheSamePicture) {
    const std::set<std::int64_t> copies{1001, 1002, 1003, 1004};
    const auto shown = [&] {
        return std::ranges::count_if(compose(),
                                     [&](const Tile& tile) { return copies.contains(tile.image.value); });
    };
    request_.interests = {interest(1)};
    request_.tiles = 60;
    ASSERT_GT(shown(), 1);
    // A chain in no order: 1 and 4 are held together by the two between them.
    pairs_ = {{ImageId{1001}, ImageId{1002}}, {ImageId{1003}, ImageId{1004}}, {ImageId{1002}, ImageId{1003}}};
    EXPECT_EQ(shown(), 1);

    request_.recent = {ImageId{1001}};
    request_.excluded.push_back(1001);
    EXPECT_EQ(shown(), 0);
}

TEST_F(PageComposerTest, ShowsWhatHasJustArrived) {
    request_.interests = {interest(1)};
    request_.arrived_after = ImageId{7057};
    const auto tiles = compose();
    EXPECT_THAT(tiles, Contains(Tile{ImageId{7059}, {Reason::Kind::fresh, 0}}));
    EXPECT_THAT(tiles, Contains(Tile{ImageId{7058}, {Reason::Kind::fresh, 0}}));
}

TEST_F(PageComposerTest, GivesNoTileToAnInterestThatWasTurnedOff) {
    request_.interests = {interest(1), interest(2)};
    request_.interests[1].setting = 0;
    EXPECT_LE(by_subject(compose())[2], 2);
}

TEST(NearDuplicates, AreAlikeToTheEyeAndToTheModel) {
    EXPECT_TRUE(are_near_duplicates(std::nullopt, std::nullopt, 0.98F));
    EXPECT_TRUE(are_near_duplicates(0xFF, 0xFE, 0.9F));
    EXPECT_FALSE(are_near_duplicates(0xFF, 0xFE, 0.5F));
    EXPECT_FALSE(are_near_duplicates(0xFF, 0xFF00FF00FF, 0.9F));
    EXPECT_FALSE(are_near_duplicates(std::nullopt, 0xFF, 0.9F));
}

}  // namespace
}  // namespace palette::feed
