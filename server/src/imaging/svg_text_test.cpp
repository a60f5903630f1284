#include "imaging/svg_text.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "imaging/runtime.hpp"
#include "imaging/words.hpp"

namespace palette::imaging {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SvgWords : public ::testing::Test {
  protected:
    void SetUp() override { ASSERT_TRUE(start_imaging()); }
};

// As Open Clip Art writes it, shortened.
constexpr std::string_view kClipArt = R"(<?xml version="1.0" ?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg height="100" width="100"><title>plain title</title><desc>plain description</desc>
<defs><linearGradient id="a"><stop/></linearGradient></defs>
<metadata><rdf:RDF xmlns:cc="http://web.resource.org/cc/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><cc:Work rdf:about="">
<dc:title>Grama &amp; star</dc:title><dc:description>A star
of 39 points</dc:description>
<dc:subject><rdf:Bag><rdf:li>stars</rdf:li><rdf:li></rdf:li><rdf:li>shapes</rdf:li></rdf:Bag></dc:subject>
<dc:publisher><cc:Agent rdf:about="http://www.openclipart.org/"><dc:title>Open Clip Art Library</dc:title></cc:Agent></dc:publisher>
<dc:creator><cc:Agent><dc:title>codifiedivining</dc:title></cc:Agent></dc:creator>
<dc:rights><cc:Agent><dc:title>somebody else</dc:title></cc:Agent></dc:rights>
<dc:source>http://example.org/star</dc:source>
<cc:license rdf:resource="http://web.resource.org/cc/PublicDomain"/></cc:Work>
<cc:License rdf:about="http://web.resource.org/cc/PublicDomain"><cc:permits rdf:resource="http://web.resource.org/cc/Reproduction"/></cc:License>
</rdf:RDF></metadata><g><title>a part</title><path d="M0 0"/></g></svg>)";

TEST_F(SvgWords, AreReadFromDublinCore) {
    const auto words = parse_svg_words(kClipArt);
    EXPECT_EQ(words.title, "Grama & star");
    EXPECT_EQ(words.description, "A star\nof 39 points");
    EXPECT_EQ(words.artist, "codifiedivining");
    EXPECT_EQ(words.credit, "Open Clip Art Library");
    EXPECT_EQ(words.source_url, "http://example.org/star");
    EXPECT_EQ(words.licence, "http://web.resource.org/cc/PublicDomain");
    EXPECT_THAT(words.tags, ElementsAre("stars", "", "shapes"));  // cleaned by read_words
}

TEST_F(SvgWords, AreElseTitleAndDescriptionOfTheDrawing) {
    const auto words = parse_svg_words(
        "<svg xmlns='http://www.w3.org/2000/svg'><title>Boat</title><desc>At "
        "sea</desc><g><title>sail</title></g></svg>");
    EXPECT_EQ(words.title, "Boat");
    EXPECT_EQ(words.description, "At sea");
}

TEST_F(SvgWords, MayStandAfterTheDrawing) {
    const auto words = parse_svg_words(
        "<svg><g><g><path/></g></g><metadata><RDF><Work><title>Late</title><creator>Mae "
        "Jo</creator></Work></RDF>"
        "</metadata></svg>");
    EXPECT_EQ(words.title, "Late");
    EXPECT_EQ(words.artist, "Mae Jo");
}

TEST_F(SvgWords, BeforeAnErrorAreKept) {
    EXPECT_EQ(parse_svg_words("<svg><title>Half a boat</title><g><path d='").title, "Half a boat");
    EXPECT_EQ(parse_svg_words("").title, "");
    EXPECT_EQ(parse_svg_words("<").title, "");
}

TEST_F(SvgWords, NeverComeFromAnEntityOrAnotherFile) {
    const auto words = parse_svg_words(
        "<!DOCTYPE svg [<!ENTITY file SYSTEM 'file:///etc/hostname'><!ENTITY own 'inside'>]>"
        "<svg><title>a&file;b</title><desc>c&own;d</desc></svg>");
    EXPECT_EQ(words.title, "ab");
    EXPECT_THAT(words.tags, IsEmpty());
}

TEST_F(SvgWords, SourceThatIsNoLinkIsLeftOut) {
    EXPECT_EQ(
        parse_svg_words("<svg><metadata><RDF><Work><source>my desk</source></Work></RDF></metadata></svg>")
            .source_url,
        "");
}

struct RootRow {
    const char* name;
    std::string_view head;
    bool svg;
};

class SvgRoot : public ::testing::TestWithParam<RootRow> {};

TEST_P(SvgRoot, IsRecognisedByItsElement) {
    ASSERT_TRUE(start_imaging());
    EXPECT_EQ(begins_svg(GetParam().head), GetParam().svg);
}

INSTANTIATE_TEST_SUITE_P(
    All, SvgRoot,
    ::testing::Values(
        RootRow{"plain", "<svg width='1'>", true},
        RootRow{"after_a_declaration", "\xEF\xBB\xBF<?xml version='1.0'?>\n<!-- c --><svg>", true},
        RootRow{"with_a_prefix", "<s:svg xmlns:s='http://www.w3.org/2000/svg'>", true},
        RootRow{"after_entities", "<!DOCTYPE svg [<!ENTITY ns 'http://x'>]><svg xmlns='&ns;'>", true},
        RootRow{"other_xml", "<?xml version='1.0'?><html><svg/></html>", false},
        RootRow{"in_a_comment", "<!-- <svg> --><p>", false}, RootRow{"text", "see <svg>", false},
        RootRow{"nothing", "", false}, RootRow{"spaces", "   \n", false}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace palette::imaging
