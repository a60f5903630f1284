#include "search/vocabulary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace palette::search {
namespace {

TEST(Slips, AreLettersMoreLessOtherOrExchanged) {
    EXPECT_EQ(slips_between("harbour", "harbour", 2), 0U);
    EXPECT_EQ(slips_between("harbour", "hrabour", 2), 1U);
    EXPECT_EQ(slips_between("harbour", "harbor", 2), 1U);
    EXPECT_EQ(slips_between("harbour", "harbours", 2), 1U);
    EXPECT_EQ(slips_between("harbour", "harpour", 2), 1U);
    EXPECT_EQ(slips_between("harbour", "habrur", 2), 2U);
    EXPECT_EQ(slips_between("harbour", "mountain", 2), 3U);
    EXPECT_EQ(slips_between("", "ab", 1), 2U);
}

class VocabularyTest : public ::testing::Test {
  protected:
    VocabularyTest() {
        vocabulary_.add("Lighthouse at the harbour");
        vocabulary_.add("lighthouse, mitten");
        vocabulary_.add("lighter");
    }
    Vocabulary vocabulary_;
};

TEST_F(VocabularyTest, FindsWhatWasMeant) {
    EXPECT_EQ(vocabulary_.nearest("lighthuose"), "lighthouse");
    EXPECT_EQ(vocabulary_.nearest("ligthuose"), "lighthouse") << "two slips of a long word";
    EXPECT_EQ(vocabulary_.nearest("harbor"), "harbour");
    EXPECT_EQ(vocabulary_.nearest("zebra"), std::nullopt);
    EXPECT_EQ(vocabulary_.nearest("at"), std::nullopt) << "short words are too near to each other";
    EXPECT_EQ(vocabulary_.nearest("mitt3n"), std::nullopt) << "numbers are meant";
}

TEST_F(VocabularyTest, PrefersFewerSlipsThenTheMoreFrequent) {
    vocabulary_.add("coats boats boats coasts");
    EXPECT_EQ(vocabulary_.nearest("xoats"), "boats");
    EXPECT_EQ(vocabulary_.nearest("coasts"), "coasts");
}

TEST_F(VocabularyTest, FindsWhichBeginningWasMeant) {
    EXPECT_EQ(vocabulary_.nearest_beginning("lihgt"), "light");
    EXPECT_EQ(vocabulary_.nearest_beginning("lighthuo"), "lighthou");
    EXPECT_EQ(vocabulary_.nearest_beginning("ligt"), std::nullopt) << "too short to tell";
    EXPECT_EQ(vocabulary_.nearest_beginning("zebra"), std::nullopt);
}

TEST_F(VocabularyTest, FinishesWords) {
    const auto found = vocabulary_.complete("light", 10);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].word, "lighthouse");
    EXPECT_EQ(found[0].count, 2U);
    EXPECT_TRUE(vocabulary_.contains("mitten"));
    EXPECT_FALSE(vocabulary_.contains("mitte"));
}

}  // namespace
}  // namespace palette::search
