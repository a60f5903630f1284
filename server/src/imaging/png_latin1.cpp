#include "imaging/png_latin1.hpp"

#include <array>
#include <cstdint>
#include <fstream>
#include <string>

#include "base/text.hpp"
#include "imaging/text_encoding.hpp"

namespace palette::imaging {
namespace {

constexpr int kSignatureBytes = 8;
constexpr int kChecksumBytes = 4;
constexpr std::uint32_t kTextBytesMax = 64 * 1024;
constexpr int kChunksMax = 100'000;

struct ChunkHeader {
    std::uint32_t bytes = 0;
    std::string type;
};

bool read_header(std::istream& file, ChunkHeader& header) {
    std::array<char, 8> raw{};
    if (!file.read(raw.data(), raw.size())) return false;
    header.bytes = 0;
    for (std::size_t i = 0; i < 4; ++i)
        header.bytes = (header.bytes << 8U) | static_cast<std::uint8_t>(raw[i]);
    header.type.assign(raw.data() + 4, 4);
    return true;
}

}  // namespace

Words read_png_latin1_words(const std::filesystem::path& path) {
    Words words;
    std::ifstream file(path, std::ios::binary);
    file.seekg(kSignatureBytes);
    ChunkHeader header;
    for (int i = 0; i < kChunksMax && read_header(file, header) && header.type != "IEND"; ++i) {
        if (header.type != "tEXt" || header.bytes > kTextBytesMax) {
            file.seekg(static_cast<std::streamoff>(header.bytes) + kChecksumBytes, std::ios::cur);
            continue;
        }
        std::string text(header.bytes, '\0');
        if (!file.read(text.data(), static_cast<std::streamsize>(text.size()))) break;
        file.seekg(kChecksumBytes, std::ios::cur);
        const auto border = text.find('\0');
        if (border == std::string::npos || is_valid_utf8(text)) continue;
        const std::string_view keyword(text.data(), border);
        const std::string value = decode_text(std::string_view(text).substr(border + 1));
        if (keyword == "Title") words.title = value;
        if (keyword == "Description") words.description = value;
        if (keyword == "Author") words.artist = value;
        if (keyword == "Copyright") words.licence = value;
    }
    return words;
}

}  // namespace palette::imaging
