#include "search/catalogue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace palette::search {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Swatch swatch(Rgb rgb, float share) { return {to_oklab(rgb), share}; }

constexpr Rgb kRed{220, 30, 40};
constexpr Rgb kGrey{128, 128, 128};
constexpr Rgb kBlue{30, 60, 200};

// Images 1 to `count`, the even ones landscape.
void fill(Catalogue& catalogue, int count) {
    for (int i = 1; i <= count; ++i) {
        catalogue.upsert(ImageId{i}, i % 2 == 0 ? Orientation::landscape : Orientation::portrait, {});
    }
}

std::vector<ImageId> deal_all(const Catalogue& catalogue, std::uint32_t seed, std::size_t limit) {
    std::vector<ImageId> all;
    std::optional<ImageId> after;
    while (true) {
        const auto page = catalogue.deal(seed, after, limit, nullptr, std::nullopt);
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
    catalogue.upsert(ImageId{1000}, Orientation::square, {});
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
    EXPECT_THAT(catalogue.newest(std::nullopt, 2, &allowed, std::nullopt), ElementsAre(ImageId{4}, ImageId{3}));
    EXPECT_THAT(catalogue.newest(ImageId{3}, 9, &allowed, std::nullopt), ElementsAre(ImageId{2}, ImageId{1}));
    EXPECT_THAT(catalogue.newest(std::nullopt, 9, nullptr, Orientation::landscape),
                ElementsAre(ImageId{6}, ImageId{4}, ImageId{2}));
    EXPECT_THAT(catalogue.newest(std::nullopt, 9, nullptr, Orientation::square), IsEmpty());
}

TEST(Catalogue, FindsASmallVividAccent) {
    Catalogue catalogue;
    const std::vector<Swatch> grey_street{swatch(kGrey, 0.97F), swatch(kRed, 0.02F)};
    const std::vector<Swatch> all_grey{swatch(kGrey, 1.0F)};
    const std::vector<Swatch> all_red{swatch(kRed, 1.0F)};
    catalogue.upsert(ImageId{1}, Orientation::square, grey_street);
    catalogue.upsert(ImageId{2}, Orientation::square, all_grey);
    catalogue.upsert(ImageId{3}, Orientation::square, all_red);
    const std::vector<OkLab> wanted{to_oklab({225, 25, 45})};
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
    catalogue.upsert(ImageId{1}, Orientation::square, both);
    catalogue.upsert(ImageId{2}, Orientation::square, red);
    const std::vector<OkLab> wanted{to_oklab(kRed), to_oklab(kBlue)};
    const auto result = catalogue.search_colors(wanted, 10, nullptr);
    ASSERT_EQ(result.best.size(), 1U);
    EXPECT_EQ(result.best[0].id, 1);
}

TEST(Catalogue, ForgetsWhatIsErased) {
    Catalogue catalogue;
    fill(catalogue, 3);
    catalogue.erase(ImageId{1});
    catalogue.erase(ImageId{1});
    EXPECT_EQ(catalogue.size(), 2U);
    EXPECT_FALSE(catalogue.contains(ImageId{1}));
    EXPECT_THAT(catalogue.select(nullptr, std::nullopt), ElementsAre(2, 3));
}

}  // namespace
}  // namespace palette::search
