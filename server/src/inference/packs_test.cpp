// Packs with the inputs and outputs of the public exports of OpenCLIP, SigLIP 2 and RAM++, small and with
// weights by formula, against what PyTorch says (training/export/model_goldens.py): tokenizer, tensors,
// pixels and pooling together.

#include <cmath>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "inference/model_pack.hpp"
#include "inference/read_file.hpp"

namespace palette::inference {
namespace {

namespace json = boost::json;

// ONNX Runtime differs from PyTorch by 2e-6 on these; what a picture adds to them is small.
constexpr float kNear = 1e-4F;
constexpr float kLogitsNear = 2e-5F;

struct GoldenPack {
    std::unique_ptr<ModelPack> pack;
    json::value golden;
};

GoldenPack open_golden(const std::string& name) {
    const auto folder = std::filesystem::path(PALETTE_SOURCE_DIR) / "training/golden/packs" / name;
    auto pack = ModelPack::open(folder, {.threads = 2});
    if (!pack) throw std::runtime_error(describe(pack.error()));
    return {std::move(*pack), json::parse(read_file(folder / "golden.json", 1 << 20).value())};
}

// The picture of this number, by the formula of model_goldens.py.
std::vector<std::uint8_t> picture(int number, int size) {
    std::vector<std::uint8_t> rgb;
    rgb.reserve(static_cast<std::size_t>(size) * static_cast<std::size_t>(size) * 3);
    for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x) {
            for (int c = 0; c < 3; ++c) {
                const int value = x * (number + 2) + y * (3 * number + 1) + c * 40 + x * y / (97 + number);
                rgb.push_back(static_cast<std::uint8_t>(value % 256));
            }
        }
    }
    return rgb;
}

std::vector<std::vector<std::uint8_t>> pictures(const json::value& golden, int size) {
    std::vector<std::vector<std::uint8_t>> all;
    for (const auto& row : golden.at("pictures").as_array())
        all.push_back(picture(static_cast<int>(row.at("number").as_int64()), size));
    return all;
}

void expect_near(const std::vector<float>& found, const json::value& expected, const std::string& what) {
    const auto values = json::value_to<std::vector<float>>(expected);
    ASSERT_EQ(found.size(), values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
        ASSERT_NEAR(found[i], values[i], kNear) << what << " at " << i;
}

class EmbeddingPack : public testing::TestWithParam<const char*> {};

TEST_P(EmbeddingPack, EmbedsPicturesAsPyTorchDoes) {
    const auto [pack, golden] = open_golden(GetParam());
    const auto understood = pack->understand(pictures(golden, pack->description().image.size));
    ASSERT_TRUE(understood) << describe(understood.error());
    for (std::size_t i = 0; i < understood->size(); ++i) {
        expect_near((*understood)[i].embedding, golden.at("pictures").at(i).at("embedding"),
                    "picture " + std::to_string(i));
    }
}

TEST_P(EmbeddingPack, EmbedsTextsAsPyTorchDoes) {
    const auto [pack, golden] = open_golden(GetParam());
    for (const auto& row : golden.at("texts").as_array()) {
        const std::string text(row.at("text").as_string());
        const auto embedding = pack->embed_text(text);
        ASSERT_TRUE(embedding) << describe(embedding.error());
        expect_near(*embedding, row.at("embedding"), text);
    }
}

TEST_P(EmbeddingPack, IsVerifiedAndProbed) {
    const auto folder = std::filesystem::path(PALETTE_SOURCE_DIR) / "training/golden/packs" / GetParam();
    const auto verified = verify_pack(folder);
    EXPECT_TRUE(verified) << describe(verified.error());
    const auto probed = open_golden(GetParam()).pack->probe();
    EXPECT_TRUE(probed) << describe(probed.error());
}

INSTANTIATE_TEST_SUITE_P(Golden, EmbeddingPack, testing::Values("clip", "siglip"));

TEST(RamPlusPack, GivesTheConfidencesOfPyTorch) {
    const auto [pack, golden] = open_golden("ram-plus");
    ASSERT_FALSE(pack->description().embeds());
    const auto tagged = pack->tag(pictures(golden, pack->description().tagger->image.size));
    ASSERT_TRUE(tagged) << describe(tagged.error());
    for (std::size_t i = 0; i < tagged->size(); ++i) {
        const auto logits = json::value_to<std::vector<float>>(golden.at("pictures").at(i).at("logits"));
        // Thresholds are 0: every tag is on.
        ASSERT_EQ((*tagged)[i].size(), logits.size());
        for (const auto& tag : (*tagged)[i]) {
            const auto at = static_cast<std::size_t>(std::stoul(tag.name.substr(4)));
            EXPECT_NEAR(std::log(tag.confidence / (1 - tag.confidence)), logits[at], kLogitsNear) << tag.name;
        }
    }
}

TEST(RamPlusPack, EmbedsNothing) {
    const auto [pack, golden] = open_golden("ram-plus");
    EXPECT_FALSE(pack->embed_text("a cat"));
    EXPECT_FALSE(pack->understand(pictures(golden, 384)));
    EXPECT_TRUE(pack->probe());
}

}  // namespace
}  // namespace palette::inference
