// Who sees which Image, and what the change log tells whom.

#include <gmock/gmock.h>

#include "store/change_repository.hpp"
#include "store/person_repository.hpp"
#include "store/testing.hpp"

namespace palette::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::TestLibrary;

class ImageVisibility : public ::testing::Test {
  protected:
    ImageId add(const std::string& name, std::optional<PersonId> owner,
                Visibility visibility = Visibility::everyone) {
        NewImage image;
        image.id = ImageId{new_id_value()};
        image.original = {TestLibrary::sha256_of(name), "image/png", "png", 100, 40, 30, 1};
        image.file_name = name;
        image.words.tags = {name};
        image.owner = owner;
        image.visibility = visibility;
        image.created_at = now();
        const auto added = images().add(image, [] { return Result<void>{}; }).value();
        if (added.added) images().set_derived(added.id, {{1}, 7, {}}).value();
        return added.id;
    }
    ImageRepository& images() { return library_.images(); }
    // Kinds of the changes after `sequence`, as `person` is told them.
    std::vector<std::string> told(std::int64_t sequence, std::optional<PersonId> person) {
        std::vector<std::string> kinds;
        const auto changes = changes_.after(sequence, 100, person).value();
        for (const auto& change : changes) kinds.push_back(change.kind);
        return kinds;
    }

    TestLibrary library_;
    ChangeRepository changes_{library_.database()};
    const PersonId ada_ = find_or_add_person(library_.database(), "Ada").value();
    const PersonId bob_ = find_or_add_person(library_.database(), "Bob").value();
    const Viewer as_ada_{.person = ada_, .role = Role::member};
    const Viewer as_bob_{.person = bob_, .role = Role::owner};
};

TEST_F(ImageVisibility, HidesWhatIsPrivateFromAllButItsOwner) {
    const ImageId secret = add("secret", ada_, Visibility::owner);
    for (const Viewer& viewer : {kGuest, as_bob_, Viewer{.unclaimed = true}}) {
        EXPECT_EQ(images().find(secret, viewer).error().code, "image_not_found");
        EXPECT_EQ(images().ownership_of(secret, viewer).error().code, "image_not_found");
        EXPECT_EQ(images().bytes_of(secret, viewer).error().code, "image_not_found");
        EXPECT_EQ(images().edit(secret, {.title = "Mine"}, viewer).error().code, "image_not_found");
        EXPECT_EQ(images().remove(secret, viewer).error().code, "image_not_found");
        EXPECT_THAT(images().cards(std::vector{secret}, viewer).value(), IsEmpty());
        EXPECT_THAT(images().tag_counts("", {}, 10, viewer).value(), IsEmpty());
        EXPECT_EQ(images().counts(viewer).value().images, 0);
    }
    EXPECT_EQ(images().find(secret, as_ada_).value().ownership.owner, ada_);
    EXPECT_THAT(images().cards(std::vector{secret}, as_ada_).value(), SizeIs(1));
    EXPECT_THAT(images().tag_counts("", {}, 10, as_ada_).value(), SizeIs(1));
    EXPECT_EQ(images().counts(as_ada_).value().images, 1);
}

TEST_F(ImageVisibility, LetsOnlyTheirOwnersAndTheInstancesOwnerChangeImages) {
    const ImageId adas = add("adas", ada_);
    const ImageId imported = add("imported", std::nullopt);
    EXPECT_EQ(images().edit(adas, {.title = "x"}, kGuest).error().code, "forbidden");
    EXPECT_EQ(images().remove(imported, as_ada_).error().code, "forbidden");
    EXPECT_TRUE(images().edit(adas, {.title = "x"}, as_ada_));
    EXPECT_TRUE(images().edit(adas, {.title = "y"}, as_bob_));
    EXPECT_TRUE(images().edit(imported, {.title = "y"}, as_bob_));
    EXPECT_EQ(images().edit(adas, {.visibility = Visibility::owner}, as_bob_).error().code, "forbidden");
    EXPECT_EQ(images().edit(imported, {.visibility = Visibility::owner}, as_bob_).error().code, "forbidden");
}

TEST_F(ImageVisibility, GivesEachOwnerAnImageOfTheSameBytes) {
    const ImageId adas = add("same", ada_);
    const ImageId bobs = add("same", bob_);
    const ImageId nobodys = add("same", std::nullopt);
    EXPECT_NE(adas, bobs);
    EXPECT_NE(bobs, nobodys);
    EXPECT_EQ(add("same", bob_), bobs);
    EXPECT_EQ(images().standing_of(TestLibrary::sha256_of("same"), ada_).value()->id, adas);
    images().set_failed(bobs, "It is corrupt.").value();
    images()
        .discard_failed(bobs, [](const std::string&) { ADD_FAILURE() << "others have these bytes"; })
        .value();
}

TEST_F(ImageVisibility, TellsOthersThatWhatBecamePrivateIsGone) {
    const ImageId id = add("mine", ada_);
    std::int64_t before = changes_.latest().value();
    images().edit(id, {.visibility = Visibility::owner}, as_ada_).value();
    EXPECT_THAT(told(before, std::nullopt), ElementsAre("deleted"));
    EXPECT_THAT(told(before, bob_), ElementsAre("deleted"));
    EXPECT_THAT(told(before, ada_), ElementsAre("deleted", "updated"));
    EXPECT_EQ(images().catalogue_of(std::vector{id}).value().front().visibility, Visibility::owner);

    before = changes_.latest().value();
    images().edit(id, {.title = "secret"}, as_ada_).value();
    EXPECT_THAT(told(before, std::nullopt), IsEmpty());
    EXPECT_THAT(told(before, ada_), ElementsAre("updated"));

    before = changes_.latest().value();
    images().edit(id, {.visibility = Visibility::everyone}, as_ada_).value();
    EXPECT_THAT(told(before, std::nullopt), ElementsAre("updated"));
    EXPECT_EQ(images().catalogue_of(std::vector{id}).value().front().visibility, Visibility::everyone);
}

}  // namespace
}  // namespace palette::store
