#include "inference/pack_description.hpp"

#include <functional>
#include <string>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace palette::inference {
namespace {

namespace json = boost::json;

const std::string kDigest(64, 'a');

// A description with every field, as docs/model_packs.md shows it.
json::object good() {
    const json::object file = {{"bytes", 1}, {"sha256", kDigest}};
    const json::object tokenizer = {
        {"kind", "wordpiece"}, {"file", "vocab.txt"}, {"lowercase", true}, {"tokens_max", 48}};
    return {{"format", 1},
            {"name", "starter"},
            {"version", "1"},
            {"title", "Palette starter pack"},
            {"licence", "Apache-2.0"},
            {"dimension", 384},
            {"image",
             {{"file", "image.onnx"},
              {"input", "image"},
              {"output", "embedding"},
              {"size", 224},
              {"resize", "crop"},
              {"interpolation", "bicubic"},
              {"mean", {0.485, 0.456, 0.406}},
              {"std", {0.229, 0.224, 0.225}},
              {"batch_max", 16}}},
            {"text",
             {{"file", "text.onnx"},
              {"ids", "input_ids"},
              {"mask", "attention_mask"},
              {"output", "embedding"},
              {"tokenizer", tokenizer},
              {"prompt", "{}"}}},
            {"tagger",
             {{"file", "image.onnx"}, {"output", "tag_logits"}, {"labels", "tags.tsv"}, {"tags_max", 12}}},
            {"calibration", {{"strong_cosine", 0.35}, {"related_cosine", 0.25}}},
            {"files", {{"image.onnx", file}, {"text.onnx", file}, {"vocab.txt", file}, {"tags.tsv", file}}}};
}

TEST(PackDescription, ReadsEveryField) {
    const auto pack = parse_description(json::serialize(good()));
    ASSERT_TRUE(pack) << describe(pack.error());
    EXPECT_EQ(pack->identity(), "starter@1");
    EXPECT_EQ(pack->title, "Palette starter pack");
    EXPECT_EQ(pack->licence, "Apache-2.0");
    EXPECT_EQ(pack->dimension, 384);
    EXPECT_EQ(pack->image.input, "image");
    EXPECT_EQ(pack->image.size, 224);
    EXPECT_EQ(pack->image.resize, ResizeRule::crop);
    EXPECT_EQ(pack->image.interpolation, Interpolation::bicubic);
    EXPECT_FLOAT_EQ(pack->image.mean[2], 0.406F);
    EXPECT_FLOAT_EQ(pack->image.std[0], 0.229F);
    EXPECT_EQ(pack->image.batch_max, 16);
    EXPECT_EQ(pack->text.mask, "attention_mask");
    EXPECT_EQ(pack->text.vocabulary, "vocab.txt");
    EXPECT_EQ(pack->text.tokens_max, 48);
    EXPECT_TRUE(pack->text.lowercase);
    EXPECT_FALSE(pack->text.pads);
    ASSERT_TRUE(pack->tagger);
    EXPECT_EQ(pack->tagger->tags_max, 12);
    EXPECT_FLOAT_EQ(pack->calibration.strong_cosine, 0.35F);
    EXPECT_EQ(pack->files.at("tags.tsv").sha256, kDigest);
}

TEST(PackDescription, NeedsNeitherTaggerNorMask) {
    auto document = good();
    document.erase("tagger");
    document["text"].as_object().erase("mask");
    const auto pack = parse_description(json::serialize(document));
    ASSERT_TRUE(pack) << describe(pack.error());
    EXPECT_FALSE(pack->tagger);
    EXPECT_TRUE(pack->text.mask.empty());
}

TEST(PackDescription, SaysWhetherTextsArePadded) {
    json::object description = good();
    json::object& tokenizer = description["text"].at("tokenizer").as_object();
    tokenizer["kind"] = "clip";
    EXPECT_TRUE(parse_description(json::serialize(description))->text.pads);
    tokenizer["pads"] = false;
    EXPECT_FALSE(parse_description(json::serialize(description))->text.pads);
}

TEST(PackDescription, MayOnlyGiveTags) {
    auto document = good();
    auto image = document["image"];
    for (const char* field : {"dimension", "image", "text", "calibration"}) document.erase(field);
    auto& tagger = document["tagger"].as_object();
    for (const char* field : {"file", "output"}) tagger.erase(field);
    const auto without_image = parse_description(json::serialize(document));
    ASSERT_FALSE(without_image);
    EXPECT_THAT(without_image.error().public_message, testing::HasSubstr("\"tagger.image\" is missing"));
    tagger["image"] = image;
    const auto pack = parse_description(json::serialize(document));
    ASSERT_TRUE(pack) << describe(pack.error());
    EXPECT_FALSE(pack->embeds());
    EXPECT_EQ(pack->tagger->image.size, 224);
}

TEST(PackDescription, SaysWhetherTagsComeWithTheEmbedding) {
    auto document = good();
    EXPECT_TRUE(parse_description(json::serialize(document))->tags_what_it_embeds());
    auto& tagger = document["tagger"].as_object();
    for (const char* field : {"file", "output"}) tagger.erase(field);
    tagger["image"] = document["image"];
    tagger["image"].as_object()["size"] = 384;
    const auto pack = parse_description(json::serialize(document));
    ASSERT_TRUE(pack) << describe(pack.error());
    EXPECT_FALSE(pack->tags_what_it_embeds());
}

TEST(PackDescription, MayLeaveNamesOfTensorsToTheModel) {
    auto document = good();
    for (const char* field : {"input", "output"}) document["image"].as_object().erase(field);
    for (const char* field : {"ids", "output"}) document["text"].as_object().erase(field);
    const auto pack = parse_description(json::serialize(document));
    ASSERT_TRUE(pack) << describe(pack.error());
    EXPECT_TRUE(pack->image.input.empty());
    EXPECT_TRUE(pack->text.output.empty());
}

TEST(PackDescription, OfTheBuiltInPackIsGood) {
    const auto pack = read_description(std::filesystem::path(PALETTE_SOURCE_DIR) / "models/starter");
    ASSERT_TRUE(pack) << describe(pack.error());
    EXPECT_EQ(pack->name, "starter");
}

TEST(PackDescription, IsNotFoundInAFolderWithoutOne) {
    const auto pack = read_description("/nowhere");
    ASSERT_FALSE(pack);
    EXPECT_EQ(pack.error().kind, ErrorKind::not_found);
    EXPECT_EQ(pack.error().code, "model_pack_not_found");
}

struct Breakage {
    const char* name;
    std::function<void(json::object&)> break_it;
    const char* complaint;
};

class PackDescriptionRefuses : public testing::TestWithParam<Breakage> {};

TEST_P(PackDescriptionRefuses, AndNamesTheField) {
    auto document = good();
    GetParam().break_it(document);
    const auto pack = parse_description(json::serialize(document));
    ASSERT_FALSE(pack);
    EXPECT_EQ(pack.error().kind, ErrorKind::invalid);
    EXPECT_EQ(pack.error().code, "model_pack_invalid");
    EXPECT_THAT(pack.error().public_message, testing::HasSubstr(GetParam().complaint));
}

// Sets the field at a path such as "image.size".
auto with(const std::string& path, const json::value& value) {
    return [path, value](json::object& document) {
        json::object* object = &document;
        std::size_t from = 0;
        for (auto dot = path.find('.'); dot != std::string::npos; dot = path.find('.', from)) {
            object = &(*object)[path.substr(from, dot - from)].as_object();
            from = dot + 1;
        }
        (*object)[path.substr(from)] = value;
    };
}

auto without(const std::string& object, const std::string& field) {
    return [object, field](json::object& document) {
        (object.empty() ? document : document[object].as_object()).erase(field);
    };
}

INSTANTIATE_TEST_SUITE_P(
    Fields, PackDescriptionRefuses,
    testing::Values(
        Breakage{"another_format", with("format", 2), "\"format\" must be 1"},
        Breakage{"no_format", without("", "format"), "\"format\" is missing"},
        Breakage{"no_name", without("", "name"), "\"name\" is missing"},
        Breakage{"empty_name", with("name", ""), "\"name\" must be a text"},
        Breakage{"path_for_name", with("name", "../starter"), "\"name\" must be at most 64 of a-z"},
        Breakage{"name_too_long", with("name", std::string(65, 'a').c_str()),
                 "\"name\" must be at most 64 of a-z"},
        Breakage{"version_as_number", with("version", 1), "\"version\" must be a text"},
        Breakage{"no_dimension", without("", "dimension"), "\"dimension\" is missing"},
        Breakage{"dimension_zero", with("dimension", 0),
                 "\"dimension\" must be a whole number from 1 to 4096"},
        Breakage{"dimension_too_large", with("dimension", kDimensionMax + 1), "\"dimension\" must be"},
        Breakage{"fractional_dimension", with("dimension", 384.5), "\"dimension\" must be"},
        Breakage{"no_image", without("", "image"), "\"image\" is missing"},
        Breakage{"image_is_a_list", with("image", json::array()), "\"image\" must be an object"},
        Breakage{"no_image_size", without("image", "size"), "\"image.size\" is missing"},
        Breakage{"image_size_too_large", with("image.size", kImageSizeMax + 1), "\"image.size\" must be"},
        Breakage{"unknown_resize", with("image.resize", "stretch"),
                 "\"image.resize\" must be one of \"crop\", \"squash\""},
        Breakage{"unknown_interpolation", with("image.interpolation", 3),
                 "\"image.interpolation\" must be one of"},
        Breakage{"two_channels", with("image.mean", {0.5, 0.5}),
                 "\"image.mean\" must be a list of 3 numbers"},
        Breakage{"std_zero", with("image.std", {0.5, 0, 0.5}), "\"image.std\" must be a list of 3 numbers"},
        Breakage{"batch_max_zero", with("image.batch_max", 0), "\"image.batch_max\" must be"},
        Breakage{"batch_max_too_large", with("image.batch_max", kBatchMax + 1),
                 "\"image.batch_max\" must be"},
        Breakage{"unlisted_image_file", with("image.file", "other.onnx"),
                 "\"image.file\" names a file that is not listed"},
        Breakage{"unknown_field_in_image", with("image.brightness", 1),
                 "\"image.brightness\" is not a field of this format"},
        Breakage{"output_as_number", with("text.output", 1), "\"text.output\" must be a text"},
        Breakage{"tagger_without_output", without("tagger", "output"), "\"tagger.output\" is missing"},
        Breakage{"prompt_without_query", with("text.prompt", "a photo"),
                 "\"text.prompt\" must contain \"{}\""},
        Breakage{"unknown_tokenizer", with("text.tokenizer.kind", "bpe"),
                 "\"text.tokenizer.kind\" must be one of"},
        Breakage{"lowercase_as_text", with("text.tokenizer.lowercase", "yes"),
                 "\"text.tokenizer.lowercase\" must be true or false"},
        Breakage{"padding_of_another_kind", with("text.tokenizer.pads", false),
                 "\"text.tokenizer.pads\" is not a field of this format"},
        Breakage{"too_few_tokens", with("text.tokenizer.tokens_max", 2),
                 "\"text.tokenizer.tokens_max\" must be"},
        Breakage{"too_many_tokens", with("text.tokenizer.tokens_max", kTokensMax + 1),
                 "\"text.tokenizer.tokens_max\" must be"},
        Breakage{"too_many_tags", with("tagger.tags_max", kTagsMax + 1), "\"tagger.tags_max\" must be"},
        Breakage{"no_labels", without("tagger", "labels"), "\"tagger.labels\" is missing"},
        Breakage{"no_calibration", without("", "calibration"), "\"calibration\" is missing"},
        Breakage{"cosine_above_one", with("calibration.strong_cosine", 1.5),
                 "\"calibration.strong_cosine\" must be"},
        Breakage{"related_above_strong", with("calibration.related_cosine", 0.5),
                 "\"calibration.related_cosine\" must not be above"},
        Breakage{"no_files", without("", "files"), "\"files\" is missing"},
        Breakage{"short_digest", with("files", {{"a", {{"bytes", 1}, {"sha256", "abc"}}}}),
                 "\"files.a.sha256\" must be 64 hex digits"},
        Breakage{"empty_file", with("files", {{"a", {{"bytes", 0}, {"sha256", kDigest}}}}),
                 "\"files.a.bytes\""},
        Breakage{"file_outside_the_folder", with("files", {{"../a", {{"bytes", 1}, {"sha256", kDigest}}}}),
                 "\"files.../a\" must name a file within the pack's folder"},
        Breakage{"absolute_file", with("files", {{"/etc/passwd", {{"bytes", 1}, {"sha256", kDigest}}}}),
                 "must name a file within the pack's folder"},
        Breakage{"pack_json_as_file", with("files", {{"pack.json", {{"bytes", 1}, {"sha256", kDigest}}}}),
                 "must name a file within the pack's folder"},
        Breakage{"unknown_field", with("mirror", "http://example.org"),
                 "\"mirror\" is not a field of this format"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(PackDescriptionRefuses, WhatIsNoJsonObject) {
    for (const char* text : {"", "{", "[]", "3", "{} x", "\xff"}) {
        const auto pack = parse_description(text);
        ASSERT_FALSE(pack) << text;
        EXPECT_EQ(pack.error().code, "model_pack_invalid");
    }
}

TEST(PackDescriptionRefuses, NestingThatIsTooDeep) {
    EXPECT_FALSE(parse_description(std::string(100'000, '[')));
}

}  // namespace
}  // namespace palette::inference
