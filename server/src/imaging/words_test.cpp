#include "imaging/words.hpp"

#include <string>
#include <sys/stat.h>

#include <exiv2/exiv2.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "imaging/test_pictures.hpp"

namespace palette::imaging {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::TestFolder;

class WordsTest : public ::testing::Test {
  protected:
    // The words of a small picture in this format after `edit` worked on its metadata.
    template <class Edit>
    Words words_after(const char* suffix, Edit edit) {
        const auto file = folder_.write("picture", testing::encode(testing::four_quarters(16, 12), suffix));
        const auto image = Exiv2::ImageFactory::open(file.native());
        image->readMetadata();
        edit(*image);
        image->writeMetadata();
        return words_of(file);
    }

    static Words words_of(const std::filesystem::path& file) {
        const auto header = read_header(file);
        EXPECT_TRUE(header);
        if (!header) return {};
        const auto words = read_words(file, *header);
        EXPECT_TRUE(words);
        return words.value_or(Words{});
    }

    Words sidecar_words(const std::string& picture) {
        const auto words = read_sidecar_words(folder_.path() / picture);
        EXPECT_TRUE(words);
        return words.value_or(Words{});
    }

    TestFolder folder_;
};

void expect_empty(const Words& words) {
    EXPECT_EQ(
        words.title + words.description + words.artist + words.credit + words.source_url + words.licence, "");
    EXPECT_THAT(words.tags, IsEmpty());
}

constexpr const char* kPacket = R"(<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:cc="http://creativecommons.org/ns#"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Credit="Museum of Rain"
 cc:license="https://creativecommons.org/licenses/by/4.0/" dc:source="https://example.org/rain/7">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Rain in the street</rdf:li><rdf:li xml:lang="de">Regen</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">Umbrellas,
one of them red.</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>Mae Jo</rdf:li><rdf:li>Ann Lu</rdf:li></rdf:Seq></dc:creator>
<dc:subject><rdf:Bag><rdf:li>rain</rdf:li><rdf:li>Umbrella</rdf:li><rdf:li>umbrella</rdf:li></rdf:Bag></dc:subject>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>)";

void expect_packet_words(const Words& words) {
    EXPECT_EQ(words.title, "Rain in the street");
    EXPECT_EQ(words.description, "Umbrellas,\none of them red.");
    EXPECT_EQ(words.artist, "Mae Jo, Ann Lu");
    EXPECT_EQ(words.credit, "Museum of Rain");
    EXPECT_EQ(words.source_url, "https://example.org/rain/7");
    EXPECT_EQ(words.licence, "https://creativecommons.org/licenses/by/4.0/");
    EXPECT_THAT(words.tags, ElementsAre("rain", "Umbrella"));
}

class XmpInFormat : public WordsTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(XmpInFormat, BecomesWords) {
    auto image = testing::to_vips(testing::four_quarters(16, 12));
    vips_image_set_blob_copy(image.get(), VIPS_META_XMP_NAME, kPacket, std::string_view(kPacket).size());
    expect_packet_words(words_of(folder_.write("picture", testing::encode(image.get(), GetParam()))));
}

INSTANTIATE_TEST_SUITE_P(All, XmpInFormat,
                         ::testing::Values(".jpg", ".png", ".webp", ".tif", ".avif", ".heic"),
                         [](const auto& row) { return std::string(row.param + 1); });

TEST_F(WordsTest, OfIptcAreReadInUtf8AndInWindows1252) {
    for (const auto& [bytes, wanted] :
         {std::pair("Caf\xE9", "Caf\xC3\xA9"), {"Caf\xC3\xA9", "Caf\xC3\xA9"}}) {
        const auto words = words_after(".jpg", [&](Exiv2::Image& image) {
            auto& iptc = image.iptcData();
            iptc["Iptc.Application2.ObjectName"] = std::string(bytes);
            iptc["Iptc.Application2.Caption"] = std::string("Two tables");
            iptc["Iptc.Application2.Byline"] = std::string("Mae Jo");
            iptc["Iptc.Application2.Credit"] = std::string("Agency");
            iptc["Iptc.Application2.Copyright"] = std::string("(c) Mae Jo");
            iptc["Iptc.Application2.Keywords"] = std::string("table");
            Exiv2::StringValue second("chair");
            iptc.add(Exiv2::IptcKey("Iptc.Application2.Keywords"), &second);
        });
        EXPECT_EQ(words.title, wanted);
        EXPECT_EQ(words.description, "Two tables");
        EXPECT_EQ(words.artist, "Mae Jo");
        EXPECT_EQ(words.credit, "Agency");
        EXPECT_EQ(words.licence, "(c) Mae Jo");
        EXPECT_THAT(words.tags, ElementsAre("table", "chair"));
    }
}

TEST_F(WordsTest, OfExifAreRead) {
    for (const char* suffix : {".jpg", ".png", ".webp", ".tif"}) {
        const auto words = words_after(suffix, [](Exiv2::Image& image) {
            auto& exif = image.exifData();
            exif["Exif.Image.ImageDescription"] = std::string("A lighthouse");
            exif["Exif.Image.Artist"] = std::string("Mae Jo");
            exif["Exif.Image.Copyright"] = std::string("Mae Jo 2026");
            const auto windows = [&](const char* key, std::string_view text) {
                auto value = Exiv2::Value::create(Exiv2::unsignedByte);
                std::string numbers;
                for (const char c : text) numbers += std::to_string(c) + " 0 ";
                value->read(numbers + "0 0");
                exif.add(Exiv2::ExifKey(key), value.get());
            };
            windows("Exif.Image.XPTitle", "Evening light");
            windows("Exif.Image.XPKeywords", "sea; tower;;sea");
        });
        EXPECT_EQ(words.title, "Evening light") << suffix;
        EXPECT_EQ(words.description, "A lighthouse") << suffix;
        EXPECT_EQ(words.artist, "Mae Jo") << suffix;
        EXPECT_EQ(words.licence, "Mae Jo 2026") << suffix;
        EXPECT_THAT(words.tags, ElementsAre("sea", "tower")) << suffix;
    }
}

TEST_F(WordsTest, LeaveOutWhatCamerasWriteByThemselves) {
    const auto words = words_after(".jpg", [](Exiv2::Image& image) {
        image.exifData()["Exif.Image.ImageDescription"] = std::string("OLYMPUS DIGITAL CAMERA         ");
    });
    expect_empty(words);
}

TEST_F(WordsTest, PreferXmpOverIptcOverExif) {
    const auto words = words_after(".jpg", [](Exiv2::Image& image) {
        image.xmpData()["Xmp.dc.title"] = std::string("from xmp");
        image.iptcData()["Iptc.Application2.ObjectName"] = std::string("from iptc");
        image.iptcData()["Iptc.Application2.Caption"] = std::string("from iptc");
        image.exifData()["Exif.Image.ImageDescription"] = std::string("from exif");
        image.exifData()["Exif.Image.Artist"] = std::string("from exif");
    });
    EXPECT_EQ(words.title, "from xmp");
    EXPECT_EQ(words.description, "from iptc");
    EXPECT_EQ(words.artist, "from exif");
}

TEST_F(WordsTest, OfPngTextChunksAreRead) {
    auto image = testing::to_vips(testing::four_quarters(16, 12));
    vips_image_set_string(image.get(), "png-comment-0-Title", "Chunk");
    vips_image_set_string(image.get(), "png-comment-1-Author", "Mae Jo");
    vips_image_set_string(image.get(), "png-comment-2-Description", "In a chunk");
    vips_image_set_string(image.get(), "png-comment-3-Software", "of no interest");
    const auto words = words_of(folder_.write("picture", testing::encode(image.get(), ".png")));
    EXPECT_EQ(words.title, "Chunk");
    EXPECT_EQ(words.artist, "Mae Jo");
    EXPECT_EQ(words.description, "In a chunk");
}

TEST_F(WordsTest, OfAPictureWithoutAnyAreEmpty) {
    for (const char* suffix :
         {".jpg", ".png", ".webp", ".gif", ".tif", ".avif", ".heic", ".jxl", ".jp2", ".ppm"}) {
        expect_empty(
            words_of(folder_.write("picture", testing::encode(testing::four_quarters(16, 12), suffix))));
    }
}

TEST_F(WordsTest, StayWithinTheirLengthsAndOnlyLinkToTheWeb) {
    const auto words = words_after(".png", [](Exiv2::Image& image) {
        auto& xmp = image.xmpData();
        std::string many;
        for (int i = 0; i < 8'000; ++i) many += "\xC3\xA9\xC3\xA9 ";
        xmp["Xmp.dc.title"] = many;
        xmp["Xmp.dc.description"] = many;
        xmp["Xmp.dc.source"] = std::string("javascript:alert(1)");
        xmp["Xmp.xmpRights.WebStatement"] = std::string("https://example.org/a b");
        std::string keywords;
        for (std::size_t i = 0; i <= kTagsMax; ++i) keywords += "tag " + std::to_string(i) + ";";
        xmp["Xmp.dc.subject"] = keywords;
    });
    EXPECT_LE(words.title.size(), kTitleBytesMax);
    EXPECT_GT(words.title.size(), kTitleBytesMax - 5);
    EXPECT_LE(words.description.size(), kDescriptionBytesMax);
    EXPECT_TRUE(is_valid_utf8(words.description));
    EXPECT_EQ(words.source_url, "");
    EXPECT_EQ(words.tags.size(), kTagsMax);
}

TEST_F(WordsTest, BesideAPictureAreReadFromText) {
    (void)folder_.write(
        "apple.txt",
        "A red apple.\nde.utf8=Ein Apfel.\nsr@latin.utf8=Jabuka.\n\nPicked in May.\nIn the garden.\n");
    const auto words = sidecar_words("apple.png");
    EXPECT_EQ(words.title, "A red apple.");
    EXPECT_EQ(words.description, "Picked in May.\nIn the garden.");
    EXPECT_EQ(sidecar_words("pear.png").title, "");
}

TEST_F(WordsTest, BesideAPictureAreReadFromXmpFirst) {
    (void)folder_.write("rain.jpg.xmp", kPacket);
    (void)folder_.write("rain.txt", "Another title");
    expect_packet_words(sidecar_words("rain.jpg"));
    (void)folder_.write("snow.xmp", kPacket);
    expect_packet_words(sidecar_words("snow.jpg"));
}

TEST_F(WordsTest, BesideAPicturePreferTheFullName) {
    (void)folder_.write("a.txt", "for any a");
    (void)folder_.write("a.png.txt", "for this a");
    EXPECT_EQ(sidecar_words("a.png").title, "for this a");
    EXPECT_EQ(sidecar_words("a.jpg").title, "for any a");
}

TEST_F(WordsTest, AreNotTakenFromThePictureItselfNorThroughALink) {
    (void)folder_.write("odd.txt", "I am the picture");
    EXPECT_EQ(sidecar_words("odd.txt").title, "");
    (void)folder_.write("secret", "password");
    std::filesystem::create_symlink(folder_.path() / "secret", folder_.path() / "link.txt");
    EXPECT_EQ(sidecar_words("link.png").title, "");
}

TEST_F(WordsTest, BesideAPictureMaySayWhyTheyCannotBeRead) {
    (void)folder_.write("a.txt", std::string(2'000, 'x'));
    const auto large = read_sidecar_words(folder_.path() / "a.png", {.sidecar_bytes_max = 1'999});
    ASSERT_FALSE(large);
    EXPECT_EQ(large.error().code, "sidecar_too_large");
    EXPECT_EQ(large.error().public_message, "The file a.txt beside the picture has more than 1999 bytes.");
    EXPECT_TRUE(read_sidecar_words(folder_.path() / "a.png", {.sidecar_bytes_max = 2'000}));
    std::filesystem::create_directory(folder_.path() / "b.txt");
    const auto folder = read_sidecar_words(folder_.path() / "b.png");
    ASSERT_FALSE(folder);
    EXPECT_EQ(folder.error().code, "sidecar_unreadable");
}

TEST_F(WordsTest, BesideAPictureWithALongNameAreJustNotThere) {
    EXPECT_EQ(sidecar_words(std::string(251, 'n') + ".png").title, "");
}

TEST_F(WordsTest, OfNonsenseAreNoFailure) {
    (void)folder_.write("a.xmp", "<x:xmpmeta><rdf:RDF><unclosed");
    (void)folder_.write("a.txt", std::string("\xFF\xFE\x00\xD8", 4));
    EXPECT_EQ(sidecar_words("a.png").title, "\xEF\xBF\xBD");
    auto image = testing::to_vips(testing::four_quarters(16, 12));
    const std::string nonsense(500, '\x07');
    vips_image_set_blob_copy(image.get(), VIPS_META_XMP_NAME, nonsense.data(), nonsense.size());
    vips_image_set_blob_copy(image.get(), VIPS_META_IPTC_NAME, nonsense.data(), nonsense.size());
    for (const char* suffix : {".jpg", ".tif", ".avif"}) {
        expect_empty(words_of(folder_.write("picture", testing::encode(image.get(), suffix))));
    }
}

TEST(Merge, TakesEachFieldFromTheFirstThatHasItAndAllTags) {
    const auto words =
        merge({.title = "mine", .description = "  ", .tags = {"sea", "Sun"}},
              {.title = "theirs", .description = "theirs", .artist = "Mae Jo", .tags = {"sun", "sand"}});
    EXPECT_EQ(words.title, "mine");
    EXPECT_EQ(words.description, "theirs");
    EXPECT_EQ(words.artist, "Mae Jo");
    EXPECT_THAT(words.tags, ElementsAre("sea", "Sun", "sand"));
}

}  // namespace
}  // namespace palette::imaging
