#include "store/model_choice_repository.hpp"

#include <gtest/gtest.h>

#include "store/job_repository.hpp"
#include "store/testing.hpp"

namespace palette::store {
namespace {

const Understood::Embedding kOld{"old@1", {1, 0}};
const Understood::Embedding kNew{"new@1", {0, 1}};

class ModelChange : public ::testing::Test {
  protected:
    // An Image that is ready and was seen by the old pack.
    ImageId ready(const std::string& name) {
        const ImageId id = library_.show(name);
        const Understood understood{id, {kOld}, Understood::Tags{"old@1", {{"sea", TagSource::ai, 0.9F}}}};
        embeddings_.store({&understood, 1}).value();
        return id;
    }
    std::vector<std::string> tags_of(ImageId id) {
        const Image image = library_.images().find(id, kMachine).value();
        std::vector<std::string> names;
        for (const auto& tag : image.tags) names.push_back(tag.name);
        return names;
    }

    testing::TestLibrary library_;
    EmbeddingRepository& embeddings_ = library_.embeddings();
    JobRepository jobs_{library_.database()};
    const WantedPacks old_packs_{{"old@1"}, "old@1"};
    const WantedPacks both_packs_{{"old@1", "new@1"}, "old@1"};
};

TEST_F(ModelChange, RemembersWhatWasChosen) {
    ModelChoiceRepository choices(library_.database());
    EXPECT_EQ(choices.get().value(), ModelChoice{});
    ASSERT_TRUE(choices.set_serving("starter@1"));
    ASSERT_TRUE(choices.set_to_understand(12));
    EXPECT_EQ(choices.get().value(), (ModelChoice{"", "", "starter@1", 12}));
    ASSERT_TRUE(choices.choose("clip@1", std::nullopt));
    EXPECT_EQ(choices.get().value(), (ModelChoice{"clip@1", "", "starter@1", 0}));
    ASSERT_TRUE(choices.choose(std::nullopt, "ram@1"));
    EXPECT_EQ(choices.get().value(), (ModelChoice{"clip@1", "ram@1", "starter@1", 0}));
}

TEST_F(ModelChange, QueuesInTheBackgroundWhatIsReadyAndLacksAPack) {
    const ImageId seen = ready("seen");
    EXPECT_EQ(embeddings_.enqueue_missing(old_packs_).value(), 0);
    EXPECT_EQ(embeddings_.enqueue_missing(both_packs_).value(), 1);
    EXPECT_EQ(embeddings_.enqueue_missing(both_packs_).value(), 0) << "queued once";
    EXPECT_EQ(jobs_.count_background().value(), 1);
    EXPECT_EQ(embeddings_.missing(seen, both_packs_)->embeddings, std::vector<std::string>{"new@1"});
    EXPECT_FALSE(embeddings_.missing(seen, both_packs_)->tags);
    EXPECT_FALSE(embeddings_.is_complete("new@1").value());
    const Understood understood{seen, {kNew}, std::nullopt};
    ASSERT_TRUE(embeddings_.store({&understood, 1}));
    EXPECT_TRUE(embeddings_.is_complete("new@1").value());
    EXPECT_EQ(jobs_.count().value(), 0);
    EXPECT_EQ(tags_of(seen), std::vector<std::string>{"sea"}) << "tags of a pack that was not asked stay";
}

TEST_F(ModelChange, QueuesWhatAnotherPackHasTagged) {
    const ImageId image = ready("image");
    EXPECT_EQ(embeddings_.enqueue_missing({{"old@1"}, "ram@1"}).value(), 1);
    EXPECT_TRUE(embeddings_.missing(image, {{"old@1"}, "ram@1"})->tags);
    const Understood understood{image, {}, Understood::Tags{"ram@1", {{"coast", TagSource::ai, 0.8F}}}};
    ASSERT_TRUE(embeddings_.store({&understood, 1}));
    EXPECT_EQ(tags_of(image), std::vector<std::string>{"coast"});
    EXPECT_FALSE(embeddings_.missing(image, {{"old@1"}, "ram@1"})->any());
}

TEST_F(ModelChange, LetsNewPicturesGoFirst) {
    const ImageId first = ready("first");
    ASSERT_TRUE(embeddings_.enqueue_missing(both_packs_));
    const ImageId late = library_.accept("late");
    const auto jobs = jobs_.begin(8, {}).value();
    ASSERT_EQ(jobs.size(), 2U);
    EXPECT_EQ(jobs[0].image, late);
    EXPECT_EQ(jobs[1].image, first);
}

TEST_F(ModelChange, TakesOneJobOfAnImageAtATime) {
    const ImageId image = ready("image");
    ASSERT_TRUE(embeddings_.enqueue_missing(both_packs_));
    ASSERT_TRUE(jobs_.enqueue_derive(image));
    const auto jobs = jobs_.begin(8, {}).value();
    ASSERT_EQ(jobs.size(), 1U);
    EXPECT_EQ(jobs[0].kind, JobKind::derive);
}

TEST_F(ModelChange, PassesOverWhatCannotBeUnderstood) {
    const ImageId image = ready("image");
    ASSERT_TRUE(embeddings_.enqueue_missing(both_packs_));
    const auto missing = embeddings_.missing(image, both_packs_).value();
    ASSERT_TRUE(embeddings_.pass_over(image, missing, both_packs_));
    EXPECT_TRUE(embeddings_.is_complete("new@1").value());
    EXPECT_TRUE(embeddings_.find("new@1", image)->empty());
    int visited = 0;
    ASSERT_TRUE(embeddings_.for_each("new@1", [&](ImageId, std::span<const float>) { ++visited; }));
    EXPECT_EQ(visited, 0);
    EXPECT_EQ(library_.images().find(image, kMachine)->state, ImageState::ready);
}

TEST_F(ModelChange, TellsOthersOnlyOfWhatShows) {
    const ImageId image = ready("image");
    const auto sequence = [&] {
        return library_.database()
            .read([](Connection& connection) {
                auto& select = connection.prepare("SELECT max(sequence) FROM changes");
                select.executeStep();
                return select.getColumn(0).getInt64();
            })
            .value();
    };
    const auto before = sequence();
    const Understood quiet{image, {kNew}, std::nullopt, false};
    ASSERT_TRUE(embeddings_.store({&quiet, 1}));
    EXPECT_EQ(sequence(), before);
    const Understood told{image, {kNew}, std::nullopt, true};
    ASSERT_TRUE(embeddings_.store({&told, 1}));
    EXPECT_GT(sequence(), before);
}

}  // namespace
}  // namespace palette::store
