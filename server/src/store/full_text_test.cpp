#include "store/full_text.hpp"

#include <gtest/gtest.h>

#include "store/testing.hpp"

namespace palette::store {
namespace {

class FullTextTest : public ::testing::Test {
  protected:
    FullTextTest() {
        harbour_ = library_.show("a", {.title = "Misty harbour at dawn", .artist = "Ada Byron"});
        dog_ = library_.show("b", {.title = "A dog", .description = "runs along the harbour", .tags = {"pets"}});
        zurich_ = library_.show("c", {.title = "Zürich"});
    }
    std::vector<TextHit> search(const std::string& text) {
        return search_full_text(library_.database(), text, 100).value();
    }

    testing::TestLibrary library_;
    ImageId harbour_;
    ImageId dog_;
    ImageId zurich_;
};

TEST_F(FullTextTest, RanksTitlesAboveDescriptions) {
    const auto hits = search("harbour");
    ASSERT_EQ(hits.size(), 2U);
    EXPECT_EQ(hits[0].id, harbour_);
    EXPECT_GT(hits[0].score, hits[1].score);
}

TEST_F(FullTextTest, SaysWhoHasAllTheWords) {
    const auto hits = search("the dawn of a dog");
    ASSERT_EQ(hits.size(), 2U) << "either word, and small words do not count";
    EXPECT_FALSE(hits[0].all_terms);
    EXPECT_TRUE(search("dawn in the harbour").at(0).all_terms);
}

TEST_F(FullTextTest, ForgivesFormAccentsAndUnfinishedWords) {
    EXPECT_EQ(search("dogs").at(0).id, dog_);
    EXPECT_EQ(search("pet").at(0).id, dog_);
    EXPECT_EQ(search("zurich").at(0).id, zurich_);
    EXPECT_EQ(search("ZÜR").at(0).id, zurich_);
    EXPECT_EQ(search("byron").at(0).id, harbour_);
}

TEST_F(FullTextTest, TakesEverySignLiterally) {
    for (const char* text : {"\"", "*", "title:harbour OR", "a AND", "NEAR(", "(", "^", "-", "'; DROP TABLE images", "\\",
                             "col : *", "\xF0\x9F\x8C\x8A"}) {
        EXPECT_TRUE(search_full_text(library_.database(), text, 10)) << text;
    }
    EXPECT_TRUE(search("!!! ...").empty());
    EXPECT_TRUE(search("").empty());
}

}  // namespace
}  // namespace palette::store
