#include "feed/taste.hpp"

#include <map>

#include <gmock/gmock.h>

#include "feed/geometry.hpp"

namespace palette::feed {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::FloatNear;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Timestamp kNow{std::chrono::days{20'000}};

// Images on a plane: the first ten degrees belong together, others lie far away.
class Taste : public ::testing::Test {
  protected:
    void place(std::int64_t id, float degrees) {
        const float angle = degrees * 3.14159265F / 180;
        embeddings_[id] = {std::cos(angle), std::sin(angle), 0};
    }
    void like(std::int64_t id, std::chrono::minutes ago, Signal::Kind kind = Signal::Kind::like) {
        sources_.signals.push_back({ImageId{id}, kind, kNow - ago});
    }
    std::vector<Interest> interests() const {
        return interests_of(
            sources_,
            [&](ImageId image) -> std::optional<std::vector<float>> {
                const auto found = embeddings_.find(image.value);
                return found == embeddings_.end() ? std::nullopt : std::optional(found->second);
            },
            kNow);
    }

    std::map<std::int64_t, std::vector<float>> embeddings_;
    TasteSources sources_;
};

TEST_F(Taste, OfNobodyIsEmpty) {
    EXPECT_THAT(interests(), IsEmpty());
}

TEST_F(Taste, MakesOneInterestOfWhatIsAlikeAndNamesItByTheMiddleOne) {
    for (const auto& [id, degrees] :
         std::map<std::int64_t, float>{{100, 0}, {101, 5}, {102, 10}, {103, 120}}) {
        place(id, degrees);
        like(id, std::chrono::days{2});
    }
    const auto found = interests();
    ASSERT_THAT(found, SizeIs(2));
    EXPECT_EQ(found[0].id, 101);
    EXPECT_THAT(found[0].images, ElementsAre(ImageId{101}, ImageId{102}, ImageId{100}));
    EXPECT_EQ(found[1].id, 103);
    EXPECT_THAT(shares_of(found), ElementsAre(FloatNear(0.75F, 1e-4F), FloatNear(0.25F, 1e-4F)));
}

TEST_F(Taste, LetsOldLikesFade) {
    place(100, 0);
    place(101, 120);
    like(100, std::chrono::days{70});
    like(101, std::chrono::days{1});
    const auto found = interests();
    ASSERT_THAT(found, SizeIs(2));
    EXPECT_EQ(found[0].id, 101);
    EXPECT_NEAR(found[1].weight / found[0].weight, std::exp(-0.69F), 1e-3);
}

TEST_F(Taste, CountsAnImageOnceHoweverOftenItWasKept) {
    place(100, 0);
    like(100, std::chrono::days{1}, Signal::Kind::like);
    like(100, std::chrono::days{1}, Signal::Kind::save);
    const auto found = interests();
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_NEAR(found[0].weight, TasteTuning{}.save_weight, 0.02);
}

TEST_F(Taste, FollowsTheSessionWithinItsShare) {
    place(100, 0);
    like(100, std::chrono::days{1});
    place(101, 120);
    place(102, 121);
    like(101, 1min, Signal::Kind::open);
    like(102, 2min, Signal::Kind::open);
    like(102, 3min, Signal::Kind::open);
    like(100, 31min, Signal::Kind::open);  // another session
    const auto found = interests();
    ASSERT_THAT(found, SizeIs(2));
    EXPECT_EQ(found[1].kind, Interest::Kind::session);
    EXPECT_THAT(found[1].images, ElementsAre(ImageId{101}, ImageId{102}));
    EXPECT_NEAR(dot(found[1].direction, embeddings_[101]), 1, 0.01);
    EXPECT_LT(shares_of(found)[1], TasteTuning{}.session_share_max);
    EXPECT_GT(shares_of(found)[1], TasteTuning{}.session_share_max / 2);
}

TEST_F(Taste, ObeysSettingsAlsoWhenTheMiddleHasMoved) {
    place(100, 0);
    place(101, 120);
    like(100, std::chrono::days{2});
    like(101, std::chrono::days{2});
    sources_.settings = {{100, 0.0F}, {7, 2.0F}};
    sources_.chosen.push_back({7, {}, {0, 0, 1}});
    place(102, 4);
    place(103, 8);
    like(102, std::chrono::days{2});
    like(103, std::chrono::days{2});
    const auto found = interests();
    ASSERT_THAT(found, SizeIs(3));
    EXPECT_EQ(found[0].id, 7);
    EXPECT_EQ(found[0].setting, 2);
    EXPECT_EQ(found[2].id, 102);
    EXPECT_EQ(shares_of(found)[2], 0);
}

TEST_F(Taste, LooksAtTheLatestSignalsOnly) {
    for (std::int64_t id = 0; id < static_cast<std::int64_t>(kSignalsMax) + 10; ++id) {
        place(1000 + id, 0);
        like(1000 + id, std::chrono::days{1} + std::chrono::minutes(id));
    }
    const auto found = interests();
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_THAT(found[0].images, SizeIs(kSignalsMax));
    EXPECT_EQ(std::ranges::count(found[0].images, ImageId{1000 + static_cast<std::int64_t>(kSignalsMax)}), 0);
}

TEST_F(Taste, PassesOverImagesThatAreGone) {
    like(100, 5min);
    EXPECT_THAT(interests(), IsEmpty());
}

}  // namespace
}  // namespace palette::feed
