#include "store/like_repository.hpp"

#include <algorithm>
#include <thread>

#include <gtest/gtest.h>

#include "store/change_repository.hpp"
#include "store/person_repository.hpp"
#include "store/testing.hpp"

namespace palette::store {
namespace {

class LikeRepositoryTest : public ::testing::Test {
  protected:
    PersonId person(const char* name) { return find_or_add_person(library_.database(), name).value(); }
    std::vector<std::string> told(PersonId person) {
        std::vector<std::string> kinds;
        const auto changes = changes_.after(0, 1000, person).value();
        for (const auto& change : changes) {
            if (change.only == person) kinds.push_back(change.kind);
        }
        return kinds;
    }

    testing::TestLibrary library_;
    LikeRepository likes_{library_.database()};
    ChangeRepository changes_{library_.database()};
    PersonId ada_ = person("Ada");
    PersonId grace_ = person("Grace");
};

TEST_F(LikeRepositoryTest, LikesOnceHoweverOftenItIsAsked) {
    const ImageId image = library_.show("a");
    EXPECT_EQ(likes_.add(ada_, image), true);
    EXPECT_EQ(likes_.add(ada_, image), false);
    EXPECT_EQ(likes_.add(grace_, image), true);
    EXPECT_EQ(likes_.count(image), 2);
    EXPECT_EQ(likes_.remove(ada_, image), true);
    EXPECT_EQ(likes_.remove(ada_, image), false);
    EXPECT_EQ(likes_.count(image), 1);
    EXPECT_EQ(told(ada_), (std::vector<std::string>{"liked", "feed.kept", "unliked", "feed.kept"}));
}

TEST_F(LikeRepositoryTest, SaysNothingOfImagesThatAreNotThere) {
    EXPECT_EQ(likes_.add(ada_, ImageId{1}).error().code, "image_not_found");
    EXPECT_EQ(likes_.remove(ada_, ImageId{1}).error().code, "image_not_found");
    const ImageId image = library_.show("a");
    ASSERT_TRUE(likes_.add(ada_, image));
    ASSERT_TRUE(library_.images().remove(image, kMachine));
    EXPECT_EQ(likes_.add(grace_, image).error().code, "image_not_found");
    EXPECT_EQ(likes_.remove(ada_, image), true) << "what is liked can be unliked";
}

TEST_F(LikeRepositoryTest, ListsTheNewestLikeFirstPageByPage) {
    std::vector<ImageId> images;
    for (const char* name : {"a", "b", "c", "d", "e"}) images.push_back(library_.show(name));
    for (const std::size_t i : {2U, 0U, 4U, 1U, 3U}) ASSERT_TRUE(likes_.add(ada_, images[i]));
    std::vector<ImageId> listed;
    std::string cursor;
    do {
        auto page = likes_.page(ada_, cursor, 2).value();
        listed.insert(listed.end(), page.ids.begin(), page.ids.end());
        cursor = page.next_cursor;
    } while (!cursor.empty());
    EXPECT_EQ(listed, (std::vector{images[3], images[1], images[4], images[0], images[2]}));
    ASSERT_TRUE(library_.images().remove(images[4], kMachine));
    EXPECT_EQ(likes_.page(ada_, {}, 10)->ids.size(), 4U);
    EXPECT_TRUE(likes_.page(grace_, {}, 10)->ids.empty());
    for (const char* wrong : {"x", ".", "0000000000000", "0000000000000.x", "0000000000000."}) {
        EXPECT_EQ(likes_.page(ada_, wrong, 10).error().code, "cursor_invalid") << wrong;
    }
}

TEST_F(LikeRepositoryTest, KeepsTheCountExactInAStorm) {
    const ImageId image = library_.show("a");
    std::vector<PersonId> people;
    for (int i = 0; i < 4; ++i) people.push_back(person(("p" + std::to_string(i)).c_str()));
    {
        std::vector<std::jthread> threads;
        for (const PersonId one : people) {
            threads.emplace_back([&, one] {
                for (int i = 0; i < 21; ++i) {
                    EXPECT_TRUE(i % 2 == 0 ? likes_.add(one, image) : likes_.remove(one, image));
                }
            });
        }
    }
    EXPECT_EQ(likes_.count(image), 4);
    const auto kinds = told(people[0]);
    EXPECT_EQ(std::ranges::count(kinds, "liked") + std::ranges::count(kinds, "unliked"), 21);
}

TEST_F(LikeRepositoryTest, CarriesLikesOverToTheImageThatTakesAnothersPlace) {
    const ImageId from = library_.show("a");
    const ImageId to = library_.show("b");
    ASSERT_TRUE(likes_.add(ada_, from));
    ASSERT_TRUE(likes_.add(grace_, from));
    ASSERT_TRUE(likes_.add(grace_, to));
    library_.database()
        .write([&](Connection& connection) { LikeRepository::carry_over(connection, from, to); })
        .value();
    EXPECT_EQ(likes_.count(to), 2);
    EXPECT_EQ(likes_.liked_of(ada_, std::vector{from, to}), (std::unordered_set<ImageId>{from, to}));
}

}  // namespace
}  // namespace palette::store
