#include "store/palette_repository.hpp"

#include <functional>
#include <set>

#include <gtest/gtest.h>

#include "store/change_repository.hpp"
#include "store/library_clock.hpp"
#include "store/palette_image_repository.hpp"
#include "store/person_repository.hpp"
#include "store/testing.hpp"
#include "store/trash_repository.hpp"

namespace palette::store {
namespace {

class PaletteRepositoryTest : public ::testing::Test {
  protected:
    PersonId person(const char* name) { return find_or_add_person(library_.database(), name).value(); }
    // What each of `people` is told from now on.
    void expect_told(const std::vector<PersonId>& people, const std::string& kind,
                     const std::function<void()>& act) {
        const auto before = changes_.latest().value();
        act();
        std::set<PersonId> told;
        const auto changes = changes_.after(before, 100).value();
        for (const auto& change : changes) {
            if (change.kind == kind && change.only) told.insert(*change.only);
        }
        EXPECT_EQ(told, std::set(people.begin(), people.end())) << kind;
    }
    static std::string code(const auto& result) { return result ? "" : result.error().code; }

    testing::TestLibrary library_;
    PaletteLimits limits_{.palettes_per_person_max = 5, .images_max = 6, .people_max = 2};
    PaletteRepository palettes_{library_.database(), limits_};
    PaletteImageRepository inside_{library_.database(), limits_};
    ChangeRepository changes_{library_.database()};
    PersonId ada_ = person("Ada");
    PersonId grace_ = person("Grace");
    PersonId mary_ = person("Mary");
};

TEST_F(PaletteRepositoryTest, IsFoundByItsPeopleAlone) {
    const PaletteId id = palettes_.add(ada_, {"Reds", "All of them", PaletteVisibility::people_only}).value();
    const Palette palette = palettes_.find(id, {ada_, {}}).value();
    EXPECT_EQ(palette.title, "Reds");
    EXPECT_EQ(palette.description, "All of them");
    EXPECT_EQ(palette.owner.name, "Ada");
    EXPECT_EQ(palette.role, PaletteRole::owner);
    EXPECT_EQ(palette.version, 1);
    EXPECT_EQ(code(palettes_.find(id, {grace_, {}})), "palette_not_found");
    EXPECT_EQ(code(palettes_.find(id, {})), "palette_not_found");
    ASSERT_TRUE(palettes_.put_person(id, ada_, grace_, PaletteRole::viewer));
    EXPECT_EQ(palettes_.find(id, {grace_, {}})->role, PaletteRole::viewer);
}

TEST_F(PaletteRepositoryTest, OpensAnUnlistedOneToItsKeyUntilThereIsAnother) {
    const PaletteId id = palettes_.add(ada_, {"Reds", "", PaletteVisibility::with_key}).value();
    const std::string key = palettes_.find(id, {ada_, {}})->share_key;
    EXPECT_GE(key.size(), 22U);
    EXPECT_EQ(palettes_.find(id, {std::nullopt, key})->share_key, "")
        << "the key is the owner's to give away";
    EXPECT_EQ(code(palettes_.find(id, {std::nullopt, {}})), "palette_not_found");
    EXPECT_EQ(code(palettes_.find(id, {std::nullopt, key + "x"})), "palette_not_found");
    ASSERT_TRUE(palettes_.renew_share_key(id, ada_));
    EXPECT_EQ(code(palettes_.find(id, {std::nullopt, key})), "palette_not_found");
    const std::string next = palettes_.find(id, {ada_, {}})->share_key;
    ASSERT_TRUE(palettes_.edit(id, ada_, {.visibility = PaletteVisibility::people_only}));
    EXPECT_EQ(code(palettes_.find(id, {std::nullopt, next})), "palette_not_found");
    EXPECT_EQ(code(palettes_.renew_share_key(id, ada_)), "not_unlisted");
    ASSERT_TRUE(palettes_.edit(id, ada_, {.visibility = PaletteVisibility::with_key}));
    EXPECT_NE(palettes_.find(id, {ada_, {}})->share_key, next) << "a link that was called back stays dead";
}

TEST_F(PaletteRepositoryTest, LetsOnlyItsOwnerManageIt) {
    const PaletteId id = palettes_.add(ada_, {"Reds", "", PaletteVisibility::everybody}).value();
    ASSERT_TRUE(palettes_.put_person(id, ada_, grace_, PaletteRole::contributor));
    for (const PersonId other : {grace_, mary_}) {
        EXPECT_EQ(code(palettes_.edit(id, other, {.title = "Mine"})), "forbidden");
        EXPECT_EQ(code(palettes_.remove(id, other)), "forbidden");
        EXPECT_EQ(code(palettes_.renew_share_key(id, other)), "forbidden");
        EXPECT_EQ(code(palettes_.put_person(id, other, mary_, PaletteRole::viewer)), "forbidden");
        EXPECT_EQ(code(palettes_.restore(id, other)), "palette_not_found");
    }
    EXPECT_EQ(code(palettes_.people(id, mary_)), "forbidden");
    EXPECT_EQ(palettes_.people(id, grace_)->size(), 1U);
    EXPECT_EQ(code(palettes_.remove_person(id, mary_, grace_)), "forbidden");
    EXPECT_TRUE(palettes_.remove_person(id, grace_, grace_)) << "everybody may leave";
    EXPECT_TRUE(palettes_.people(id, ada_)->empty());
}

TEST_F(PaletteRepositoryTest, TellsItsPeopleAndNobodyElse) {
    PaletteId id;
    expect_told({ada_}, "palette.created", [&] { id = palettes_.add(ada_, {"Reds", "", {}}).value(); });
    expect_told({ada_, grace_}, "palette.people",
                [&] { palettes_.put_person(id, ada_, grace_, PaletteRole::viewer).value(); });
    expect_told({ada_, grace_}, "palette.edited",
                [&] { palettes_.edit(id, ada_, {.title = "Blues"}).value(); });
    expect_told({ada_, grace_}, "palette.images",
                [&] { inside_.put(id, ada_, library_.show("a"), {}).value(); });
    expect_told({grace_}, "palette.deleted", [&] { palettes_.remove_person(id, ada_, grace_).value(); });
    expect_told({ada_}, "palette.deleted", [&] { palettes_.remove(id, ada_).value(); });
    expect_told({ada_}, "palette.restored", [&] { palettes_.restore(id, ada_).value(); });
}

TEST_F(PaletteRepositoryTest, ComesBackAsItWas) {
    const PaletteId id = palettes_.add(ada_, {"Reds", "", {}}).value();
    const ImageId image = library_.show("a");
    ASSERT_TRUE(inside_.put(id, ada_, image, {}));
    ASSERT_TRUE(palettes_.remove(id, ada_));
    EXPECT_EQ(code(palettes_.find(id, {ada_, {}})), "palette_not_found");
    EXPECT_TRUE(palettes_.list({.mine = true}, ada_, {}, 10)->empty());
    ASSERT_TRUE(palettes_.restore(id, ada_));
    EXPECT_EQ(palettes_.find(id, {ada_, {}})->images, 1);
}

TEST_F(PaletteRepositoryTest, ListsWhatOneMaySee) {
    const PaletteId closed = palettes_.add(ada_, {"closed", "", PaletteVisibility::people_only}).value();
    const PaletteId unlisted = palettes_.add(ada_, {"unlisted", "", PaletteVisibility::with_key}).value();
    const PaletteId open = palettes_.add(ada_, {"open", "", PaletteVisibility::everybody}).value();
    const PaletteId graces = palettes_.add(grace_, {"Grace's", "", PaletteVisibility::everybody}).value();
    ASSERT_TRUE(palettes_.put_person(closed, ada_, grace_, PaletteRole::viewer));
    const auto ids = [&](const PaletteListQuery& query, std::optional<PersonId> viewer) {
        std::set<PaletteId> found;
        const auto listed = palettes_.list(query, viewer, {}, 10).value();
        for (const auto& palette : listed) found.insert(palette.id);
        return found;
    };
    EXPECT_EQ(ids({}, {}), (std::set{open, graces}));
    EXPECT_EQ(ids({.mine = true}, {}), std::set<PaletteId>{});
    EXPECT_EQ(ids({.mine = true}, ada_), (std::set{closed, unlisted, open}));
    EXPECT_EQ(ids({.mine = true}, grace_), (std::set{closed, graces}));
    EXPECT_EQ(ids({.owner = ada_}, grace_), (std::set{closed, open}));
    EXPECT_EQ(ids({.owner = ada_}, mary_), std::set{open});

    std::vector<PaletteId> paged;
    std::optional<PaletteListPlace> after;
    while (true) {
        const auto page = palettes_.list({.mine = true}, ada_, after, 2).value();
        if (page.empty()) break;
        for (const auto& palette : page) paged.push_back(palette.id);
        after = {page.back().updated_at.time_since_epoch().count(), page.back().id};
    }
    EXPECT_EQ(paged.size(), 3U);
    EXPECT_EQ(std::set(paged.begin(), paged.end()).size(), 3U);
}

TEST_F(PaletteRepositoryTest, ShowsTheChosenCoverFirst) {
    const PaletteId id = palettes_.add(ada_, {"Reds", "", {}}).value();
    std::vector<ImageId> images;
    for (const char* name : {"a", "b", "c", "d", "e"}) images.push_back(library_.show(name));
    ASSERT_TRUE(inside_.change(id, ada_, {.images = images}));
    EXPECT_EQ(code(palettes_.edit(id, ada_, {.cover_image = library_.show("f")})), "image_not_inside");
    ASSERT_TRUE(palettes_.edit(id, ada_, {.cover_image = images[4]}));
    const auto covered = palettes_.find(id, {ada_, {}}).value();
    EXPECT_EQ(covered.cover, (std::vector{images[4], images[0], images[1], images[2]}));
    EXPECT_EQ(covered.cover_image, images[4]);
    ASSERT_TRUE(library_.images().remove(images[4], kMachine));
    EXPECT_EQ(palettes_.find(id, {ada_, {}})->cover_image, std::nullopt);
    ASSERT_TRUE(palettes_.edit(id, ada_, {.cover_image = std::optional<ImageId>{}}));
    EXPECT_EQ(palettes_.find(id, {ada_, {}})->cover.front(), images[0]);
    const auto listed = palettes_.list({.mine = true, .contains = images[0]}, ada_, {}, 10).value();
    EXPECT_EQ(listed.front().contains, true);
}

TEST_F(PaletteRepositoryTest, HasLimits) {
    for (std::size_t i = 0; i < limits_.palettes_per_person_max; ++i)
        ASSERT_TRUE(palettes_.add(ada_, {"x", "", {}}));
    EXPECT_EQ(code(palettes_.add(ada_, {"x", "", {}})), "too_many_palettes");
    const PaletteId id = palettes_.add(grace_, {"x", "", {}}).value();
    ASSERT_TRUE(palettes_.put_person(id, grace_, ada_, PaletteRole::viewer));
    ASSERT_TRUE(palettes_.put_person(id, grace_, mary_, PaletteRole::viewer));
    EXPECT_TRUE(palettes_.put_person(id, grace_, mary_, PaletteRole::contributor))
        << "a new role is no new person";
    EXPECT_EQ(code(palettes_.put_person(id, grace_, person("Joan"), PaletteRole::viewer)), "too_many_people");
    EXPECT_EQ(code(palettes_.put_person(id, grace_, grace_, PaletteRole::viewer)), "already_owner");
    EXPECT_EQ(palettes_.person_of("@mARY"), mary_);
    EXPECT_EQ(palettes_.person_of(to_string(mary_)), mary_);
    EXPECT_EQ(code(palettes_.person_of("Mary")), "person_not_found");
}

TEST_F(PaletteRepositoryTest, EndsWithItsOwnersAccount) {
    const PaletteId adas = palettes_.add(ada_, {"Ada's", "", {}}).value();
    const PaletteId graces = palettes_.add(grace_, {"Grace's", "", {}}).value();
    ASSERT_TRUE(palettes_.put_person(adas, ada_, grace_, PaletteRole::viewer));
    ASSERT_TRUE(palettes_.put_person(graces, grace_, ada_, PaletteRole::contributor));
    const ImageId image = library_.show("a");
    ASSERT_TRUE(inside_.put(graces, ada_, image, {}));
    expect_told({ada_, grace_}, "palette.deleted", [&] {
        library_.database()
            .write([&](Connection& connection) { PaletteRepository::drop_person(connection, ada_); })
            .value();
    });
    EXPECT_EQ(code(palettes_.find(adas, {ada_, {}})), "palette_not_found");
    EXPECT_TRUE(palettes_.people(graces, grace_)->empty());
    EXPECT_EQ(palettes_.find(graces, {grace_, {}})->images, 1) << "what was given stays";
}

TEST_F(PaletteRepositoryTest, IsRestoredWithinThirtyDaysOfServingAndThenPurged) {
    const ImageId image = library_.show("a");
    const auto add = [&] { return palettes_.add(ada_, {"Reds", "", {}}, std::vector{image}).value(); };
    const auto purge_due = [&] { return palettes_.purge(kPurgeAfter, 100).value(); };
    const PaletteId kept = add();
    const PaletteId restored = add();
    const PaletteId deleted = add();
    for (const PaletteId id : {restored, deleted}) palettes_.remove(id, ada_).value();
    advance_library_clock(library_.database(), kPurgeAfter - std::chrono::milliseconds{1}).value();
    EXPECT_EQ(purge_due(), 0U);
    palettes_.restore(restored, ada_).value();
    advance_library_clock(library_.database(), std::chrono::milliseconds{1}).value();
    EXPECT_EQ(purge_due(), 1U);
    EXPECT_EQ(code(palettes_.restore(deleted, ada_)), "palette_not_found");
    EXPECT_EQ(palettes_.find(kept, {ada_, {}})->images, 1);
    EXPECT_EQ(palettes_.find(restored, {ada_, {}})->images, 1);
}

TEST_F(PaletteRepositoryTest, IsPurgedThirtyDaysAfterTheLastTimeItWasDeleted) {
    const PaletteId id = palettes_.add(ada_, {"Reds", "", {}}).value();
    palettes_.remove(id, ada_).value();
    advance_library_clock(library_.database(), kPurgeAfter / 2).value();
    palettes_.restore(id, ada_).value();
    palettes_.remove(id, ada_).value();
    advance_library_clock(library_.database(), kPurgeAfter / 2).value();
    EXPECT_EQ(palettes_.purge(kPurgeAfter, 100).value(), 0U);
}

}  // namespace
}  // namespace palette::store
