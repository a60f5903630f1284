#include "store/trash_repository.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/job_repository.hpp"
#include "store/library_clock.hpp"
#include "store/testing.hpp"

namespace palette::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class TrashTest : public ::testing::Test {
  protected:
    std::size_t purge_due() { return trash_.purge(kPurgeAfter, std::nullopt, 100).value(); }
    std::vector<ImageId> in_trash() {
        std::vector<ImageId> ids;
        const auto images = trash_.list({}, std::nullopt, 100).value();
        for (const auto& image : images) ids.push_back(image.card.id);
        return ids;
    }
    // Sets when an Image was deleted by the clock on the wall, as a wrong clock would have.
    void deleted_at(ImageId id, Timestamp time) {
        library_.database()
            .write([&](Connection& connection) {
                auto& update = connection.prepare("UPDATE images SET deleted_at = ? WHERE id = ?");
                update.bind(1, static_cast<std::int64_t>(time.time_since_epoch().count()));
                update.bind(2, id.value);
                update.exec();
            })
            .value();
    }

    testing::TestLibrary library_;
    TrashRepository trash_{library_.database()};
};

TEST_F(TrashTest, KeepsADeletedImageForThirtyDaysOfServing) {
    const ImageId id = library_.show("a");
    library_.images().remove(id, kMachine).value();
    advance_library_clock(library_.database(), kPurgeAfter - std::chrono::milliseconds{1}).value();
    EXPECT_EQ(purge_due(), 0U);
    EXPECT_THAT(in_trash(), ElementsAre(id));
    EXPECT_EQ(trash_.list({}, std::nullopt, 1).value().front().purged_in, std::chrono::milliseconds{1});
    advance_library_clock(library_.database(), std::chrono::milliseconds{1}).value();
    EXPECT_EQ(purge_due(), 1U);
    EXPECT_THAT(in_trash(), IsEmpty());
    EXPECT_THAT(trash_.discarded_files(10).value(), ElementsAre(testing::TestLibrary::sha256_of("a")));
}

TEST_F(TrashTest, DoesNotCareForTheClockOnTheWall) {
    const ImageId long_ago = library_.show("a");
    const ImageId ahead = library_.show("b");
    for (const ImageId id : {long_ago, ahead}) library_.images().remove(id, kMachine).value();
    deleted_at(long_ago, now() - std::chrono::years{20});
    deleted_at(ahead, now() + std::chrono::years{20});
    EXPECT_EQ(purge_due(), 0U);
    advance_library_clock(library_.database(), kPurgeAfter).value();
    EXPECT_EQ(purge_due(), 2U);
}

TEST_F(TrashTest, CountsFromTheLastDeletion) {
    const ImageId id = library_.show("a");
    library_.images().remove(id, kMachine).value();
    advance_library_clock(library_.database(), kPurgeAfter / 2).value();
    trash_.restore(id, kMachine).value();
    EXPECT_THAT(in_trash(), IsEmpty());
    library_.images().remove(id, kMachine).value();
    advance_library_clock(library_.database(), kPurgeAfter / 2).value();
    EXPECT_EQ(purge_due(), 0U);
}

TEST_F(TrashTest, RestoresAnImageWithWhatIsLeftToBeDone) {
    const ImageId accepted = library_.accept("a", {.title = "Surf"});
    const ImageId derived = library_.show("b");
    for (const ImageId id : {accepted, derived}) {
        library_.images().remove(id, kMachine).value();
        ASSERT_TRUE(trash_.restore(id, kMachine));
        EXPECT_TRUE(library_.images().find(id, kMachine));
    }
    JobRepository jobs(library_.database());
    const auto left = jobs.begin(10, {}).value();
    ASSERT_EQ(left.size(), 2U);
    EXPECT_EQ(left[0].kind, JobKind::derive);
    EXPECT_EQ(left[1].kind, JobKind::understand);
}

TEST_F(TrashTest, LeavesWhatIsNotDeletedAndDoesNotFindWhatIsPurged) {
    const ImageId id = library_.show("a");
    EXPECT_TRUE(trash_.restore(id, kMachine));
    EXPECT_TRUE(library_.images().find(id, kMachine));
    library_.images().remove(id, kMachine).value();
    trash_.purge(std::chrono::milliseconds{0}, std::nullopt, 10).value();
    EXPECT_EQ(trash_.restore(id, kMachine).error().code, "image_not_found");
}

TEST_F(TrashTest, KeepsTheFilesOfBytesThatCameAgainBeforeTheyWereRemoved) {
    const ImageId id = library_.show("a");
    library_.images().remove(id, kMachine).value();
    trash_.purge(std::chrono::milliseconds{0}, std::nullopt, 10).value();
    library_.accept("a");
    const std::string sha256 = trash_.discarded_files(10).value().at(0);
    bool removed = false;
    trash_.settle_discarded(sha256, [&] { removed = true; }).value();
    EXPECT_FALSE(removed);
    EXPECT_THAT(trash_.discarded_files(10).value(), IsEmpty());
}

TEST_F(TrashTest, PagesFromTheLatestDeleted) {
    std::vector<ImageId> ids;
    for (const char* name : {"a", "b", "c"}) {
        ids.push_back(library_.show(name));
        library_.images().remove(ids.back(), kMachine).value();
        deleted_at(ids.back(), Timestamp{std::chrono::milliseconds{1000 + (ids.size() > 1 ? 1 : 0)}});
    }
    EXPECT_THAT(in_trash(), ElementsAre(ids[2], ids[1], ids[0]));
    const auto rest = trash_.list({}, ids[2], 10).value();
    ASSERT_EQ(rest.size(), 2U);
    EXPECT_EQ(rest[0].card.id, ids[1]);
}

}  // namespace
}  // namespace palette::store
