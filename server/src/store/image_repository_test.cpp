#include "store/image_repository.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/change_repository.hpp"
#include "store/full_text.hpp"
#include "store/job_repository.hpp"
#include "store/testing.hpp"

namespace palette::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class ImageRepositoryTest : public ::testing::Test {
  protected:
    std::vector<ImageId> find_words(const std::string& text) {
        std::vector<ImageId> ids;
        const auto hits = search_full_text(library_.database(), text, 100).value();
        for (const auto& hit : hits) ids.push_back(hit.id);
        return ids;
    }
    std::vector<std::string> tag_names(ImageId id) {
        std::vector<std::string> names;
        const Image image = library_.images().find(id, kMachine).value();
        for (const auto& tag : image.tags) names.push_back(tag.name);
        return names;
    }
    std::vector<CatalogueRow> catalogue(ImageIdRange range) {
        std::vector<CatalogueRow> rows;
        library_.images()
            .for_each_catalogue_row(range, [&](const CatalogueRow& row) { rows.push_back(row); })
            .value();
        return rows;
    }
    void understand(ImageId id, std::vector<Tag> tags) {
        const Understood understood{
            id, {{"pack@1", {0.6F, 0.8F}}}, Understood::Tags{"pack@1", std::move(tags)}};
        library_.embeddings().store({&understood, 1}).value();
    }

    testing::TestLibrary library_;
};

TEST_F(ImageRepositoryTest, KeepsEveryFact) {
    Words words{"A boat", "On the sea",           "Ada", "Museum", "https://example.org/1",
                "CC0",    {"Boat", "sea", "BOAT"}};
    const ImageId id = library_.accept("boat.png", words);
    const Image image = library_.images().find(id, kMachine).value();
    EXPECT_EQ(image.words.title, "A boat");
    EXPECT_EQ(image.words.description, "On the sea");
    EXPECT_EQ(image.words.artist, "Ada");
    EXPECT_EQ(image.words.credit, "Museum");
    EXPECT_EQ(image.words.source_url, "https://example.org/1");
    EXPECT_EQ(image.words.licence, "CC0");
    EXPECT_EQ(image.state, ImageState::accepted);
    EXPECT_THAT(tag_names(id), ElementsAre("boat", "sea"));
}

TEST_F(ImageRepositoryTest, KnowsTheSameBytesAgain) {
    const ImageId first = library_.accept("boat.png");
    EXPECT_EQ(library_.accept("boat.png"), first);
    EXPECT_EQ(library_.images().counts(kMachine).value().images, 1);
}

TEST_F(ImageRepositoryTest, KeepsNoRowWhenTheFileCannotBePlaced) {
    NewImage image;
    image.id = ImageId{new_id_value()};
    image.original = {testing::TestLibrary::sha256_of("x"), "image/png", "png", 1, 1, 1, 1};
    const auto added = library_.images().add(
        image, []() -> Result<void> { return fail(ErrorKind::no_space, "disk_full", "The disk is full."); });
    EXPECT_EQ(added.error().code, "disk_full");
    EXPECT_EQ(library_.images().counts(kMachine).value().images, 0);
    EXPECT_EQ(JobRepository(library_.database()).count().value(), 0);
}

TEST_F(ImageRepositoryTest, GoesThroughItsStages) {
    const ImageId id = library_.accept("boat.png");
    JobRepository jobs(library_.database());
    EXPECT_EQ(jobs.begin(10, {}).value().at(0).kind, JobKind::derive);
    library_.images().set_derived(id, {{9}, 5, {{{0.5F, 0.1F, 0.0F}, 0.75F}}}).value();
    EXPECT_EQ(library_.images().find(id, kMachine).value().state, ImageState::derived);
    EXPECT_THAT(library_.images().find(id, kMachine).value().swatches,
                ElementsAre(Swatch{{0.5F, 0.1F, 0.0F}, 0.75F}));
    EXPECT_EQ(jobs.begin(10, {}).value().at(0).kind, JobKind::understand);
    understand(id, {});
    EXPECT_EQ(library_.images().find(id, kMachine).value().state, ImageState::ready);
    EXPECT_THAT(jobs.begin(10, {}).value(), IsEmpty());
    std::vector<std::string> kinds;
    const auto changes = ChangeRepository(library_.database()).after(0, 10).value();
    for (const auto& change : changes) kinds.push_back(change.kind);
    EXPECT_THAT(kinds, ElementsAre("derived", "ready"));
}

TEST_F(ImageRepositoryTest, NeverLetsAiOverwriteAPerson) {
    const ImageId id = library_.show("boat.png", {.tags = {"boat"}});
    understand(id,
               {{"boat", TagSource::ai, 0.9F}, {"water", TagSource::ai, 0.8F}, {"cat", TagSource::ai, 0.7F}});
    EXPECT_THAT(tag_names(id), ElementsAre("boat", "water", "cat"));
    EXPECT_EQ(library_.images().find(id, kMachine).value().tags[0].source, TagSource::person);

    ImageEdit edit;
    edit.tags = {"boat", "water", "harbour"};  // says no to "cat"
    library_.images().edit(id, edit, kMachine).value();
    understand(id, {{"cat", TagSource::ai, 0.99F}, {"water", TagSource::ai, 0.5F}});
    EXPECT_THAT(tag_names(id), UnorderedElementsAre("boat", "harbour", "water"));
    EXPECT_THAT(find_words("cat"), IsEmpty());
    EXPECT_THAT(find_words("harbour"), ElementsAre(id));
}

TEST_F(ImageRepositoryTest, ForgetsADeletedImageEverywhere) {
    const ImageId id = library_.show("boat.png", {.title = "boat", .tags = {"sea"}});
    understand(id, {});
    library_.images().remove(id, kMachine).value();
    EXPECT_EQ(library_.images().find(id, kMachine).error().code, "image_not_found");
    EXPECT_EQ(library_.images().remove(id, kMachine).error().code, "image_not_found");
    EXPECT_THAT(find_words("boat"), IsEmpty());
    EXPECT_THAT(catalogue({ImageId{0}, id}), IsEmpty());
    EXPECT_THAT(library_.images().cards(std::vector{id}, kMachine).value(), IsEmpty());
    EXPECT_THAT(library_.images().tag_counts("", {}, 10, kMachine).value(), IsEmpty());
    EXPECT_THAT(library_.embeddings().find("pack@1", id).value(), IsEmpty());
}

TEST_F(ImageRepositoryTest, ReadsTheCatalogueInPartsWithEachImagesOwnSwatches) {
    const Swatch red{{0.6F, 0.2F, 0.1F}, 0.7F};
    const Swatch blue{{0.4F, 0.0F, -0.2F}, 0.3F};
    const std::vector ids = {library_.show("a.png", {}, {red, blue}), library_.show("b.png", {}, {blue}),
                             library_.show("c.png"), library_.show("d.png", {}, {red})};
    library_.images().remove(ids[1], kMachine).value();
    for (const std::size_t parts : {1U, 2U, 3U, 9U}) {
        std::vector<std::pair<ImageId, std::size_t>> found;
        const auto ranges = library_.images().id_ranges(parts).value();
        for (const auto& range : ranges) {
            for (const auto& row : catalogue(range)) found.emplace_back(row.id, row.swatches.size());
        }
        EXPECT_THAT(
            found, UnorderedElementsAre(std::pair(ids[0], 2U), std::pair(ids[2], 0U), std::pair(ids[3], 1U)));
    }
    EXPECT_FLOAT_EQ(catalogue({ids[0], ids[0]}).front().swatches.back().share, 0.3F);
}

TEST_F(ImageRepositoryTest, BringsADeletedImageBackWithItsBytes) {
    const ImageId id = library_.show("boat.png", {.title = "boat"});
    library_.images().remove(id, kMachine).value();
    EXPECT_EQ(library_.accept("boat.png"), id);
    EXPECT_EQ(library_.images().find(id, kMachine).value().words.title, "boat");
    EXPECT_THAT(find_words("boat"), ElementsAre(id));
}

TEST_F(ImageRepositoryTest, DiscardsOnlyWhatFailed) {
    const ImageId good = library_.show("good.png");
    const ImageId bad = library_.accept("bad.png");
    library_.images().set_failed(bad, "It is corrupt.").value();
    EXPECT_EQ(library_.images().find(bad, kMachine).value().failure, "It is corrupt.");
    std::vector<std::string> removed;
    for (const ImageId id : {good, bad}) {
        library_.images()
            .discard_failed(id, [&](const std::string& sha256) { removed.push_back(sha256); })
            .value();
    }
    EXPECT_THAT(removed, ElementsAre(testing::TestLibrary::sha256_of("bad.png")));
    EXPECT_TRUE(library_.images().find(good, kMachine));
    EXPECT_FALSE(library_.images().find(bad, kMachine));
}

TEST_F(ImageRepositoryTest, CountsTagsByPrefixTakingSignsLiterally) {
    library_.show("a", {.tags = {"sea", "100%"}});
    library_.show("b", {.tags = {"sea", "seal"}});
    library_.show("c", {.tags = {"tree"}});
    std::vector<std::string> names;
    const auto counts = library_.images().tag_counts("SEA", {}, 10, kMachine).value();
    for (const auto& count : counts) {
        names.push_back(count.name + "=" + std::to_string(count.images));
    }
    EXPECT_THAT(names, ElementsAre("sea=2", "seal=1"));
    EXPECT_THAT(library_.images().tag_counts("%", {}, 10, kMachine).value(), IsEmpty());
    EXPECT_THAT(library_.images().tag_counts("100%", {}, 10, kMachine).value(), SizeIs(1));
}

TEST_F(ImageRepositoryTest, FindsImagesWithAllOfTheTags) {
    const ImageId both = library_.show("a", {.tags = {"sea", "boat"}});
    library_.show("b", {.tags = {"sea"}});
    const std::vector<std::string> tags{"Sea", "BOAT"};
    EXPECT_THAT(library_.images().ids_with_tags(tags).value(), ElementsAre(both.value));
    const std::vector<std::string> none{"sea", "unheard of"};
    EXPECT_THAT(library_.images().ids_with_tags(none).value(), IsEmpty());
}

TEST(JobRepository, CountsAttemptsAndForgivesThem) {
    testing::TestLibrary library;
    const ImageId id = library.accept("a");
    JobRepository jobs(library.database());
    EXPECT_EQ(jobs.begin(1, {}).value().at(0).attempts, 0);
    EXPECT_EQ(jobs.begin(1, {}).value().at(0).attempts, 1);
    jobs.excuse(id).value();
    EXPECT_EQ(jobs.begin(1, {}).value().at(0).attempts, 1);
    const std::vector in_progress{id};
    EXPECT_TRUE(jobs.begin(1, in_progress).value().empty());
}

TEST(ChangeRepository, KnowsHowFarItReachesBack) {
    testing::TestLibrary library;
    const ChangeRepository changes(library.database());
    EXPECT_TRUE(changes.reaches_back_to(0).value());
    EXPECT_FALSE(changes.reaches_back_to(1).value()) << "a position this log never had";
    library.show("a");
    library.show("b");
    EXPECT_EQ(changes.latest().value(), 2);
    EXPECT_TRUE(changes.reaches_back_to(0).value());
    library.database()
        .write([](Connection& connection) {
            connection.prepare("DELETE FROM changes WHERE sequence = 1").exec();
        })
        .value();
    EXPECT_FALSE(changes.reaches_back_to(0).value());
    EXPECT_TRUE(changes.reaches_back_to(1).value());
    EXPECT_TRUE(changes.reaches_back_to(2).value());
}

}  // namespace
}  // namespace palette::store
