#include "imaging/metadata_words.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include <exiv2/exiv2.hpp>

#include "base/log.hpp"
#include "base/text.hpp"
#include "imaging/text_encoding.hpp"
#include "imaging/words.hpp"

namespace palette::imaging {
namespace {

// What cameras write into ImageDescription by themselves.
constexpr std::array<std::string_view, 9> kCameraPhrases = {"olympus digital camera",
                                                            "sony dsc",
                                                            "minolta digital camera",
                                                            "konica minolta digital camera",
                                                            "digital camera",
                                                            "dcim",
                                                            "exif_jpeg_picture",
                                                            "jpeg",
                                                            "default"};

// Runs `read` and keeps what it had found when Exiv2 gives up.
template <class Read>
void guarded(Read read) {
    try {
        read();
    } catch (const std::exception& error) {
        spdlog::debug("metadata passed over: {}", printable(error.what()));
    }
}

std::string first_of(std::initializer_list<std::string> texts) {
    const auto* found =
        std::ranges::find_if(texts, [](const std::string& text) { return !trim(text).empty(); });
    return found == texts.end() ? std::string{} : *found;
}

bool is_url(std::string_view text) {
    return text.starts_with("http://") || text.starts_with("https://");
}

// A text in several languages is given in its default one, else in English, else in the first there is.
std::string pick_language(const Exiv2::LangAltValue& value) {
    for (const char* language : {"x-default", "en-US", "en-GB", "en"}) {
        const auto found = value.value_.find(language);
        if (found != value.value_.end() && !found->second.empty()) return found->second;
    }
    return value.value_.empty() ? std::string{} : value.value_.begin()->second;
}

std::vector<std::string> all_of(const Exiv2::XmpData& xmp, const char* key) {
    const auto found = xmp.findKey(Exiv2::XmpKey(key));
    if (found == xmp.end()) return {};
    const Exiv2::Value& value = found->value();
    if (const auto* languages = dynamic_cast<const Exiv2::LangAltValue*>(&value)) {
        return {pick_language(*languages)};
    }
    if (dynamic_cast<const Exiv2::XmpArrayValue*>(&value) == nullptr) return {value.toString()};
    std::vector<std::string> texts;
    texts.reserve(static_cast<std::size_t>(value.count()));
    for (long i = 0; i < value.count(); ++i) texts.push_back(value.toString(i));
    return texts;
}

std::string joined(const std::vector<std::string>& texts) {
    std::string line;
    for (const std::string& text : texts) {
        if (trim(text).empty()) continue;
        if (!line.empty()) line += ", ";
        line += text;
    }
    return line;
}

Words words_of(const Exiv2::XmpData& xmp) {
    const auto text = [&](const char* key) { return joined(all_of(xmp, key)); };
    Words words;
    words.title = first_of({text("Xmp.dc.title"), text("Xmp.photoshop.Headline")});
    words.description = text("Xmp.dc.description");
    words.artist = text("Xmp.dc.creator");
    words.credit = text("Xmp.photoshop.Credit");
    words.licence = first_of({text("Xmp.cc.license"), text("Xmp.xmpRights.UsageTerms"), text("Xmp.dc.rights"),
                              text("Xmp.xmpRights.WebStatement")});
    words.source_url = text("Xmp.dc.source");
    if (!is_url(words.source_url)) words.source_url = text("Xmp.xmpRights.WebStatement");
    words.tags = all_of(xmp, "Xmp.dc.subject");
    return words;
}

Words words_of(const Exiv2::IptcData& iptc) {
    const auto texts = [&](const char* key) {
        const Exiv2::IptcKey wanted(key);
        std::vector<std::string> found;
        for (const auto& datum : iptc) {
            if (datum.tag() == wanted.tag() && datum.record() == wanted.record()) {
                found.push_back(decode_text(datum.toString()));
            }
        }
        return found;
    };
    const auto text = [&](const char* key) { return joined(texts(key)); };
    Words words;
    words.title = first_of({text("Iptc.Application2.ObjectName"), text("Iptc.Application2.Headline")});
    words.description = text("Iptc.Application2.Caption");
    words.artist = text("Iptc.Application2.Byline");
    words.credit = first_of({text("Iptc.Application2.Credit"), text("Iptc.Application2.Source")});
    words.licence = text("Iptc.Application2.Copyright");
    words.tags = texts("Iptc.Application2.Keywords");
    return words;
}

Words words_of(const Exiv2::ExifData& exif) {
    const auto text = [&](const char* key) {
        const auto found = exif.findKey(Exiv2::ExifKey(key));
        if (found == exif.end()) return std::string{};
        const std::string bytes = found->toString();
        return decode_text(std::string_view(bytes).substr(0, bytes.find('\0')));
    };
    // Windows Explorer's own tags are UTF-16 in an array of bytes.
    const auto windows_text = [&](const char* key) {
        const auto found = exif.findKey(Exiv2::ExifKey(key));
        if (found == exif.end() || found->size() <= 0) return std::string{};
        std::vector<std::uint8_t> bytes(static_cast<std::size_t>(found->size()));
        found->copy(bytes.data(), Exiv2::littleEndian);
        return utf16_to_utf8(bytes, ByteOrder::little);
    };
    Words words;
    words.title = windows_text("Exif.Image.XPTitle");
    words.description = text("Exif.Image.ImageDescription");
    if (std::ranges::find(kCameraPhrases, fold_case(trim(words.description))) != kCameraPhrases.end()) {
        words.description.clear();
    }
    words.description = first_of(
        {words.description, windows_text("Exif.Image.XPSubject"), windows_text("Exif.Image.XPComment")});
    words.artist = first_of({text("Exif.Image.Artist"), windows_text("Exif.Image.XPAuthor")});
    words.licence = text("Exif.Image.Copyright");
    words.tags = {windows_text("Exif.Image.XPKeywords")};
    return words;
}

}  // namespace

Words read_metadata_words(const std::filesystem::path& file) {
    Words words;
    guarded([&] {
        // Exiv2 takes "-" and "data:..." for more than names; an absolute path is only a path.
        const auto image = Exiv2::ImageFactory::open(std::filesystem::absolute(file).native());
        image->readMetadata();
        guarded([&] { words = words_of(image->xmpData()); });
        guarded([&] { words = merge(std::move(words), words_of(image->iptcData())); });
        guarded([&] { words = merge(std::move(words), words_of(image->exifData())); });
    });
    return words;
}

Words parse_xmp_words(std::string_view packet) {
    Words words;
    guarded([&] {
        Exiv2::XmpData xmp;
        if (Exiv2::XmpParser::decode(xmp, std::string(packet)) == 0) words = words_of(xmp);
    });
    return words;
}

Words parse_exif_words(std::span<const std::uint8_t> block) {
    constexpr std::array<std::uint8_t, 6> kMarker = {'E', 'x', 'i', 'f', 0, 0};
    if (block.size() > kMarker.size() && std::ranges::equal(block.first(kMarker.size()), kMarker)) {
        block = block.subspan(kMarker.size());
    }
    Words words;
    guarded([&] {
        Exiv2::ExifData exif;
        Exiv2::ExifParser::decode(exif, block.data(), static_cast<std::uint32_t>(block.size()));
        words = words_of(exif);
    });
    return words;
}

}  // namespace palette::imaging
