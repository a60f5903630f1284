#include "search/duplicate_groups.hpp"

#include <gtest/gtest.h>

namespace palette::search {
namespace {

store::DuplicatePair pair(std::int64_t first, std::int64_t second) {
    return {ImageId{first}, ImageId{second}};
}

std::vector<ImageId> ids(std::initializer_list<std::int64_t> values) {
    std::vector<ImageId> made;
    for (const std::int64_t value : values) made.emplace_back(value);
    return made;
}

store::CatalogueRow row(std::int64_t id, int side, Orientation orientation = Orientation::square) {
    store::CatalogueRow made;
    made.id = ImageId{id};
    made.width = made.height = side;
    made.orientation = orientation;
    return made;
}

const DuplicatePairs kPairs = {pair(1, 5), pair(2, 3), pair(3, 9), pair(4, 6), pair(7, 9)};
constexpr Viewer kAnybody{};

bool everything(ImageId) {
    return true;
}

TEST(DuplicateGroups, HoldTogetherWhatPairsConnect) {
    const DuplicateGroups expected = {ids({1, 5}), ids({4, 6}), ids({2, 3, 7, 9})};
    EXPECT_EQ(groups_of(kPairs, everything), expected);
    EXPECT_TRUE(groups_of({}, everything).empty());
}

TEST(DuplicateGroups, AreNotHeldTogetherByWhatIsNotSeen) {
    const auto seen = [](ImageId id) { return id.value != 9 && id.value != 5; };
    const DuplicateGroups expected = {ids({2, 3}), ids({4, 6})};
    EXPECT_EQ(groups_of(kPairs, seen), expected);
}

TEST(Folding, ShowsTheLargestOfWhatPassesTheFilters) {
    Catalogue catalogue;
    for (const std::int64_t id : {1, 2, 3, 4, 5, 6, 7, 8}) catalogue.upsert(row(id, 100));
    catalogue.upsert(row(9, 300, Orientation::portrait));
    const auto all = fold_wall(kPairs, catalogue, nullptr, std::nullopt, kAnybody);
    EXPECT_EQ(all.hidden, (std::vector<std::int64_t>{2, 3, 5, 6, 7}));
    EXPECT_EQ(all.copies_of(ImageId{9}), 3U);
    EXPECT_EQ(all.copies_of(ImageId{1}), 1U) << "of equal ones the first";
    EXPECT_EQ(all.copies_of(ImageId{8}), 0U);
    EXPECT_TRUE(all.hides(7));
    EXPECT_FALSE(all.hides(9));
    // Without the portrait, what it alone connected falls apart.
    const auto square = fold_wall(kPairs, catalogue, nullptr, Orientation::square, kAnybody);
    EXPECT_EQ(square.hidden, (std::vector<std::int64_t>{3, 5, 6}));
    const std::vector<std::int64_t> allowed = {3, 7, 9};
    EXPECT_EQ(fold_wall(kPairs, catalogue, &allowed, std::nullopt, kAnybody).hidden,
              (std::vector<std::int64_t>{3, 7}));
}

TEST(Folding, SaysNothingOfWhatTheViewerMayNotSee) {
    Catalogue catalogue;
    for (const std::int64_t id : {1, 5}) catalogue.upsert(row(id, 100));
    auto hidden = row(5, 900);
    hidden.owner = PersonId{77};
    hidden.visibility = Visibility::owner;
    catalogue.upsert(hidden);
    EXPECT_TRUE(fold_wall(kPairs, catalogue, nullptr, std::nullopt, kAnybody).copies.empty());
    const Viewer its_owner{.person = PersonId{77}, .role = Role::member};
    EXPECT_EQ(fold_wall(kPairs, catalogue, nullptr, std::nullopt, its_owner).copies_of(ImageId{5}), 1U);
}

}  // namespace
}  // namespace palette::search
