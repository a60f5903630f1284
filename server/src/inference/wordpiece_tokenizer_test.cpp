#include "inference/wordpiece_tokenizer.hpp"

#include <fstream>
#include <string>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace palette::inference {
namespace {

using testing::ElementsAre;

const std::filesystem::path kSource = PALETTE_SOURCE_DIR;
constexpr std::size_t kStarterTokensMax = 48;

// Ids: [PAD] 0, [UNK] 1, [CLS] 2, [SEP] 3, then as written.
Result<WordpieceTokenizer> small(bool lowercase = true, std::size_t tokens_max = 16) {
    return WordpieceTokenizer::from_vocabulary("[PAD]\n[UNK]\n[CLS]\n[SEP]\ncat\n##s\nC\n##at\n!\n",
                                               {lowercase, tokens_max});
}

TEST(WordpieceTokenizer, GivesTheIdsOfHuggingFacesBertTokenizer) {
    const auto tokenizer =
        WordpieceTokenizer::open(kSource / "models/starter/vocab.txt", {true, kStarterTokensMax});
    ASSERT_TRUE(tokenizer) << describe(tokenizer.error());
    std::ifstream golden(kSource / "training/golden/wordpiece.jsonl");
    int rows = 0;
    for (std::string line; std::getline(golden, line); ++rows) {
        const auto row = boost::json::parse(line);
        const auto expected = boost::json::value_to<std::vector<std::int64_t>>(row.at("ids"));
        const auto& text = row.at("text").as_string();
        EXPECT_EQ(tokenizer->encode({text.data(), text.size()}), expected) << line;
    }
    EXPECT_GT(rows, 50);
}

TEST(WordpieceTokenizer, TakesTheLongestPieceFirst) {
    EXPECT_THAT(small()->encode("cats cat!"), ElementsAre(2, 4, 5, 4, 8, 3));
}

TEST(WordpieceTokenizer, KeepsCaseWhereTheModelWantsIt) {
    EXPECT_THAT(small(false)->encode("Cat cat"), ElementsAre(2, 6, 7, 4, 3));
}

TEST(WordpieceTokenizer, CutsLongTextsAndStillEndsThem) {
    EXPECT_THAT(small(true, 5)->encode("cats cats cats"), ElementsAre(2, 4, 5, 4, 3));
    EXPECT_THAT(small(true, 3)->encode("cats cats cats"), ElementsAre(2, 4, 3));
}

TEST(WordpieceTokenizer, TakesSpecialTokensFromUsersAsOrdinaryText) {
    EXPECT_THAT(small()->encode("[SEP]"), ElementsAre(2, 1, 1, 1, 3));
}

TEST(WordpieceTokenizer, MakesAWordUnknownThatIsLongerThanItsLimit) {
    const std::string longest = "cat" + std::string(kWordCharactersMax - 3, 's');
    const auto tokenizer = small(true, 200);
    EXPECT_EQ(tokenizer->encode(longest).size(), kWordCharactersMax - 3 + 3);
    EXPECT_THAT(tokenizer->encode(longest + "s"), ElementsAre(2, 1, 3));
}

TEST(WordpieceTokenizer, AcceptsAnyBytes) {
    const auto tokenizer = small();
    EXPECT_THAT(tokenizer->encode("cat\xff\xfes"), ElementsAre(2, 4, 5, 3));
    EXPECT_THAT(tokenizer->encode(std::string_view("\0\x01", 2)), ElementsAre(2, 3));
    EXPECT_EQ(tokenizer->encode(std::string(kTextBytesMax * 2, '!')).size(), 16U);
}

struct BadVocabulary {
    const char* name;
    const char* text;
    const char* complaint;
};

class WordpieceTokenizerRefuses : public testing::TestWithParam<BadVocabulary> {};

TEST_P(WordpieceTokenizerRefuses, AVocabularyThatCannotBeUsed) {
    const auto tokenizer = WordpieceTokenizer::from_vocabulary(GetParam().text, {true, 8});
    ASSERT_FALSE(tokenizer);
    EXPECT_EQ(tokenizer.error().code, "model_pack_invalid");
    EXPECT_THAT(tokenizer.error().public_message, testing::HasSubstr(GetParam().complaint));
}

INSTANTIATE_TEST_SUITE_P(Vocabularies, WordpieceTokenizerRefuses,
                         testing::Values(BadVocabulary{"empty", "", "has no [UNK]"},
                                         BadVocabulary{"no_begin", "[UNK]\n[SEP]\n", "has no [CLS]"},
                                         BadVocabulary{"no_end", "[UNK]\n[CLS]\n", "has no [SEP]"},
                                         BadVocabulary{"repeated", "[UNK]\n[CLS]\n[SEP]\na\na\n",
                                                       "has \"a\" twice"}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(WordpieceTokenizerRefuses, AVocabularyThatIsNotThere) {
    const auto tokenizer = WordpieceTokenizer::open("/nowhere/vocab.txt", {true, 8});
    ASSERT_FALSE(tokenizer);
    EXPECT_EQ(tokenizer.error().code, "model_pack_damaged");
}

}  // namespace
}  // namespace palette::inference
