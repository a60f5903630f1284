#include "store/correction_repository.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/testing.hpp"

namespace palette::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kPack = "pack@1";

class CorrectionRepositoryTest : public ::testing::Test {
  protected:
    ImageId understood(const std::string& name, std::vector<Tag> tags) {
        const ImageId id = library_.show(name);
        understand(id, std::move(tags));
        return id;
    }
    void understand(ImageId id, std::vector<Tag> tags) {
        Understood seen;
        seen.id = id;
        seen.embeddings.push_back({kPack, {1, 0}});
        seen.tags = {kPack, std::move(tags)};
        library_.embeddings().store({&seen, 1}).value();
    }
    void set_tags(ImageId id, std::vector<std::string> tags) {
        ImageEdit edit;
        edit.tags = std::move(tags);
        library_.images().edit(id, edit, kMachine).value();
    }
    std::vector<std::string> tags_of(ImageId id) {
        std::vector<std::string> names;
        const Image image = library_.images().find(id, kMachine).value();
        for (const Tag& tag : image.tags) names.push_back(tag.name);
        return names;
    }
    // Looks at all Images, giving the AI tags of `wanted` to each.
    void correct_all(const std::string& by, std::vector<Tag> wanted) {
        std::optional<ImageId> after = ImageId{};
        while (after) {
            after = corrections_
                        .correct_next(by, kPack, *after, 2,
                                      [&](auto, const std::vector<Tag>& given) {
                                          given_.push_back(given);
                                          return wanted;
                                      })
                        .value();
        }
    }

    testing::TestLibrary library_;
    CorrectionRepository corrections_{library_.database()};
    std::vector<std::vector<Tag>> given_;
};

Tag ai(const char* name, float confidence) {
    return {name, TagSource::ai, confidence};
}

TEST_F(CorrectionRepositoryTest, KeepsWhatAPersonSaidOfTheModelsTags) {
    const ImageId id = understood("a", {ai("dog", 0.75F), ai("sky", 0.5F)});
    const std::string before = corrections_.revision().value();
    set_tags(id, {"sky", "Sea"});
    EXPECT_NE(corrections_.revision().value(), before);
    const auto dog = corrections_.of_tag("dog", kPack, 10).value();
    ASSERT_EQ(dog.size(), 1U);
    EXPECT_FALSE(dog[0].is_right);
    EXPECT_EQ(dog[0].confidence, 0.75F);
    EXPECT_THAT(dog[0].embedding, ElementsAre(1, 0));
    const auto sea = corrections_.of_tag("sea", kPack, 10).value();
    ASSERT_EQ(sea.size(), 1U);
    EXPECT_TRUE(sea[0].is_right);
    EXPECT_FALSE(sea[0].confidence);
    EXPECT_THAT(corrections_.of_tag("sky", kPack, 10).value(), IsEmpty()) << "nothing was said of it";
}

TEST_F(CorrectionRepositoryTest, LetsAPersonChangeTheirMind) {
    const ImageId id = understood("a", {ai("dog", 0.75F)});
    set_tags(id, {});
    set_tags(id, {"dog"});
    const auto dog = corrections_.of_tag("dog", kPack, 10).value();
    ASSERT_EQ(dog.size(), 1U);
    EXPECT_TRUE(dog[0].is_right);
    EXPECT_EQ(dog[0].confidence, 0.75F) << "what the model said is kept";
}

TEST_F(CorrectionRepositoryTest, TakesWordsForNoCorrectionBeforeAModelHasLooked) {
    const ImageId id = library_.show("a");
    set_tags(id, {"dog"});
    set_tags(id, {});
    EXPECT_THAT(corrections_.of_tag("dog", kPack, 10).value(), IsEmpty());
}

TEST_F(CorrectionRepositoryTest, NamesTagsByHowOftenTheyWereCorrected) {
    for (const char* name : {"a", "b", "c"})
        set_tags(understood(name, {ai("dog", 0.7F), ai("sky", 0.7F)}), {"sky"});
    for (const char* name : {"d", "e"}) set_tags(understood(name, {ai("sky", 0.7F)}), {});
    EXPECT_THAT(corrections_.corrected_tags(2, 10).value(), ElementsAre("dog", "sky"));
    EXPECT_THAT(corrections_.corrected_tags(3, 10).value(), ElementsAre("dog"));
    EXPECT_THAT(corrections_.corrected_tags(1, 1).value(), ElementsAre("dog"));
}

TEST_F(CorrectionRepositoryTest, PutsACorrectionOnAndTakesItOffAgain) {
    const ImageId id = understood("a", {ai("dog", 0.75F), ai("sky", 0.5F)});
    correct_all("lessons 1", {ai("sea", 0.9F), ai("sky", 0.625F)});
    EXPECT_THAT(tags_of(id), ElementsAre("sea", "sky"));
    correct_all("lessons 2", {ai("dog", 0.5F)});
    ASSERT_EQ(given_.size(), 2U);
    ASSERT_EQ(given_[1].size(), 2U) << "it is always told what the model said";
    EXPECT_EQ(given_[1][0].name, "dog");
    EXPECT_EQ(given_[1][0].confidence, 0.75F);
    EXPECT_EQ(given_[1][1].confidence, 0.5F);
    correct_all("", {});
    EXPECT_THAT(tags_of(id), ElementsAre("dog", "sky"));
    EXPECT_EQ(library_.images().find(id, kMachine).value().tags[0].confidence, 0.75F);
}

TEST_F(CorrectionRepositoryTest, LooksAtEachImageOnceForTheSameLessons) {
    for (const char* name : {"a", "b", "c"}) understood(name, {ai("dog", 0.75F)});
    correct_all("lessons", {ai("dog", 0.75F)});
    correct_all("lessons", {ai("dog", 0.75F)});
    EXPECT_EQ(given_.size(), 3U);
}

TEST_F(CorrectionRepositoryTest, NeverSpeaksOverAPerson) {
    const ImageId id = understood("a", {ai("dog", 0.75F), ai("sky", 0.5F)});
    set_tags(id, {"sky", "mine"});
    correct_all("lessons", {ai("dog", 0.99F), ai("mine", 0.9F), ai("sky", 0.8F)});
    EXPECT_THAT(tags_of(id), ElementsAre("mine", "sky"));
    EXPECT_EQ(library_.images().find(id, kMachine).value().tags[0].source, TagSource::person);
    correct_all("", {});
    EXPECT_THAT(tags_of(id), ElementsAre("mine", "sky"));
}

TEST_F(CorrectionRepositoryTest, RemembersTheModelsWordOfATagThatWasCorrectedBeforeAPersonSpoke) {
    const ImageId id = understood("a", {ai("dog", 0.75F)});
    correct_all("lessons", {ai("dog", 0.875F), ai("sea", 0.8F)});
    set_tags(id, {});
    EXPECT_EQ(corrections_.of_tag("dog", kPack, 1).value()[0].confidence, 0.75F);
    const auto sea = corrections_.of_tag("sea", kPack, 1).value();
    ASSERT_EQ(sea.size(), 1U);
    EXPECT_FALSE(sea[0].confidence) << "the model had not given it";
    correct_all("", {});
    EXPECT_THAT(tags_of(id), IsEmpty());
}

TEST_F(CorrectionRepositoryTest, BeginsAnewWhereAModelLooksAgain) {
    const ImageId id = understood("a", {ai("dog", 0.75F)});
    correct_all("lessons", {ai("sea", 0.8F)});
    understand(id, {ai("cat", 0.75F)});
    EXPECT_THAT(tags_of(id), ElementsAre("cat"));
    correct_all("lessons", {ai("bird", 0.8F)});
    EXPECT_THAT(tags_of(id), ElementsAre("bird"));
    correct_all("", {});
    EXPECT_THAT(tags_of(id), ElementsAre("cat"));
}

TEST_F(CorrectionRepositoryTest, ToldOfWhatChangedAlone) {
    understood("a", {ai("dog", 0.75F)});
    const auto changes = [&] {
        return library_.database()
            .read([](Connection& connection) {
                auto& select = connection.prepare("SELECT count(*) FROM changes");
                select.executeStep();
                return select.getColumn(0).getInt();
            })
            .value();
    };
    const int before = changes();
    correct_all("lessons 1", {ai("dog", 0.75F)});
    EXPECT_EQ(changes(), before);
    correct_all("lessons 2", {ai("dog", 0.5F)});
    EXPECT_EQ(changes(), before + 1);
}

}  // namespace
}  // namespace palette::store
