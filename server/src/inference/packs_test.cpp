// Packs with the inputs and outputs of the public exports of OpenCLIP, SigLIP 2 and RAM++, small and with
// weights by formula, against what PyTorch says (training/export/model_goldens.py): tokenizer, tensors,
// pixels and pooling together; in float32, and as training/export/variants.py makes int8 and float16 of them
// (of CLIP the image encoder alone), and a CLIP that takes short texts.

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "base/testing/temporary_folder.hpp"
#include "inference/model_pack.hpp"
#include "inference/read_file.hpp"

namespace palette::inference {
namespace {

namespace json = boost::json;

// ONNX Runtime differs from PyTorch by 2e-6 on these; what a picture adds to them is small.
constexpr float kNear = 1e-4F;
constexpr float kLogitsNear = 2e-5F;

const std::filesystem::path kPacks = std::filesystem::path(PALETTE_SOURCE_DIR) / "training/golden/packs";

struct GoldenPack {
    std::unique_ptr<ModelPack> pack;
    json::value golden;
};

GoldenPack open_golden(const std::string& name, const std::filesystem::path& folder) {
    auto pack = ModelPack::open(folder, {.threads = 2});
    if (!pack) throw std::runtime_error(describe(pack.error()));
    return {std::move(*pack), json::parse(read_file(kPacks / name / "golden.json", 1 << 20).value())};
}

GoldenPack open_golden(const std::string& name) {
    return open_golden(name, kPacks / name);
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

class EmbeddingPack : public ::testing::TestWithParam<const char*> {};

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

INSTANTIATE_TEST_SUITE_P(Golden, EmbeddingPack, ::testing::Values("clip", "siglip"));

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

// A pack in another precision: what it shares with the float32 one is kept there alone.
struct Variant {
    const char* name;
    const char* suffix;
    double cosine_min;
    bool pads = true;
};

class PackVariant : public ::testing::TestWithParam<Variant> {
  protected:
    PackVariant() {
        const std::string name = GetParam().name;
        using std::filesystem::copy_options;
        constexpr auto kOver = copy_options::recursive | copy_options::overwrite_existing;
        std::filesystem::copy(kPacks / name, folder_.path(), kOver);
        std::filesystem::copy(kPacks / (name + GetParam().suffix), folder_.path(), kOver);
        describe_anew();
        golden_ = open_golden(name, folder_.path());
    }

    const ModelPack& pack() const { return *golden_.pack; }
    const json::array& rows(const char* of) const { return golden_.golden.at(of).as_array(); }
    std::vector<std::vector<std::uint8_t>> seen() const {
        const auto& description = pack().description();
        return pictures(golden_.golden,
                        description.embeds() ? description.image.size : description.tagger->image.size);
    }
    void expect_like(const std::vector<float>& found, const json::value& expected,
                     const std::string& what) const {
        const auto values = json::value_to<std::vector<float>>(expected);
        ASSERT_EQ(found.size(), values.size());
        EXPECT_GE(cosine(found, values), GetParam().cosine_min) << what;
    }

  private:
    // pack.json is the float32 pack's: the models have other sizes, and in int8 take one picture a run.
    void describe_anew() const {
        const auto file = folder_.path() / "pack.json";
        json::value pack = json::parse(read_file(file, 1 << 20).value());
        for (auto& row : pack.at("files").as_object())
            row.value().at("bytes") = std::filesystem::file_size(folder_.path() / std::string(row.key()));
        if (pack.as_object().contains("image")) pack.at("image").at("batch_max") = 1;
        if (!GetParam().pads) pack.at("text").at("tokenizer").as_object()["pads"] = false;
        std::ofstream(file) << json::serialize(pack);
    }

    static double cosine(const std::vector<float>& x, const std::vector<float>& y) {
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (std::size_t i = 0; i < x.size(); ++i) {
            xy += double{x[i]} * double{y[i]};
            xx += double{x[i]} * double{x[i]};
            yy += double{y[i]} * double{y[i]};
        }
        return xy / std::sqrt(xx * yy);
    }

    palette::testing::TemporaryFolder folder_;
    GoldenPack golden_;
};

TEST_P(PackVariant, IsAsGoodAsItsPrecision) {
    if (!pack().description().embeds()) {
        const auto tagged = pack().tag(seen());
        ASSERT_TRUE(tagged) << describe(tagged.error());
        for (std::size_t i = 0; i < tagged->size(); ++i) {
            const auto& logits = rows("pictures")[i].at("logits");
            std::vector<float> found(logits.as_array().size());
            for (const auto& tag : (*tagged)[i])
                found.at(std::stoul(tag.name.substr(4))) = std::log(tag.confidence / (1 - tag.confidence));
            expect_like(found, logits, "picture " + std::to_string(i));
        }
        return;
    }
    const auto understood = pack().understand(seen());
    ASSERT_TRUE(understood) << describe(understood.error());
    for (std::size_t i = 0; i < understood->size(); ++i) {
        expect_like((*understood)[i].embedding, rows("pictures")[i].at("embedding"),
                    "picture " + std::to_string(i));
    }
    for (const auto& row : rows("texts")) {
        const std::string text(row.at("text").as_string());
        const auto embedding = pack().embed_text(text);
        ASSERT_TRUE(embedding) << describe(embedding.error());
        expect_like(*embedding, row.at("embedding"), text);
    }
}

constexpr double kInt8Cosine = 0.995;
constexpr double kFloat16Cosine = 0.9999;
constexpr double kSameCosine = 0.999999;

INSTANTIATE_TEST_SUITE_P(Golden, PackVariant,
                         ::testing::Values(Variant{"clip", "-int8", kInt8Cosine},
                                           Variant{"clip", "-float16", kFloat16Cosine},
                                           Variant{"clip", "-short", kSameCosine, false},
                                           Variant{"siglip", "-int8", kInt8Cosine},
                                           Variant{"siglip", "-float16", kFloat16Cosine},
                                           Variant{"ram-plus", "-int8", kInt8Cosine},
                                           Variant{"ram-plus", "-float16", kFloat16Cosine}),
                         [](const auto& row) {
                             std::string name = std::string(row.param.name) + row.param.suffix;
                             std::ranges::replace(name, '-', '_');
                             return name;
                         });

}  // namespace
}  // namespace palette::inference
