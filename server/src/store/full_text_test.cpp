#include "store/full_text.hpp"

#include <gtest/gtest.h>

#include "store/testing.hpp"

namespace palette::store {
namespace {

class FullTextTest : public ::testing::Test {
  protected:
    FullTextTest() {
        harbour_ = library_.show("a", {.title = "Misty harbour at dawn", .artist = "Ada Byron"});
        dog_ =
            library_.show("b", {.title = "A dog", .description = "runs along the harbour", .tags = {"pets"}});
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
    for (const char* text : {"\"", "*", "title:harbour OR", "a AND", "NEAR(", "(", "^", "-",
                             "'; DROP TABLE images", "\\", "col : *", "\xF0\x9F\x8C\x8A"}) {
        EXPECT_TRUE(search_full_text(library_.database(), text, 10)) << text;
    }
    EXPECT_TRUE(search("!!! ...").empty());
    EXPECT_TRUE(search("").empty());
}

// Words of Images that are nowhere else: what full text does with many is told by its own table.
void add_texts(Database& database, std::int64_t first, std::int64_t count, const std::string& title,
               const std::string& description) {
    database
        .write([&](Connection& connection) {
            for (std::int64_t id = first; id < first + count; ++id) {
                auto& insert = connection.prepare(
                    "INSERT INTO image_text (rowid, title, tags, artist, description) VALUES (?, ?, '', '', "
                    "?)");
                insert.bind(1, id);
                insert.bind(2, title);
                insert.bind(3, description);
                insert.exec();
            }
        })
        .value();
}

TEST_F(FullTextTest, PutsTitlesFirstAlsoWhereTooManyHaveTheWordToScoreThem) {
    add_texts(library_.database(), 1, 1, "Zebra", "");
    add_texts(library_.database(), 2, kScoredMax + 10, "", "a zebra in the distance");
    const auto hits = search("zebra");
    ASSERT_EQ(hits.size(), 100U);
    EXPECT_EQ(hits[0].id, ImageId{1});
    EXPECT_GT(hits[0].score, hits[1].score);
    EXPECT_TRUE(hits[99].all_terms);
    const auto with_both = search("distance zebra");
    ASSERT_EQ(with_both.size(), 100U);
    EXPECT_TRUE(with_both[99].all_terms);
}

TEST_F(FullTextTest, LetsOnlyRareWordsBringImagesInByThemselves) {
    add_texts(library_.database(), 1, kRareImagesMax + 1, "Common", "");
    add_texts(library_.database(), kRareImagesMax + 2, 3, "Quagga", "");
    const auto hits = search("common quagga");
    EXPECT_EQ(hits.size(), 3U);
    EXPECT_FALSE(hits[0].all_terms);
}

TEST_F(FullTextTest, ScoresLikeBm25OfFts5) {
    add_texts(library_.database(), 1, 20, "Quiet street", "a street with a dog");
    add_texts(library_.database(), 21, 3, "Harbour of the harbour", "quiet");
    for (const auto& [text, match] : {std::pair{"harbour", "harbour*"},
                                      {"quiet harbour", "quiet AND harbour*"},
                                      {"harbour dog", "harbour AND dog*"},
                                      {"dawn zurich", "dawn OR zurich*"}}) {
        const auto hits = search(text);
        std::vector<TextHit> expected;
        library_.database()
            .read([&](Connection& connection) {
                auto& select = connection.prepare(
                    "SELECT rowid, -bm25(image_text, 10.0, 6.0, 6.0, 2.0) AS score FROM image_text"
                    " WHERE image_text MATCH ? ORDER BY score DESC, rowid");
                select.bind(1, match);
                while (select.executeStep()) {
                    expected.push_back({ImageId{select.getColumn(0).getInt64()},
                                        static_cast<float>(select.getColumn(1).getDouble())});
                }
            })
            .value();
        ASSERT_FALSE(expected.empty()) << text;
        ASSERT_GE(hits.size(), expected.size()) << text;
        for (std::size_t i = 0; i < expected.size(); ++i) {
            EXPECT_EQ(hits[i].id, expected[i].id) << text;
            EXPECT_FLOAT_EQ(hits[i].score, expected[i].score) << text;
        }
    }
}

TEST_F(FullTextTest, KnowsWhichWordsAreThere) {
    EXPECT_TRUE(is_word_known(library_.database(), "dogs", WordEnd::complete).value());
    EXPECT_FALSE(is_word_known(library_.database(), "harb", WordEnd::complete).value());
    EXPECT_TRUE(is_word_known(library_.database(), "harb", WordEnd::open).value());
    EXPECT_FALSE(is_word_known(library_.database(), "hrabour", WordEnd::open).value());
}

}  // namespace
}  // namespace palette::store
