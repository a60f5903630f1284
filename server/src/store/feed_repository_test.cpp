#include "store/feed_repository.hpp"

#include <gmock/gmock.h>

#include "store/person_repository.hpp"
#include "store/testing.hpp"

namespace palette::store {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class FeedRepositoryTest : public ::testing::Test {
  protected:
    void run(const std::string& sql) {
        library_.database().write([&](Connection& connection) { connection.raw().exec(sql); }).value();
    }
    void like(PersonId person, ImageId image, int at = 1000) {
        run("INSERT INTO likes VALUES (" + std::to_string(person.value) + "," + std::to_string(image.value) +
            "," + std::to_string(at) + ")");
    }
    FeedState state(PersonId person) { return feed_.state(person, 10).value(); }

    testing::TestLibrary library_;
    FeedRepository feed_{library_.database()};
    PersonId ada_ = find_or_add_person(library_.database(), "Ada").value();
    PersonId bob_ = find_or_add_person(library_.database(), "Bob").value();
};

TEST_F(FeedRepositoryTest, KnowsNothingOfNewcomers) {
    const auto state = this->state(ada_);
    EXPECT_FALSE(state.is_onboarded);
    EXPECT_THAT(state.signals, IsEmpty());
    EXPECT_THAT(state.excluded, IsEmpty());
    EXPECT_EQ(state.sequence, 0);
}

TEST_F(FeedRepositoryTest, ReadsLikesLatestFirstAndLeavesThemOutOfTheFeed) {
    const ImageId first = library_.show("first");
    const ImageId second = library_.show("second");
    like(ada_, first, 1000);
    like(ada_, second, 2000);
    like(bob_, library_.show("third"));
    const auto state = this->state(ada_);
    ASSERT_THAT(state.signals, SizeIs(2));
    EXPECT_EQ(state.signals[0].image, second);
    EXPECT_EQ(state.signals[1].image, first);
    EXPECT_THAT(state.excluded, ::testing::UnorderedElementsAre(first.value, second.value));
    EXPECT_THAT(feed_.state(ada_, 1)->signals, SizeIs(1));
}

TEST_F(FeedRepositoryTest, LeavesOutWhatIsPrivateToOthers) {
    const ImageId image = library_.show("private");
    like(ada_, image);
    run("UPDATE images SET visibility = 'private', owner_id = " + std::to_string(bob_.value));
    library_.show("public one");
    library_.show("public two");
    EXPECT_THAT(state(ada_).signals, IsEmpty());
    EXPECT_THAT(state(ada_).excluded, Contains(image.value));
    EXPECT_EQ(feed_.add_feedback(ada_, image, FeedbackKind::less).error().code, "image_not_found");
    EXPECT_TRUE(feed_.add_feedback(bob_, image, FeedbackKind::open));
    EXPECT_THAT(feed_.private_images().value(), ElementsAre(image.value));
}

TEST_F(FeedRepositoryTest, TakesUploadsForTasteOnlyWhileTheyAreAPartOfTheLibrary) {
    const ImageId own = library_.show("own");
    run("UPDATE images SET owner_id = " + std::to_string(ada_.value));
    EXPECT_THAT(state(ada_).signals, IsEmpty());
    EXPECT_THAT(state(ada_).excluded, IsEmpty());
    library_.show("other");
    library_.show("third");
    EXPECT_THAT(state(ada_).signals, SizeIs(1));
    EXPECT_THAT(state(ada_).excluded, ElementsAre(own.value));
}

TEST_F(FeedRepositoryTest, KeepsAPageOnlyWhenNoOtherCameBetween) {
    const std::vector<FeedTile> page{{ImageId{11}, 1, 7}, {ImageId{12}, 2, -8}};
    EXPECT_TRUE(feed_.add_page(ada_, {1, 0}, page, 0).value());
    EXPECT_FALSE(feed_.add_page(ada_, {2, 0}, page, 0).value());
    EXPECT_TRUE(feed_.add_page(bob_, {3, 0}, page, 0).value());
    const auto state = this->state(ada_);
    EXPECT_THAT(state.shown, ElementsAre(ImageId{11}, ImageId{12}));
    EXPECT_TRUE(feed_.add_page(ada_, {1, 2}, std::vector<FeedTile>{{ImageId{13}}}, state.sequence).value());
    EXPECT_THAT(this->state(ada_).shown, ElementsAre(ImageId{13}, ImageId{11}, ImageId{12}));
}

TEST_F(FeedRepositoryTest, AnswersAPlaceOfAWalkWithWhatWasShownThere) {
    const std::vector<FeedTile> page{{ImageId{11}, 1, 7}, {ImageId{12}, 2, -8}, {ImageId{13}}};
    feed_.add_page(ada_, {1, 4}, page, 0).value();
    const auto tiles = feed_.shown_at(ada_, {1, 5}, 1).value();
    ASSERT_THAT(tiles, SizeIs(1));
    EXPECT_EQ(tiles[0].image, ImageId{12});
    EXPECT_EQ(tiles[0].reason, 2);
    EXPECT_EQ(tiles[0].source, -8);
    EXPECT_THAT(feed_.shown_at(ada_, {1, 5}, 9).value(), SizeIs(2));
    EXPECT_THAT(feed_.shown_at(ada_, {1, 7}, 9).value(), IsEmpty());
    EXPECT_THAT(feed_.shown_at(ada_, {1, 3}, 9).value(), IsEmpty());
    EXPECT_THAT(feed_.shown_at(ada_, {2, 4}, 9).value(), IsEmpty());
    EXPECT_THAT(feed_.shown_at(bob_, {1, 4}, 9).value(), IsEmpty());
}

TEST_F(FeedRepositoryTest, ForgetsTheOlderHalfOfWhatWasShown) {
    for (std::int64_t i = 0; i < 4; ++i) {
        feed_.add_page(ada_, {i + 1, 0}, std::vector<FeedTile>{{ImageId{i + 1}}}, state(ada_).sequence)
            .value();
    }
    feed_.forget_older_pages(ada_).value();
    EXPECT_THAT(state(ada_).shown, Not(Contains(ImageId{1})));
    EXPECT_THAT(state(ada_).shown, Contains(ImageId{4}));
    feed_.forget_older_pages(ada_).value();
    feed_.forget_older_pages(ada_).value();
    EXPECT_THAT(state(ada_).shown, IsEmpty());
}

TEST_F(FeedRepositoryTest, KeepsTheLatestPagesAndFeedbackWithinTheirLimits) {
    run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
        std::to_string(kFeedPagesKept + 5) +
        ") INSERT INTO feed_pages (person_id, walk, position, tiles) SELECT " + std::to_string(ada_.value) +
        ", i, 0, zeroblob(17) FROM n");
    feed_.add_page(ada_, {77'777, 0}, std::vector<FeedTile>{{ImageId{5}}}, state(ada_).sequence).value();
    EXPECT_THAT(state(ada_).shown, SizeIs(kFeedPagesKept));
    EXPECT_EQ(state(ada_).shown.front(), ImageId{5});
}

TEST_F(FeedRepositoryTest, RemembersAndForgetsAPerson) {
    const ImageId image = library_.show("one");
    like(ada_, image);
    feed_.set_interests(ada_, std::vector<FeedInterest>{{3, ""}, {1'000'000, "ink"}}).value();
    feed_.set_settings(ada_, {{3, 0.5F}}).value();
    feed_.add_feedback(ada_, image, FeedbackKind::less).value();
    feed_.add_page(ada_, {1, 0}, std::vector<FeedTile>{{image}}, 0).value();
    auto state = this->state(ada_);
    EXPECT_TRUE(state.is_onboarded);
    ASSERT_THAT(state.interests, SizeIs(2));
    EXPECT_EQ(state.interests[1].words, "ink");
    EXPECT_EQ(state.settings.at(3), 0.5F);
    EXPECT_THAT(state.dismissed, ElementsAre(image));
    feed_.remove_feedback(ada_, image, FeedbackKind::less).value();
    EXPECT_THAT(this->state(ada_).dismissed, IsEmpty());

    feed_.forget(ada_).value();
    state = this->state(ada_);
    EXPECT_FALSE(state.is_onboarded);
    EXPECT_THAT(state.interests, IsEmpty());
    EXPECT_THAT(state.settings, IsEmpty());
    EXPECT_THAT(state.shown, IsEmpty());
    EXPECT_THAT(state.signals, IsEmpty());
    EXPECT_THAT(state.excluded, ElementsAre(image.value));  // still liked
    like(ada_, library_.show("two"), 2'000'000'000);
    EXPECT_FALSE(feed_.is_onboarded(ada_).value());
}

}  // namespace
}  // namespace palette::store
