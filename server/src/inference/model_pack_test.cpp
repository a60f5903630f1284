#include "inference/model_pack.hpp"

#include <algorithm>
#include <fstream>
#include <functional>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/temporary_folder.hpp"
#include "inference/read_file.hpp"

namespace palette::inference {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;

using Picture = std::vector<std::uint8_t>;
using Pictures = std::vector<Picture>;

const std::filesystem::path kSource = PALETTE_SOURCE_DIR;
const std::filesystem::path kStarter = kSource / "models/starter";

const ModelPack& starter() {
    static const auto pack = ModelPack::open(kStarter, {.threads = 2});
    if (!pack) throw std::runtime_error(describe(pack.error()));
    return **pack;
}

float dot(const std::vector<float>& x, const std::vector<float>& y) {
    return std::inner_product(x.begin(), x.end(), y.begin(), 0.0F);
}

// A picture of the starter pack's size; different for each `seed`.
Picture picture(int seed) {
    const auto size = static_cast<std::size_t>(starter().description().image.size);
    Picture rgb(size * size * 3);
    for (std::size_t i = 0; i < rgb.size(); ++i) {
        rgb[i] = static_cast<std::uint8_t>(i / 3 % size * static_cast<std::size_t>(seed + 1) + i % 3 * 40);
    }
    return rgb;
}

ModelCounters counters_of(const ModelPack& pack, std::string_view model) {
    for (auto& counters : pack.counters()) {
        if (counters.model == model) return counters;
    }
    throw std::runtime_error("there is no such model");
}

TEST(ModelPack, GivesUnitEmbeddingsAndChosenTags) {
    const auto& pack = starter();
    const Pictures images = {picture(0), picture(1)};
    const auto understood = pack.understand(images);
    ASSERT_TRUE(understood) << describe(understood.error());
    ASSERT_EQ(understood->size(), 2U);
    for (const auto& [embedding, tags, confidences] : *understood) {
        EXPECT_TRUE(confidences.empty());  // nobody asked for all of them
        EXPECT_EQ(embedding.size(), static_cast<std::size_t>(pack.description().dimension));
        EXPECT_NEAR(dot(embedding, embedding), 1, 1e-5);
        EXPECT_LE(tags.size(), static_cast<std::size_t>(pack.description().tagger->tags_max));
        EXPECT_TRUE(std::ranges::is_sorted(tags, std::ranges::greater(), &ScoredTag::confidence));
        for (const auto& tag : tags) EXPECT_THAT(pack.tag_labels().names, ::testing::Contains(tag.name));
    }
    EXPECT_LT(dot((*understood)[0].embedding, (*understood)[1].embedding), 0.999F);
}

TEST(ModelPack, UnderstandsMorePicturesThanItWorksOnAtOnceInTheirOrder) {
    const auto& pack = starter();
    EXPECT_EQ(pack.pictures_at_once(), 2U * static_cast<std::size_t>(pack.description().image.batch_max));
    Pictures images;
    for (std::size_t i = 0; i < pack.pictures_at_once() + 3; ++i) {
        images.push_back(picture(static_cast<int>(i)));
    }
    const auto together = pack.understand(images);
    ASSERT_TRUE(together);
    ASSERT_EQ(together->size(), images.size());
    for (const std::size_t i : {std::size_t{0}, images.size() - 1}) {
        const auto alone = pack.understand(std::span(images).subspan(i, 1));
        ASSERT_TRUE(alone);
        EXPECT_GT(dot(alone->front().embedding, (*together)[i].embedding), 0.99F) << i;
    }
}

TEST(ModelPack, UnderstandsNothingOfNothing) {
    EXPECT_TRUE(starter().understand({})->empty());
}

TEST(ModelPack, RefusesAPictureOfAnotherSize) {
    const Pictures images = {picture(0), {1, 2, 3}};
    const auto understood = starter().understand(images);
    ASSERT_FALSE(understood);
    EXPECT_EQ(understood.error().code, "image_size_wrong");
}

TEST(ModelPack, GivesTheTextEmbeddingsItWasTrainedToGive) {
    const auto golden = json::parse(*read_file(kSource / "training/golden/starter.json", 1 << 20));
    ASSERT_FALSE(golden.as_array().empty());
    for (const auto& row : golden.as_array()) {
        const auto& text = row.at("text").as_string();
        const auto embedding = starter().embed_text({text.data(), text.size()});
        ASSERT_TRUE(embedding) << describe(embedding.error());
        const auto expected = json::value_to<std::vector<float>>(row.at("embedding"));
        for (std::size_t i = 0; i < expected.size(); ++i) {
            EXPECT_NEAR((*embedding)[i], expected[i], 0.005) << text << i;
        }
    }
}

TEST(ModelPack, EmbedsAnyText) {
    const std::vector<std::string> texts = {"", " ", "\xff\xfe", std::string(1'000'000, 'x'), "{}", "猫🐱"};
    for (const auto& text : texts) {
        const auto embedding = starter().embed_text(text);
        ASSERT_TRUE(embedding) << describe(embedding.error());
        EXPECT_NEAR(dot(*embedding, *embedding), 1, 1e-5);
    }
}

TEST(ModelPack, MayBeUsedFromManyThreadsAtOnce) {
    const auto expected = starter().embed_text("a cat");
    constexpr int kThreads = 4;
    std::vector<std::thread> threads;
    threads.reserve(kThreads);
    for (int i = 0; i < kThreads; ++i) {
        threads.emplace_back([&, i] {
            const Pictures images = {picture(i)};
            EXPECT_TRUE(starter().understand(images));
            EXPECT_EQ(*starter().embed_text("a cat"), *expected);
        });
    }
    for (auto& thread : threads) thread.join();
}

TEST(ModelPack, LetsGoOfModelsThatNobodyRunsAndLoadsThemAgain) {
    const auto pack = ModelPack::open(kStarter, {.threads = 1, .load = Settings::Load::when_needed});
    ASSERT_TRUE(pack) << describe(pack.error());
    const auto text = [&] { return counters_of(**pack, "text"); };
    EXPECT_FALSE(text().is_loaded);
    const auto first = (*pack)->embed_text("a cat");
    ASSERT_TRUE(first);
    EXPECT_TRUE(text().is_loaded);
    EXPECT_FALSE(counters_of(**pack, "image").is_loaded);
    EXPECT_EQ((*pack)->release(std::chrono::hours(1)), 0U);
    EXPECT_EQ((*pack)->release(std::chrono::milliseconds(0)), 1U);
    EXPECT_FALSE(text().is_loaded);
    EXPECT_EQ(*(*pack)->embed_text("a cat"), *first);
    EXPECT_EQ(text().loads, 2U);
    EXPECT_EQ(text().runs, 2U);
    EXPECT_EQ(text().items, 2U);
}

struct BatchRow {
    const char* name;
    Settings settings;
    std::size_t pictures;
    std::uint64_t runs;
};

class BatchOfRuns : public ::testing::TestWithParam<BatchRow> {};

TEST_P(BatchOfRuns, IsAsThePackSaysUnlessSet) {
    const auto& row = GetParam();
    const auto pack = ModelPack::open(kStarter, row.settings);
    ASSERT_TRUE(pack) << describe(pack.error());
    Pictures images;
    for (std::size_t i = 0; i < row.pictures; ++i) images.push_back(picture(static_cast<int>(i)));
    const auto together = (*pack)->understand(images);
    ASSERT_TRUE(together) << describe(together.error());
    const auto counters = counters_of(**pack, "image");
    EXPECT_EQ(counters.runs, row.runs);
    EXPECT_EQ(counters.items, row.pictures);
    // Nor does it change what is seen.
    for (std::size_t i = 0; i < images.size(); ++i) {
        const auto alone = starter().understand(std::span(images).subspan(i, 1));
        ASSERT_TRUE(alone);
        for (std::size_t at = 0; at < alone->front().embedding.size(); ++at)
            ASSERT_NEAR((*together)[i].embedding[at], alone->front().embedding[at], 1e-4F);
    }
}

INSTANTIATE_TEST_SUITE_P(All, BatchOfRuns,
                         ::testing::Values(BatchRow{"of_the_pack", {.threads = 1}, 5, 5},
                                           BatchRow{"set", {.threads = 1, .batch = 4}, 5, 2},
                                           BatchRow{"shared_by_threads", {.threads = 2, .batch = 4}, 6, 2},
                                           BatchRow{
                                               "more_than_there_are", {.threads = 1, .batch = 256}, 3, 1}),
                         [](const auto& row) { return row.param.name; });

TEST(BatchOfFixedModel, StaysOneWhereTheModelTakesOne) {
    const auto folder = std::filesystem::path(PALETTE_SOURCE_DIR) / "training/golden/packs/clip";
    const auto pack = ModelPack::open(folder, {.threads = 1, .batch = 8});
    ASSERT_TRUE(pack) << describe(pack.error());
    const auto size = static_cast<std::size_t>((*pack)->description().image.size);
    const Pictures images(3, std::vector<std::uint8_t>(size * size * 3, 77));
    ASSERT_TRUE((*pack)->understand(images));
    EXPECT_EQ(counters_of(**pack, "image").runs, 3U);
    EXPECT_EQ((*pack)->pictures_at_once(), 1U);
}

TEST(ModelPack, GivesTheSameTagsAloneAsWithTheEmbedding) {
    const Pictures images = {picture(0), picture(1)};
    const auto understood = starter().understand(images);
    const auto tagged = starter().tag(images);
    ASSERT_TRUE(tagged) << describe(tagged.error());
    for (std::size_t i = 0; i < images.size(); ++i) {
        ASSERT_EQ((*tagged)[i].size(), (*understood)[i].tags.size());
        for (std::size_t tag = 0; tag < (*tagged)[i].size(); ++tag)
            EXPECT_EQ((*tagged)[i][tag].name, (*understood)[i].tags[tag].name);
    }
}

TEST(ModelPack, PassesItsOwnProbe) {
    const auto probed = starter().probe();
    EXPECT_TRUE(probed) << describe(probed.error());
}

// The starter pack with its large files linked, to be broken.
class BrokenPack : public ::testing::Test {
  protected:
    void SetUp() override {
        document_ = json::parse(*read_file(kStarter / "pack.json", kPackJsonBytesMax)).as_object();
        for (const auto& file : document_["files"].as_object()) {
            const std::string name = file.key();
            std::filesystem::create_symlink(kStarter / name, folder_.path() / name);
        }
    }

    void write_description() const {
        std::ofstream(folder_.path() / "pack.json") << json::serialize(document_);
    }

    // Replaces a file, and says so in pack.json.
    void replace(const std::string& name, const std::string& bytes) {
        std::filesystem::remove(folder_.path() / name);
        std::ofstream(folder_.path() / name, std::ios::binary) << bytes;
        document_["files"].as_object()[name].as_object()["bytes"] = bytes.size();
    }

    void expect_refused(const char* code, const char* message) const {
        write_description();
        const auto pack = ModelPack::open(folder_.path());
        ASSERT_FALSE(pack);
        EXPECT_EQ(pack.error().code, code);
        EXPECT_THAT(pack.error().public_message, HasSubstr(message));
    }

    json::object& part(const char* name) { return document_[name].as_object(); }

    palette::testing::TemporaryFolder folder_;
    json::object document_;
};

TEST_F(BrokenPack, OpensWhileNothingIsBroken) {
    write_description();
    EXPECT_TRUE(ModelPack::open(folder_.path()));
    EXPECT_TRUE(verify_pack(folder_.path()));
}

TEST_F(BrokenPack, IsRefusedWithoutADescription) {
    const auto pack = ModelPack::open(folder_.path());
    ASSERT_FALSE(pack);
    EXPECT_EQ(pack.error().code, "model_pack_not_found");
}

TEST_F(BrokenPack, IsRefusedForAMissingField) {
    part("image").erase("mean");
    expect_refused("model_pack_invalid", "\"image.mean\" is missing");
}

TEST_F(BrokenPack, IsRefusedForAMissingFile) {
    std::filesystem::remove(folder_.path() / "text.onnx");
    expect_refused("model_pack_damaged", "text.onnx is missing");
}

TEST_F(BrokenPack, IsRefusedForAFileOfAnotherSize) {
    part("files")["vocab.txt"].as_object()["bytes"] = 7;
    expect_refused("model_pack_damaged", "vocab.txt has another size");
}

TEST_F(BrokenPack, IsRefusedForATruncatedModel) {
    const auto model = read_file(kStarter / "image.onnx", 1U << 30U);
    replace("image.onnx", model->substr(0, model->size() / 2));
    expect_refused("model_pack_damaged", "image.onnx cannot be loaded");
}

TEST_F(BrokenPack, IsRefusedForAModelThatIsText) {
    replace("text.onnx", "this is no model");
    expect_refused("model_pack_damaged", "text.onnx cannot be loaded");
}

TEST_F(BrokenPack, IsRefusedForAnotherDimension) {
    document_["dimension"] = 385;
    expect_refused("model_pack_invalid", "\"embedding\" is [any, 384] where [any, 385] is needed");
}

TEST_F(BrokenPack, IsRefusedForAnotherPictureSize) {
    part("image")["size"] = 100;
    expect_refused("model_pack_invalid", "where [1, 3, 100, 100] is needed");
}

TEST_F(BrokenPack, IsRefusedForATensorTheModelDoesNotHave) {
    part("image")["input"] = "pixels";
    expect_refused("model_pack_invalid",
                   "image.onnx does not fit its pack.json: it has no input \"pixels\", only \"image\"");
}

TEST_F(BrokenPack, IsRefusedForAnOutputTheModelDoesNotHave) {
    part("tagger")["output"] = "logits";
    expect_refused("model_pack_invalid", "it has no output \"logits\"");
}

TEST_F(BrokenPack, IsRefusedForAnInputNobodyFills) {
    part("text").erase("mask");
    expect_refused("model_pack_invalid", "it needs an input \"attention_mask\"");
}

TEST_F(BrokenPack, IsRefusedForATensorOfAnotherType) {
    part("text")["file"] = "image.onnx";
    part("text")["ids"] = "image";
    part("text").erase("mask");
    expect_refused("model_pack_invalid", "its input \"image\" is not of int64");
}

TEST_F(BrokenPack, IsRefusedForLabelsThatDoNotMatchTheTagger) {
    replace("tags.tsv", "only\t0.5\n");
    expect_refused("model_pack_invalid", "where [any, 1] is needed");
}

TEST_F(BrokenPack, IsRefusedForBadLabels) {
    replace("tags.tsv", "no threshold\n");
    expect_refused("model_pack_invalid", "Line 1 of the tagger's labels");
}

TEST_F(BrokenPack, IsRefusedForAVocabularyWithoutSpecialTokens) {
    replace("vocab.txt", "cat\ndog\n");
    expect_refused("model_pack_invalid", "vocabulary has no [UNK]");
}

TEST_F(BrokenPack, MayLeaveNamesOfTensorsToTheModelWhereItHasOne) {
    part("image").erase("input");
    part("text").erase("output");
    write_description();
    const auto pack = ModelPack::open(folder_.path());
    ASSERT_TRUE(pack) << describe(pack.error());
    EXPECT_EQ(*(*pack)->embed_text("a cat"), *starter().embed_text("a cat"));
}

TEST_F(BrokenPack, IsRefusedWhereTheModelHasTwoOutputsAndNoneIsNamed) {
    part("image").erase("output");
    expect_refused("model_pack_invalid", "it has 2 outputs");
}

TEST_F(BrokenPack, DoesWithoutATagger) {
    document_.erase("tagger");
    write_description();
    const auto pack = ModelPack::open(folder_.path());
    ASSERT_TRUE(pack) << describe(pack.error());
    const Pictures images = {picture(0)};
    EXPECT_TRUE((*pack)->understand(images)->front().tags.empty());
    EXPECT_TRUE((*pack)->tag_labels().names.empty());
}

TEST_F(BrokenPack, MayHaveItsTaggerInAFileOfItsOwn) {
    std::filesystem::create_symlink(kStarter / "image.onnx", folder_.path() / "tagger.onnx");
    part("files")["tagger.onnx"] = part("files")["image.onnx"];
    part("tagger")["file"] = "tagger.onnx";
    write_description();
    const auto pack = ModelPack::open(folder_.path());
    ASSERT_TRUE(pack) << describe(pack.error());
    const Pictures images = {picture(0)};
    const auto expected = starter().understand(images);
    const auto found = (*pack)->understand(images);
    ASSERT_TRUE(found);
    ASSERT_EQ(found->front().tags.size(), expected->front().tags.size());
    for (std::size_t i = 0; i < found->front().tags.size(); ++i) {
        EXPECT_EQ(found->front().tags[i].name, expected->front().tags[i].name);
    }
}

TEST_F(BrokenPack, FailsVerificationForAnotherDigest) {
    part("files")["tags.tsv"].as_object()["sha256"] = std::string(64, '0');
    write_description();
    EXPECT_TRUE(ModelPack::open(folder_.path()));
    const auto verified = verify_pack(folder_.path());
    ASSERT_FALSE(verified);
    EXPECT_EQ(verified.error().code, "model_pack_damaged");
    EXPECT_THAT(verified.error().public_message, HasSubstr("tags.tsv has another sha256"));
}

}  // namespace
}  // namespace palette::inference
