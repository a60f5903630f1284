#include "ingest/tag_correction.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace palette::ingest {
namespace {

using ::testing::ElementsAre;

constexpr std::size_t kDimension = 8;
const std::vector<float> kMean(kDimension, 0.2F);

// The mean and something of its own along one axis.
std::vector<float> embedding_along(std::size_t axis, float length = 0.8F) {
    std::vector<float> embedding = kMean;
    embedding[axis] += length;
    return embedding;
}

inference::TagLabels labels() {
    return {{"dog", "Sea", "sky"}, {0.6F, 0.6F, 0.6F}};
}

store::TagCorrection said(bool is_right, std::size_t axis, std::optional<float> confidence = std::nullopt) {
    return {embedding_along(axis), is_right, confidence};
}

TagCorrection learn(const std::string& tag, std::vector<store::TagCorrection> corrections,
                    std::size_t tags_max = 12) {
    const TagCorrection::Lesson lesson{tag, std::move(corrections)};
    return TagCorrection::learn(labels(), kMean, {&lesson, 1}, tags_max);
}

Tag ai(const char* name, float confidence) {
    return {name, TagSource::ai, confidence};
}

auto names(const std::vector<Tag>& tags) {
    std::vector<std::string> found;
    for (const Tag& tag : tags) found.push_back(tag.name);
    return found;
}

TEST(TagCorrection, TakesATagFromImagesLikeThoseItWasTakenFrom) {
    const auto learned = learn("dog", {said(false, 1, 0.8F), said(false, 1, 0.75F), said(false, 1, 0.7F)});
    const std::vector<Tag> given = {ai("sky", 0.9F), ai("dog", 0.75F)};
    EXPECT_THAT(names(learned.correct(embedding_along(1), given)), ElementsAre("sky"));
    EXPECT_THAT(names(learned.correct(embedding_along(2), given)), ElementsAre("sky", "dog"));
    EXPECT_EQ(learned.correct(embedding_along(2), given)[1].confidence, 0.75F) << "unlike them: untouched";
}

TEST(TagCorrection, GivesATagToImagesLikeThoseItWasAddedTo) {
    const auto learned = learn("sea", {said(true, 3), said(true, 3), said(true, 3)});
    const auto tags = learned.correct(embedding_along(3), {ai("sky", 0.99F)});
    ASSERT_THAT(names(tags), ElementsAre("sky", "sea"));
    EXPECT_GT(*tags[1].confidence, 0.6F);
    EXPECT_THAT(names(learned.correct(embedding_along(4), {ai("sky", 0.99F)})), ElementsAre("sky"));
}

TEST(TagCorrection, LeavesATagAloneThatWasCorrectedTooSeldom) {
    const auto learned = learn("dog", {said(false, 1, 0.8F), said(false, 1, 0.7F)});
    EXPECT_EQ(learned.size(), 0U);
    EXPECT_THAT(names(learned.correct(embedding_along(1), {ai("dog", 0.7F)})), ElementsAre("dog"));
}

TEST(TagCorrection, LearnsNothingFromWordsTheModelDoesNotHave) {
    EXPECT_EQ(learn("grandmother", {said(true, 1), said(true, 1), said(true, 1)}).size(), 0U);
}

TEST(TagCorrection, ChangesNothingWhereTheModelIsRightByItself) {
    const auto learned = learn("dog", {said(true, 1, 0.95F), said(true, 1, 0.95F), said(true, 1, 0.95F)});
    EXPECT_EQ(learned.correct(embedding_along(1), {ai("dog", 0.7F)})[0].confidence, 0.7F);
}

TEST(TagCorrection, KeepsBothSidesApart) {
    std::vector<store::TagCorrection> corrections;
    for (int i = 0; i < 4; ++i) corrections.push_back(said(false, 1, 0.8F));
    for (int i = 0; i < 4; ++i) corrections.push_back(said(true, 2));
    const auto learned = learn("dog", corrections);
    EXPECT_THAT(names(learned.correct(embedding_along(1), {ai("dog", 0.8F)})), ElementsAre());
    EXPECT_THAT(names(learned.correct(embedding_along(2), {})), ElementsAre("dog"));
}

TEST(TagCorrection, MovesALogitOnlySoFar) {
    std::vector<store::TagCorrection> corrections(50, said(false, 1, 0.9999F));
    const auto learned = learn("dog", corrections);
    const auto tags = learned.correct(embedding_along(1, 8.0F), {ai("dog", 0.9999F)});
    ASSERT_THAT(names(tags), ElementsAre("dog"));
    EXPECT_NEAR(std::log(*tags[0].confidence / (1 - *tags[0].confidence)),
                std::log(0.9999 / 0.0001) - kLogitShiftMax, 0.05);
}

TEST(TagCorrection, AddsNoMoreTagsThanAnImageMayHave) {
    const auto learned = learn("sea", {said(true, 3), said(true, 3), said(true, 3)}, 1);
    EXPECT_THAT(names(learned.correct(embedding_along(3), {ai("sky", 0.7F)})), ElementsAre("sky"));
}

TEST(TagCorrection, IsCertainOnTheSameCorrectionAnyNumberOfTimes) {
    // The rows are the same: without the ridge there would be no one answer.
    const auto learned =
        learn("dog", std::vector<store::TagCorrection>(kCorrectionsPerTagMax, said(false, 1, 0.7F)));
    EXPECT_THAT(learned.correct(embedding_along(1), {ai("dog", 0.7F)}), ElementsAre());
}

TEST(TagCorrection, LeavesAnImageWithoutAnEmbeddingAsItIs) {
    const auto learned = learn("dog", {said(false, 1, 0.8F), said(false, 1, 0.8F), said(false, 1, 0.8F)});
    EXPECT_THAT(names(learned.correct({}, {ai("dog", 0.7F)})), ElementsAre("dog"));
}

}  // namespace
}  // namespace palette::ingest
