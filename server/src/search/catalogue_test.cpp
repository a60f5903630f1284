#include "search/catalogue.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace palette::search {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Swatch swatch(Rgb rgb, float share) {
    return {to_oklab(rgb), share};
}

constexpr Rgb kRed{220, 30, 40};
constexpr Rgb kGrey{128, 128, 128};
constexpr Rgb kBlue{30, 60, 200};

// Images 1 to `count`, the even ones landscape.
void fill(Catalogue& catalogue, int count) {
    for (int i = 1; i <= count; ++i) {
        catalogue.upsert(
            {.id = ImageId{i}, .orientation = i % 2 == 0 ? Orientation::landscape : Orientation::portrait});
    }
}

std::vector<ImageId> deal_all(const Catalogue& catalogue, std::uint32_t seed, std::size_t limit) {
    std::vector<ImageId> all;
    std::optional<ImageId> after;
    while (true) {
        const auto page = catalogue.deal(seed, after, limit, {});
        if (page.empty()) return all;
        all.insert(all.end(), page.begin(), page.end());
        after = page.back();
    }
}

TEST(Catalogue, DealsEveryImageOnceWhateverThePageSize) {
    Catalogue catalogue;
    fill(catalogue, 500);
    const auto whole = deal_all(catalogue, 7, 1000);
    EXPECT_EQ(std::set<ImageId>(whole.begin(), whole.end()).size(), 500U);
    for (const std::size_t limit : {1, 7, 499, 500}) EXPECT_EQ(deal_all(catalogue, 7, limit), whole) << limit;
}

TEST(Catalogue, DealsInAnotherOrderForAnotherSeed) {
    Catalogue catalogue;
    fill(catalogue, 500);
    EXPECT_NE(deal_all(catalogue, 7, 100), deal_all(catalogue, 8, 100));
}

TEST(Catalogue, KeepsTheOrderOfTheOthersWhenImagesComeAndGo) {
    Catalogue catalogue;
    fill(catalogue, 100);
    auto before = deal_all(catalogue, 1, 100);
    catalogue.upsert({.id = ImageId{1000}});
    catalogue.erase(ImageId{50});
    auto after = deal_all(catalogue, 1, 100);
    std::erase(before, ImageId{50});
    std::erase(after, ImageId{1000});
    EXPECT_EQ(after, before);
}

TEST(Catalogue, ListsNewestFirstWithinWhatIsAllowed) {
    Catalogue catalogue;
    fill(catalogue, 6);
    const std::vector<std::int64_t> allowed{1, 2, 3, 4, 99};
    EXPECT_THAT(catalogue.newest(std::nullopt, 2, {.allowed = &allowed}),
                ElementsAre(ImageId{4}, ImageId{3}));
    EXPECT_THAT(catalogue.newest(ImageId{3}, 9, {.allowed = &allowed}), ElementsAre(ImageId{2}, ImageId{1}));
    EXPECT_THAT(catalogue.newest(std::nullopt, 9, {.orientation = Orientation::landscape}),
                ElementsAre(ImageId{6}, ImageId{4}, ImageId{2}));
    EXPECT_THAT(catalogue.newest(std::nullopt, 9, {.orientation = Orientation::square}), IsEmpty());
    const std::vector<std::int64_t> hidden{2, 5};
    EXPECT_THAT(catalogue.newest(std::nullopt, 3, {.hidden = hidden}),
                ElementsAre(ImageId{6}, ImageId{4}, ImageId{3}));
}

TEST(Catalogue, FindsASmallVividAccent) {
    Catalogue catalogue;
    const std::vector<Swatch> grey_street{swatch(kGrey, 0.97F), swatch(kRed, 0.02F)};
    const std::vector<Swatch> all_grey{swatch(kGrey, 1.0F)};
    const std::vector<Swatch> all_red{swatch(kRed, 1.0F)};
    catalogue.upsert({.id = ImageId{1}, .swatches = grey_street});
    catalogue.upsert({.id = ImageId{2}, .swatches = all_grey});
    catalogue.upsert({.id = ImageId{3}, .swatches = all_red});
    const std::vector<WantedColor> wanted{{to_oklab({225, 25, 45})}};
    const auto result = catalogue.search_colors(wanted, 10, nullptr);
    ASSERT_EQ(result.best.size(), 2U) << "the grey picture shows no red at all";
    EXPECT_EQ(result.best[0].id, 3);
    EXPECT_EQ(result.best[1].id, 1);
    EXPECT_GT(result.best[1].score, 0.1F);
}

TEST(Catalogue, WantsAllOfSeveralColors) {
    Catalogue catalogue;
    const std::vector<Swatch> both{swatch(kRed, 0.5F), swatch(kBlue, 0.5F)};
    const std::vector<Swatch> red{swatch(kRed, 1.0F)};
    catalogue.upsert({.id = ImageId{1}, .swatches = both});
    catalogue.upsert({.id = ImageId{2}, .swatches = red});
    const std::vector<WantedColor> wanted{{to_oklab(kRed)}, {to_oklab(kBlue)}};
    const auto result = catalogue.search_colors(wanted, 10, nullptr);
    ASSERT_EQ(result.best.size(), 2U) << "a picture with one of them is a partial fit";
    EXPECT_EQ(result.best[0].id, 1);
    EXPECT_GT(result.best[0].score, 2 * result.best[1].score);
}

TEST(Catalogue, PrefersThePictureWithTheSharesAskedFor) {
    Catalogue catalogue;
    const std::vector<Swatch> little_red{swatch(kGrey, 0.8F), swatch(kRed, 0.2F)};
    const std::vector<Swatch> half_red{swatch(kGrey, 0.5F), swatch(kRed, 0.5F)};
    const std::vector<Swatch> much_red{swatch(kRed, 0.95F), swatch(kGrey, 0.05F)};
    catalogue.upsert({.id = ImageId{1}, .swatches = little_red});
    catalogue.upsert({.id = ImageId{2}, .swatches = half_red});
    catalogue.upsert({.id = ImageId{3}, .swatches = much_red});
    const auto best = [&](float share) {
        const std::vector<WantedColor> wanted{{to_oklab(kRed), share}};
        return catalogue.search_colors(wanted, 3, nullptr).best.at(0).id;
    };
    EXPECT_EQ(best(0.2F), 1);
    EXPECT_EQ(best(0.5F), 2);
    EXPECT_EQ(best(0.95F), 3);
}

TEST(Catalogue, GivesASwatchToOneColorOnly) {
    Catalogue catalogue;
    const std::vector<Swatch> red{swatch(kRed, 0.5F), swatch(kGrey, 0.5F)};
    catalogue.upsert({.id = ImageId{1}, .swatches = red});
    const std::vector<WantedColor> once{{to_oklab(kRed), 0.5F}};
    const std::vector<WantedColor> twice{{to_oklab(kRed), 0.5F}, {to_oklab(kRed), 0.5F}};
    const std::vector<std::int64_t> ids{1};
    EXPECT_GT(catalogue.color_scores_of(ids, once)[0], 0.95F);
    EXPECT_LT(catalogue.color_scores_of(ids, twice)[0], 0.6F);
}

TEST(Catalogue, SelectsByEveryCondition) {
    Catalogue catalogue;
    const auto at = [](int minute) { return Timestamp{std::chrono::minutes{minute}}; };
    const auto id_at = [&](int minute) { return ImageId{at(minute).time_since_epoch().count() << 20}; };
    catalogue.upsert(
        {.id = id_at(1), .width = 4000, .height = 3000, .owner = PersonId{7}, .artist = "Ada Byron"});
    catalogue.upsert({.id = id_at(2), .width = 400, .height = 300, .title = "Sea", .has_words = true});
    const auto first = id_at(1).value;
    const auto second = id_at(2).value;
    EXPECT_THAT(catalogue.select(nullptr, {.owner = PersonId{7}}), ElementsAre(first));
    EXPECT_THAT(catalogue.select(nullptr, {.artist = "ada byron"}), ElementsAre(first));
    EXPECT_THAT(catalogue.select(nullptr, {.artist = "ada"}), IsEmpty());
    EXPECT_THAT(catalogue.select(nullptr, {.width_px_min = 401}), ElementsAre(first));
    EXPECT_THAT(catalogue.select(nullptr, {.height_px_min = 300}), ElementsAre(first, second));
    EXPECT_THAT(catalogue.select(nullptr, {.megapixels_min = 12}), ElementsAre(first));
    EXPECT_THAT(catalogue.select(nullptr, {.from = at(2)}), ElementsAre(second));
    EXPECT_THAT(catalogue.select(nullptr, {.until = at(2)}), ElementsAre(first));
    EXPECT_THAT(catalogue.select(nullptr, {.has_words = true}), ElementsAre(second));
    EXPECT_THAT(catalogue.select(nullptr, {.has_words = false}), ElementsAre(first));
}

TEST(Catalogue, ShowsPrivateImagesToTheirOwnerAlone) {
    Catalogue catalogue;
    const Viewer ada{.person = PersonId{7}, .role = Role::member};
    const Viewer bob{.person = PersonId{8}, .role = Role::owner};
    catalogue.upsert({.id = ImageId{1}});
    EXPECT_FALSE(catalogue.hides_from(kGuest));
    catalogue.upsert(
        {.id = ImageId{2}, .owner = PersonId{7}, .visibility = Visibility::owner, .artist = "Secret"});
    for (const Viewer& other : {kGuest, bob}) {
        EXPECT_TRUE(catalogue.hides_from(other));
        EXPECT_FALSE(catalogue.shows(ImageId{2}, other));
        EXPECT_THAT(catalogue.newest(std::nullopt, 9, {.viewer = other}), ElementsAre(ImageId{1}));
        EXPECT_THAT(catalogue.deal(1, std::nullopt, 9, {.viewer = other}), ElementsAre(ImageId{1}));
        EXPECT_THAT(catalogue.select(nullptr, {.viewer = other}), ElementsAre(1));
    }
    EXPECT_FALSE(catalogue.hides_from(ada));
    EXPECT_THAT(catalogue.select(nullptr, {.viewer = ada}), ElementsAre(1, 2));
    EXPECT_TRUE(catalogue.shows(ImageId{2}, kMachine));
    EXPECT_THAT(catalogue.artists("secret", 9), IsEmpty()) << "suggested to everybody";
    catalogue.upsert({.id = ImageId{2}, .owner = PersonId{7}, .artist = "Secret"});
    EXPECT_FALSE(catalogue.hides_from(kGuest));
    EXPECT_EQ(catalogue.artists("secret", 9).size(), 1U);
}

TEST(Catalogue, ListsArtistsByTheBeginningOfAWordOfTheirName) {
    Catalogue catalogue;
    catalogue.upsert({.id = ImageId{1}, .artist = "Ada Byron"});
    catalogue.upsert({.id = ImageId{2}, .artist = "Byron Katie"});
    catalogue.upsert({.id = ImageId{3}, .artist = "BYRON KATIE"});
    const auto found = catalogue.artists("by", 10);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].name, "Byron Katie");
    EXPECT_EQ(found[0].images, 2U);
    catalogue.erase(ImageId{1});
    EXPECT_EQ(catalogue.artists("ada", 10).size(), 0U) << "nobody's name without an Image";
}

TEST(Catalogue, ForgetsWhatIsErased) {
    Catalogue catalogue;
    fill(catalogue, 3);
    catalogue.erase(ImageId{1});
    catalogue.erase(ImageId{1});
    EXPECT_EQ(catalogue.size(), 2U);
    EXPECT_FALSE(catalogue.contains(ImageId{1}));
    EXPECT_THAT(catalogue.select(nullptr, {}), ElementsAre(2, 3));
}

}  // namespace
}  // namespace palette::search
