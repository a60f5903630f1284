#include "store/palette_image_repository.hpp"

#include <algorithm>
#include <thread>

#include <gtest/gtest.h>

#include "model/rank.hpp"
#include "store/person_repository.hpp"
#include "store/testing.hpp"

namespace palette::store {
namespace {

using Action = PaletteBatch::Action;
using Kind = PalettePlace::Kind;

class PaletteImageRepositoryTest : public ::testing::Test {
  protected:
    void SetUp() override {
        for (const char* name : {"a", "b", "c", "d", "e", "f"}) images_.push_back(library_.show(name));
        id_ = palettes_.add(ada_, {"Reds", "", {}}).value();
    }
    PersonId person(const char* name) { return find_or_add_person(library_.database(), name).value(); }
    static std::string code(const auto& result) { return result ? "" : result.error().code; }
    std::int64_t change(Action action, const std::string& names, PalettePlace place = {},
                        std::optional<PaletteId> to = {}) {
        return inside_.change(id_, ada_, {action, of(names), to, place, {}}).value();
    }
    std::vector<ImageId> of(const std::string& names) {
        std::vector<ImageId> ids;
        for (const char name : names) ids.push_back(of(name));
        return ids;
    }
    ImageId of(char name) { return images_[static_cast<std::size_t>(name - 'a')]; }
    // "abc": the names of what is inside, in order.
    std::string order(PaletteId id, std::optional<PersonId> viewer = {}) {
        std::string names;
        const auto inside = inside_.visible_in_order(id, {viewer.value_or(ada_), {}}).value();
        for (const ImageId image : inside) {
            names += static_cast<char>('a' + (std::ranges::find(images_, image) - images_.begin()));
        }
        return names;
    }
    PalettePlace behind(char name) { return {Kind::behind, of(name)}; }

    testing::TestLibrary library_;
    PaletteRepository palettes_{library_.database()};
    PaletteImageRepository inside_{library_.database(), {.images_max = 6}};
    PersonId ada_ = person("Ada");
    PersonId grace_ = person("Grace");
    std::vector<ImageId> images_;
    PaletteId id_;
};

TEST_F(PaletteImageRepositoryTest, PutsImagesWhereTheyAreWanted) {
    EXPECT_EQ(change(Action::add, "bc"), 2);
    EXPECT_EQ(change(Action::add, "ab", {Kind::first, {}}), 1) << "what is inside stays where it is";
    EXPECT_EQ(order(id_), "abc");
    EXPECT_EQ(change(Action::add, "de", behind('a')), 2);
    EXPECT_EQ(order(id_), "adebc");
    EXPECT_EQ(change(Action::move, "cd", behind('e')), 2);
    EXPECT_EQ(order(id_), "aecdb");
    EXPECT_EQ(change(Action::move, "bd", {Kind::first, {}}), 2);
    EXPECT_EQ(order(id_), "bdaec");
    EXPECT_EQ(change(Action::move, "ab"), 2);
    EXPECT_EQ(order(id_), "decab");
    EXPECT_EQ(change(Action::move, "ce", behind('e')), 2) << "behind one that moves too";
    EXPECT_EQ(order(id_), "dceab");
    EXPECT_EQ(change(Action::remove, "daf"), 2);
    EXPECT_EQ(order(id_), "ceb");
}

TEST_F(PaletteImageRepositoryTest, TakesOnePutTwiceForOne) {
    ASSERT_TRUE(inside_.put(id_, ada_, of('a'), {}));
    ASSERT_TRUE(inside_.put(id_, ada_, of('b'), {}));
    ASSERT_TRUE(inside_.put(id_, ada_, of('a'), {}));
    EXPECT_EQ(order(id_), "ab");
    ASSERT_TRUE(inside_.put(id_, ada_, of('a'), behind('b')));
    EXPECT_EQ(order(id_), "ba");
    ASSERT_TRUE(inside_.put(id_, ada_, of('c'), PalettePlace{Kind::first, {}}));
    EXPECT_EQ(order(id_), "cba");
    ASSERT_TRUE(inside_.put(id_, ada_, of('c'), behind('f'))) << "an anchor that is gone counts as last";
    EXPECT_EQ(order(id_), "bac");
}

TEST_F(PaletteImageRepositoryTest, PutsBackWhatWasTakenOutHereAndThere) {
    change(Action::add, "abcdef");
    change(Action::remove, "bcf");
    const PaletteBatch undo{Action::add, of("bcf"), {}, {}, {behind('a'), behind('b'), behind('e')}};
    EXPECT_EQ(inside_.change(id_, ada_, undo), 3);
    EXPECT_EQ(order(id_), "abcdef");
}

TEST_F(PaletteImageRepositoryTest, MovesAndCopiesToOtherPalettes) {
    const PaletteId other = palettes_.add(ada_, {"Blues", "", {}}).value();
    change(Action::add, "abcd");
    EXPECT_EQ(change(Action::copy, "abf", {}, other), 2);
    EXPECT_EQ(order(other), "ab");
    EXPECT_EQ(change(Action::move, "bc", {Kind::first, {}}, other), 2);
    EXPECT_EQ(order(other), "cab");
    EXPECT_EQ(order(id_), "ad");
}

TEST_F(PaletteImageRepositoryTest, ChangesNothingWhereOneOfManyIsWrong) {
    const PaletteBatch batch{Action::add, {of('a'), ImageId{1}}, {}, {}, {}};
    EXPECT_EQ(code(inside_.change(id_, ada_, batch)), "image_not_found");
    EXPECT_EQ(order(id_), "");
    images_.push_back(library_.show("g"));
    EXPECT_EQ(code(inside_.change(id_, ada_, {Action::add, of("abcdefg"), {}, {}, {}})), "palette_full");
    EXPECT_EQ(order(id_), "");
}

TEST_F(PaletteImageRepositoryTest, LetsContributorsTouchWhatTheyAdded) {
    change(Action::add, "ab");
    EXPECT_EQ(code(inside_.put(id_, grace_, of('c'), {})), "palette_not_found");
    ASSERT_TRUE(palettes_.put_person(id_, ada_, grace_, PaletteRole::viewer));
    EXPECT_EQ(code(inside_.put(id_, grace_, of('c'), {})), "forbidden");
    ASSERT_TRUE(palettes_.put_person(id_, ada_, grace_, PaletteRole::contributor));
    ASSERT_TRUE(inside_.put(id_, grace_, of('c'), {}));
    EXPECT_EQ(code(inside_.put(id_, grace_, of('a'), behind('c'))), "forbidden");
    EXPECT_EQ(code(inside_.change(id_, grace_, {Action::remove, of("ca"), {}, {}, {}})), "forbidden");
    EXPECT_EQ(order(id_), "abc");
    const PaletteId graces = palettes_.add(grace_, {"Grace's", "", {}}).value();
    EXPECT_EQ(code(inside_.change(id_, grace_, {Action::move, of("a"), graces, {}, {}})), "forbidden");
    EXPECT_EQ(inside_.change(id_, grace_, {Action::copy, of("a"), graces, {}, {}}), 1);
    EXPECT_EQ(code(inside_.change(graces, grace_, {Action::copy, of("a"), PaletteId{7}, {}, {}})),
              "palette_not_found");
    EXPECT_EQ(inside_.change(id_, grace_, {Action::remove, of("c"), {}, {}, {}}), 1);
    EXPECT_EQ(inside_.change(id_, ada_, {Action::remove, of("b"), {}, {}, {}}), 1);
    EXPECT_EQ(order(id_), "a");
}

TEST_F(PaletteImageRepositoryTest, PagesGoOnBehindWhatWasShownThoughItMovesOrGoes) {
    change(Action::add, "abcdef");
    const auto first = inside_.page(id_, {ada_, {}}, {}, 3).value();
    EXPECT_EQ(first.ids, of("abc"));
    change(Action::remove, "c");
    change(Action::move, "a");
    const auto second = inside_.page(id_, {ada_, {}}, first.next_cursor, 10).value();
    EXPECT_EQ(second.ids, of("defa"));
    EXPECT_EQ(second.next_cursor, "");
    for (const char* wrong : {"x", ".", "0000000000000"}) {
        EXPECT_EQ(code(inside_.page(id_, {ada_, {}}, wrong, 3)), "cursor_invalid") << wrong;
    }
}

TEST_F(PaletteImageRepositoryTest, HidesImagesThatWereDeletedAndShowsThemAgainInTheirPlace) {
    change(Action::add, "abc");
    ASSERT_TRUE(library_.images().remove(of('b'), kMachine));
    EXPECT_EQ(order(id_), "ac");
    EXPECT_EQ(palettes_.find(id_, {ada_, {}})->images, 2);
    EXPECT_EQ(inside_.visible_ids(id_, {ada_, {}})->size(), 2U);
    EXPECT_EQ(library_.show("b"), of('b')) << "the same bytes bring it back";
    EXPECT_EQ(order(id_), "abc");
}

TEST_F(PaletteImageRepositoryTest, StaysInOrderWhenRanksAreMadeAnew) {
    change(Action::add, "abcdef");
    for (int i = 0; i < 250; ++i) ASSERT_EQ(change(Action::move, i % 2 == 0 ? "d" : "c", behind('a')), 1);
    EXPECT_EQ(order(id_), "acdbef");
    std::string cursor;
    for (int i = 0; i < 5; ++i) {
        cursor = inside_.page(id_, {ada_, {}}, cursor, 1)->next_cursor;
        EXPECT_LE(cursor.size(), 14U + kRankLengthMax);
    }
}

TEST_F(PaletteImageRepositoryTest, KeepsEveryEditOfTwoWhoEditAtOnce) {
    change(Action::add, "ab");
    {
        std::vector<std::jthread> threads;
        threads.emplace_back([&] {
            for (const char name : {'c', 'd'}) inside_.put(id_, ada_, of(name), behind('a')).value();
        });
        threads.emplace_back([&] {
            for (const char name : {'e', 'f'}) inside_.put(id_, ada_, of(name), behind('b')).value();
        });
    }
    const std::string now = order(id_);
    EXPECT_EQ(now.size(), 6U);
    EXPECT_TRUE(now.starts_with("adcb")) << now;
    EXPECT_TRUE(now.ends_with("fe")) << now;
}

TEST_F(PaletteImageRepositoryTest, LetsOneImageTakeThePlaceOfAnother) {
    const PaletteId other = palettes_.add(ada_, {"Blues", "", {}}).value();
    change(Action::add, "abc");
    change(Action::copy, "a", {}, other);
    ASSERT_TRUE(palettes_.edit(other, ada_, {.cover_image = of('a')}));
    library_.database()
        .write(
            [&](Connection& connection) { PaletteImageRepository::carry_over(connection, of('a'), of('c')); })
        .value();
    ASSERT_TRUE(library_.images().remove(of('a'), kMachine));
    EXPECT_EQ(order(id_), "bc");
    EXPECT_EQ(order(other), "c");
    EXPECT_EQ(palettes_.find(other, {ada_, {}})->cover_image, of('c'));
}

}  // namespace
}  // namespace palette::store
