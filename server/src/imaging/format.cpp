#include "imaging/format.hpp"

#include <algorithm>
#include <array>
#include <cassert>

#include "imaging/svg_text.hpp"

namespace palette::imaging {
namespace {

using namespace std::string_view_literals;

// In the order of Format.
constexpr std::array kFacts = {
    FormatFacts{"JPEG", "image/jpeg", "jpg"},
    FormatFacts{"PNG", "image/png", "png"},
    FormatFacts{"WebP", "image/webp", "webp"},
    FormatFacts{"GIF", "image/gif", "gif"},
    FormatFacts{"TIFF", "image/tiff", "tiff"},
    FormatFacts{"AVIF", "image/avif", "avif"},
    FormatFacts{"HEIC", "image/heic", "heic"},
    FormatFacts{"SVG", "image/svg+xml", "svg"},
    FormatFacts{"JPEG XL", "image/jxl", "jxl"},
    FormatFacts{"JPEG 2000", "image/jp2", "jp2"},
    FormatFacts{"PNM", "image/x-portable-anymap", "pnm"},
};
static_assert(kFacts.size() == static_cast<std::size_t>(Format::pnm) + 1);

struct Signature {
    std::size_t at;
    std::string_view bytes;
    Format format;
};

constexpr std::array kSignatures = {
    Signature{0, "\xFF\xD8\xFF"sv, Format::jpeg},
    Signature{0, "\x89PNG\r\n\x1A\n"sv, Format::png},
    Signature{0, "GIF87a"sv, Format::gif},
    Signature{0, "GIF89a"sv, Format::gif},
    Signature{8, "WEBP"sv, Format::webp},
    Signature{0, "II*\0"sv, Format::tiff},
    Signature{0, "MM\0*"sv, Format::tiff},
    Signature{0, "II+\0"sv, Format::tiff},
    Signature{0, "MM\0+"sv, Format::tiff},
    Signature{0, "\xFF\x0A"sv, Format::jxl},
    Signature{0, "\0\0\0\x0CJXL \r\n\x87\n"sv, Format::jxl},
    Signature{0, "\0\0\0\x0CjP  \r\n\x87\n"sv, Format::jp2},
    Signature{0, "\xFF\x4F\xFF\x51"sv, Format::jp2},
};

// ISO base media files (ISO/IEC 14496-12) list in their first box, `ftyp`, which readers they are for: a
// major brand, a version, then compatible brands. `mif1` alone says "some HEIF", and the compatible ones say
// with which codec.
std::optional<Format> detect_heif(std::string_view head) {
    if (head.size() < 16 || head.substr(4, 4) != "ftyp") return std::nullopt;
    const auto byte = [&](std::size_t i) {
        return static_cast<std::size_t>(static_cast<std::uint8_t>(head[i]));
    };
    const std::size_t box = byte(0) << 24U | byte(1) << 16U | byte(2) << 8U | byte(3);
    const std::string_view brands = head.substr(8, std::clamp<std::size_t>(box, 16, head.size()) - 8);
    bool heic = false;
    for (std::size_t at = 0; at + 4 <= brands.size(); at += 4) {
        if (at == 4) continue;  // the version
        const std::string_view brand = brands.substr(at, 4);
        if (brand == "avif" || brand == "avis") return Format::avif;
        heic = heic || brand == "heic" || brand == "heix" || brand == "heim" || brand == "heis" ||
               brand == "hevc" || brand == "hevx";
    }
    return heic ? std::optional(Format::heic) : std::nullopt;
}

// "P5" and white space also begins a sentence; a picture goes on with a number or a comment.
bool is_pnm(std::string_view head) {
    constexpr std::string_view kKinds = "123456Ff";
    if (head.size() < 4 || head[0] != 'P' || kKinds.find(head[1]) == std::string_view::npos) return false;
    constexpr std::string_view kSpace = " \t\r\n";
    if (kSpace.find(head[2]) == std::string_view::npos) return false;
    const std::size_t next = head.find_first_not_of(kSpace, 2);
    return next != std::string_view::npos && "0123456789#"sv.find(head[next]) != std::string_view::npos;
}

}  // namespace

const FormatFacts& facts_of(Format format) {
    return kFacts[static_cast<std::size_t>(format)];
}

Format format_of(std::string_view media_type) {
    const auto* found = std::ranges::find(kFacts, media_type, &FormatFacts::media_type);
    assert(found != kFacts.end());
    return static_cast<Format>(found - kFacts.begin());
}

std::optional<Format> detect_format(std::span<const std::uint8_t> head) {
    const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
    for (const Signature& signature : kSignatures) {
        if (text.size() >= signature.at && text.substr(signature.at).starts_with(signature.bytes)) {
            if (signature.format == Format::webp && !text.starts_with("RIFF")) continue;
            return signature.format;
        }
    }
    if (const auto heif = detect_heif(text)) return heif;
    if (is_pnm(text)) return Format::pnm;
    if (begins_svg(text)) return Format::svg;
    return std::nullopt;
}

}  // namespace palette::imaging
