#include "imaging/text_sidecar.hpp"

#include <algorithm>
#include <string>

#include "base/text.hpp"
#include "imaging/text_encoding.hpp"
#include "imaging/words.hpp"

namespace palette::imaging {
namespace {

// "de.utf8=", "sr@latin.utf8=", "zh_CN.utf8="
bool is_translation(std::string_view line) {
    const auto end = line.find(".utf8=");
    if (end == line.npos || end < 2) return false;
    return std::ranges::all_of(line.substr(0, end), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '@';
    });
}

}  // namespace

Words parse_text_sidecar(std::string_view bytes) {
    const std::string text = decode_text(bytes);
    Words words;
    for (const std::string_view raw : split(text, '\n')) {
        const std::string_view line = trim(raw);
        if (is_translation(line)) continue;
        if (words.title.empty()) {
            words.title = line;
        } else {
            words.description.append(line) += '\n';
        }
    }
    if (words.title.size() > kTitleBytesMax) words.description = words.title + "\n\n" + words.description;
    return words;
}

}  // namespace palette::imaging
