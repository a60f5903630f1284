#include "inference/tag_labels.hpp"

#include <cmath>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace palette::inference {
namespace {

using testing::ElementsAre;
using testing::Field;

auto named(const char* name) {
    return Field(&ScoredTag::name, name);
}

TEST(TagLabels, ReadsNamesAndThresholdsInOrder) {
    const auto labels = TagLabels::parse("dog\t0.5\nbird of prey\t0.75\n");
    ASSERT_TRUE(labels);
    EXPECT_THAT(labels->names, ElementsAre("dog", "bird of prey"));
    EXPECT_THAT(labels->thresholds, ElementsAre(0.5F, 0.75F));
}

TEST(TagLabels, ChoosesWhatIsOverItsOwnThresholdMostConfidentFirst) {
    const auto labels = TagLabels::parse("a\t0.5\nb\t0.5\nc\t0.99\nd\t0.1\ne\t0.5");
    const std::vector<float> logits = {1, 3, 4, -2, 0};
    const auto tags = labels->choose(logits, 10);
    EXPECT_THAT(tags, ElementsAre(named("b"), named("a"), named("d")));
    EXPECT_NEAR(tags[0].confidence, 0.952574, 1e-6);
}

TEST(TagLabels, IsOffAtExactlyItsThreshold) {
    EXPECT_TRUE(TagLabels::parse("a\t0.5")->choose(std::vector<float>{0}, 10).empty());
    EXPECT_TRUE(TagLabels::parse("a\t1")->choose(std::vector<float>{1000}, 10).empty());
}

TEST(TagLabels, GivesNoMoreThanAskedForAndKeepsTheOrderOfEquals) {
    const auto labels = TagLabels::parse("a\t0.5\nb\t0.5\nc\t0.5");
    EXPECT_THAT(labels->choose(std::vector<float>{2, 2, 2}, 2), ElementsAre(named("a"), named("b")));
}

TEST(TagLabels, LeavesOutWhatIsNotANumber) {
    EXPECT_TRUE(TagLabels::parse("a\t0.5")->choose(std::vector<float>{std::nanf("")}, 10).empty());
}

struct BadLabels {
    const char* name;
    std::string text;
    const char* complaint;
};

class TagLabelsRefuse : public testing::TestWithParam<BadLabels> {};

TEST_P(TagLabelsRefuse, ALineAndSayWhich) {
    const auto labels = TagLabels::parse(GetParam().text);
    ASSERT_FALSE(labels);
    EXPECT_EQ(labels.error().code, "model_pack_invalid");
    EXPECT_THAT(labels.error().public_message, testing::HasSubstr(GetParam().complaint));
}

INSTANTIATE_TEST_SUITE_P(
    Lines, TagLabelsRefuse,
    testing::Values(BadLabels{"empty_file", "", "Line 1"},
                    BadLabels{"empty_line", "a\t0.5\n\nb\t0.5", "Line 2"},
                    BadLabels{"no_threshold", "a", "is not a name, a tab and a threshold"},
                    BadLabels{"three_fields", "a\tb\t0.5", "is not a name, a tab and a threshold"},
                    BadLabels{"empty_name", "\t0.5", "has a name that is empty"},
                    BadLabels{"name_too_long", std::string(kTagBytesMax + 1, 'a') + "\t0.5",
                              "has a name that is empty, too long"},
                    BadLabels{"control_character", "a\x01\t0.5", "not clean text"},
                    BadLabels{"repeated", "a\t0.5\na\t0.6", "Line 2 of the tagger's labels repeats a name"},
                    BadLabels{"word_for_threshold", "a\thigh", "no number from 0 to 1"},
                    BadLabels{"threshold_above_one", "a\t1.5", "no number from 0 to 1"},
                    BadLabels{"threshold_not_a_number", "a\tnan", "no number from 0 to 1"},
                    BadLabels{"windows_line_end", "a\t0.5\r\nb\t0.5", "no number from 0 to 1"}),
    [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace palette::inference
