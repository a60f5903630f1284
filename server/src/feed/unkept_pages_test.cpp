#include "feed/unkept_pages.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace palette::feed {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr PersonId kAda{1};
constexpr PersonId kBob{2};

std::vector<store::FeedTile> tiles(std::initializer_list<std::int64_t> images) {
    std::vector<store::FeedTile> tiles;
    for (const std::int64_t image : images) tiles.push_back({ImageId{image}, 1, 7});
    return tiles;
}

std::vector<std::int64_t> images_of(const std::vector<store::FeedTile>& tiles) {
    std::vector<std::int64_t> images;
    for (const auto& tile : tiles) images.push_back(tile.image.value);
    return images;
}

TEST(UnkeptPages, AnswerAPlaceWithWhatWasShownThereToThatPerson) {
    UnkeptPages pages;
    ASSERT_TRUE(pages.add(kAda, {9, 4}, tiles({11, 12, 13}), 0));
    EXPECT_THAT(images_of(pages.shown_at(kAda, {9, 4}, 2)), ElementsAre(11, 12));
    EXPECT_THAT(images_of(pages.shown_at(kAda, {9, 6}, 2)), ElementsAre(13));
    EXPECT_THAT(pages.shown_at(kAda, {9, 7}, 2), IsEmpty());
    EXPECT_THAT(pages.shown_at(kAda, {9, 3}, 2), IsEmpty());
    EXPECT_THAT(pages.shown_at(kAda, {8, 4}, 2), IsEmpty());
    EXPECT_THAT(pages.shown_at(kBob, {9, 4}, 2), IsEmpty());
}

TEST(UnkeptPages, TakeAPageOnlyWhenNoOtherCameBetween) {
    UnkeptPages pages;
    const auto latest = pages.shown_to(kAda).latest;
    EXPECT_TRUE(pages.add(kBob, {7, 0}, tiles({21}), 0)) << "of another person";
    EXPECT_TRUE(pages.add(kAda, {1, 0}, tiles({11}), latest));
    EXPECT_FALSE(pages.add(kAda, {2, 0}, tiles({11}), latest));
    EXPECT_TRUE(pages.add(kAda, {2, 0}, tiles({12}), pages.shown_to(kAda).latest));
    EXPECT_THAT(pages.shown_to(kAda).images, ElementsAre(ImageId{12}, ImageId{11}));
    EXPECT_THAT(pages.shown_to(kBob).images, ElementsAre(ImageId{21}));
    EXPECT_EQ(pages.added(), 3U);
}

TEST(UnkeptPages, ForgetTheOldestBeyondTheirLimitAndAPersonWhoWantsIt) {
    UnkeptPages pages(2);
    pages.add(kAda, {1, 0}, tiles({11}), 0);
    pages.add(kBob, {2, 0}, tiles({12}), 0);
    pages.add(kAda, {3, 0}, tiles({13}), 1);
    EXPECT_THAT(pages.shown_to(kAda).images, ElementsAre(ImageId{13}));
    pages.forget(kAda);
    EXPECT_THAT(pages.shown_to(kAda).images, IsEmpty());
    EXPECT_THAT(pages.shown_to(kBob).images, ElementsAre(ImageId{12}));
}

}  // namespace
}  // namespace palette::feed
