#include "palettes/palette_archive.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "base/testing/temporary_folder.hpp"
#include "files/file_hash.hpp"

namespace palette::palettes {
namespace {

class PaletteArchiveTest : public ::testing::Test {
  protected:
    std::filesystem::path write(const std::string& name, const std::string& bytes) {
        const auto path = folder_.path() / name;
        std::ofstream(path, std::ios::binary) << bytes;
        return path;
    }
    static std::string read(const std::filesystem::path& path) {
        std::ifstream file(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    // A document with one Image whose bytes are `bytes`.
    PaletteDocument document_of(const std::string& bytes) {
        const auto path = write("original", bytes);
        return {"Reds",
                "",
                {{"originals/1.png", files::sha256_of_file(path).value(), "1.png", "public", {}}},
                {}};
    }
    std::filesystem::path zip(const std::vector<std::pair<std::string, std::string>>& entries) {
        ZipWriter zip;
        for (const auto& [name, bytes] : entries) {
            zip.begin(name, bytes.size(), now()).value();
            zip.write(bytes).value();
        }
        zip.finish().value();
        return write("archive.zip", zip.take());
    }
    Result<UnpackedPalette> unpack(const std::filesystem::path& archive, const ArchiveLimits& limits = {}) {
        const auto folder = folder_.path() / std::to_string(++unpacked_);
        std::filesystem::create_directory(folder);
        return unpack_palette(archive, folder, limits);
    }
    std::string code(const std::filesystem::path& archive, const ArchiveLimits& limits = {}) {
        const auto unpacked = unpack(archive, limits);
        return unpacked ? "" : unpacked.error().code;
    }

    palette::testing::TemporaryFolder folder_;
    int unpacked_ = 0;
};

TEST_F(PaletteArchiveTest, ComesBackByteForByte) {
    const std::vector<std::string> contents{std::string(700'000, 'a') + "end", "", "b"};
    PaletteDocument document{"Reds", "All of them", {}, 2};
    std::vector<ArchivedOriginal> originals;
    for (std::size_t i = 0; i < contents.size(); ++i) {
        const auto path = write(std::to_string(i) + ".png", contents[i]);
        originals.push_back({path, contents[i].size(), now()});
        document.images.push_back({archive_name(i, path.filename().string(), "png"),
                                   files::sha256_of_file(path).value(),
                                   "x",
                                   "public",
                                   {}});
    }
    PaletteExport exported(document, originals);
    std::string archive;
    std::size_t largest = 0;
    while (true) {
        const std::string piece = exported.next().value();
        if (piece.empty()) break;
        largest = std::max(largest, piece.size());
        archive += piece;
    }
    EXPECT_LT(largest, 300'000U) << "an Original is never whole in memory";
    const auto unpacked = unpack(write("export.zip", archive)).value();
    EXPECT_EQ(to_json(unpacked.document), to_json(document));
    for (std::size_t i = 0; i < contents.size(); ++i) EXPECT_EQ(read(unpacked.originals[i]), contents[i]);
}

TEST_F(PaletteArchiveTest, EndsWithAFailureWhenAnOriginalIsGoneOrShort) {
    const auto document = document_of("bytes");
    PaletteExport gone(document, {{folder_.path() / "nothing", 5, now()}});
    PaletteExport shorter(document, {{folder_.path() / "original", 6, now()}});
    const auto end_of = [](PaletteExport& exported) {
        while (true) {
            auto piece = exported.next();
            if (!piece) return piece.error().code;
            if (piece->empty()) return std::string();
        }
    };
    EXPECT_EQ(end_of(gone), "file_not_found");
    EXPECT_EQ(end_of(shorter), "original_damaged");
}

TEST_F(PaletteArchiveTest, RefusesWhatIsNoPalette) {
    const auto document = document_of("bytes");
    const std::string json = to_json(document);
    EXPECT_EQ(code(zip({{"palette.json", json}, {"originals/1.png", "bytes"}})), "");
    EXPECT_EQ(code(zip({{"palette.json", json}, {"originals/1.png", "bytes"}, {"__MACOSX/x", "?"}})), "");
    EXPECT_EQ(code(write("x.zip", "no archive at all")), "archive_invalid");
    EXPECT_EQ(code(write("x.zip", "")), "archive_invalid");
    EXPECT_EQ(code(zip({{"originals/1.png", "bytes"}})), "archive_invalid");
    EXPECT_EQ(code(zip({{"palette.json", json}})), "archive_invalid");
    EXPECT_EQ(code(zip({{"palette.json", json}, {"originals/1.png", "other"}})), "archive_invalid");
    EXPECT_EQ(code(zip({{"palette.json", json}, {"originals/1.png", "bytes"}, {"originals/1.png", "bytes"}})),
              "archive_invalid");
    const std::string whole = read(zip({{"palette.json", json}, {"originals/1.png", "bytes"}}));
    EXPECT_EQ(code(write("cut.zip", whole.substr(0, whole.size() / 2))), "archive_invalid");
}

TEST_F(PaletteArchiveTest, RefusesNamesThatLeadElsewhere) {
    const std::string json = to_json(document_of("bytes"));
    for (const char* name :
         {"../escape", "originals/../../escape", "a/../../b", "originals/..\\..\\b", "C:/b"}) {
        EXPECT_EQ(code(zip({{"palette.json", json}, {"originals/1.png", "bytes"}, {name, "x"}})),
                  "archive_invalid")
            << name;
    }
    EXPECT_FALSE(std::filesystem::exists(folder_.path() / "escape"));
}

TEST_F(PaletteArchiveTest, HasLimits) {
    const std::string json = to_json(document_of("bytes"));
    const auto archive = zip({{"palette.json", json}, {"originals/1.png", "bytes"}});
    EXPECT_EQ(code(archive, {.images_max = 0}), "archive_too_large");
    EXPECT_EQ(code(archive, {.original_bytes_max = 4}), "archive_too_large");
    EXPECT_EQ(code(archive, {.document_bytes_max = 10}), "archive_too_large");
    EXPECT_EQ(code(archive, {.document_bytes_max = json.size(), .unpacked_times_max = 0}),
              "archive_too_large");
    std::vector<std::pair<std::string, std::string>> many{{"palette.json", json},
                                                          {"originals/1.png", "bytes"}};
    for (int i = 0; i < 110; ++i) many.emplace_back("other/" + std::to_string(i), "");
    EXPECT_EQ(code(zip(many), {.images_max = 1}), "archive_too_large");
}

}  // namespace
}  // namespace palette::palettes
