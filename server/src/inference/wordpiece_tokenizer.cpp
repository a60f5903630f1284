#include "inference/wordpiece_tokenizer.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <utility>

#include <utf8proc.h>

#include "base/text.hpp"
#include "inference/read_file.hpp"
#include "inference/unicode.hpp"

namespace palette::inference {
namespace {

constexpr std::string_view kContinuation = "##";

bool is_control(utf8proc_int32_t character) {
    switch (utf8proc_category(character)) {
        case UTF8PROC_CATEGORY_CC:
        case UTF8PROC_CATEGORY_CF:
        case UTF8PROC_CATEGORY_CN:
        case UTF8PROC_CATEGORY_CO:
        case UTF8PROC_CATEGORY_CS:
            return character != '\t' && character != '\n' && character != '\r';
        default:
            return false;
    }
}

bool separates_words(utf8proc_int32_t character) {
    if (character == '\t' || character == '\n' || character == '\r') return true;
    switch (utf8proc_category(character)) {
        case UTF8PROC_CATEGORY_ZS:
        case UTF8PROC_CATEGORY_ZL:
        case UTF8PROC_CATEGORY_ZP:
            return true;
        default:
            return false;
    }
}

// What Unicode calls punctuation, and all of ASCII that is neither letter, digit, space nor control.
bool is_punctuation(utf8proc_int32_t character) {
    const bool ascii = (character >= 33 && character <= 47) || (character >= 58 && character <= 64) ||
                       (character >= 91 && character <= 96) || (character >= 123 && character <= 126);
    if (ascii) return true;
    switch (utf8proc_category(character)) {
        case UTF8PROC_CATEGORY_PC:
        case UTF8PROC_CATEGORY_PD:
        case UTF8PROC_CATEGORY_PS:
        case UTF8PROC_CATEGORY_PE:
        case UTF8PROC_CATEGORY_PI:
        case UTF8PROC_CATEGORY_PF:
        case UTF8PROC_CATEGORY_PO:
            return true;
        default:
            return false;
    }
}

// The blocks of BERT's basic tokenizer, CJK Unified Ideographs and their extensions: not kana, not Hangul.
bool is_ideograph(utf8proc_int32_t character) {
    constexpr std::array<std::pair<utf8proc_int32_t, utf8proc_int32_t>, 8> kBlocks = {{{0x4E00, 0x9FFF},
                                                                                       {0x3400, 0x4DBF},
                                                                                       {0x20000, 0x2A6DF},
                                                                                       {0x2A700, 0x2B73F},
                                                                                       {0x2B740, 0x2B81F},
                                                                                       {0x2B820, 0x2CEAF},
                                                                                       {0xF900, 0xFAFF},
                                                                                       {0x2F800, 0x2FA1F}}};
    return std::ranges::any_of(
        kBlocks, [&](const auto& block) { return character >= block.first && character <= block.second; });
}

std::string clean(std::string_view text) {
    std::string cleaned;
    cleaned.reserve(text.size());
    for_each_character(text, [&](utf8proc_int32_t character) {
        if (character == 0xFFFD || is_control(character)) return;
        if (separates_words(character)) {
            cleaned += ' ';
        } else if (is_ideograph(character)) {
            cleaned += ' ';
            append_character(cleaned, character);
            cleaned += ' ';
        } else {
            append_character(cleaned, character);
        }
    });
    return cleaned;
}

// Decomposed (NFD), without what combines, in lower case.
std::string plain_lowercase(std::string_view text) {
    utf8proc_uint8_t* mapped = nullptr;
    const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                     static_cast<utf8proc_ssize_t>(text.size()), &mapped,
                                     static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
    if (length < 0) return {};
    std::string plain;
    plain.reserve(static_cast<std::size_t>(length));
    for_each_character({reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(length)},
                       [&](utf8proc_int32_t character) {
                           if (utf8proc_category(character) == UTF8PROC_CATEGORY_MN) return;
                           append_character(plain, utf8proc_tolower(character));
                       });
    return plain;
}

// Calls visit(word) for each run between spaces, and for each punctuation mark by itself.
template <class Visit>
void for_each_word(std::string_view text, Visit visit) {
    std::string word;
    const auto flush = [&] {
        if (!word.empty()) visit(std::string_view(word));
        word.clear();
    };
    for_each_character(text, [&](utf8proc_int32_t character) {
        if (separates_words(character)) {
            flush();
        } else if (is_punctuation(character)) {
            flush();
            append_character(word, character);
            flush();
        } else {
            append_character(word, character);
        }
    });
    flush();
}

bool begins_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

}  // namespace

Result<WordpieceTokenizer> WordpieceTokenizer::from_vocabulary(std::string_view vocabulary, Options options) {
    const auto refuse = [](const std::string& why) {
        return fail(ErrorKind::invalid, "model_pack_invalid", "The tokenizer's vocabulary " + why + ".");
    };
    WordpieceTokenizer tokenizer;
    tokenizer.options_ = options;
    while (!vocabulary.empty()) {
        const auto end = std::min(vocabulary.find('\n'), vocabulary.size());
        std::string_view piece = vocabulary.substr(0, end);
        vocabulary.remove_prefix(std::min(end + 1, vocabulary.size()));
        if (piece.ends_with('\r')) piece.remove_suffix(1);
        const auto id = static_cast<std::int64_t>(tokenizer.ids_.size());
        if (!tokenizer.ids_.emplace(piece, id).second) {
            return refuse("has \"" + printable(piece) + "\" twice");
        }
    }
    using Special = std::pair<std::string_view, std::int64_t*>;
    for (const auto& [piece, id] : {Special{"[UNK]", &tokenizer.unknown_},
                                    Special{"[CLS]", &tokenizer.begin_}, Special{"[SEP]", &tokenizer.end_}}) {
        const auto found = tokenizer.ids_.find(piece);
        if (found == tokenizer.ids_.end()) return refuse("has no " + std::string(piece));
        *id = found->second;
    }
    return tokenizer;
}

Result<WordpieceTokenizer> WordpieceTokenizer::open(const std::filesystem::path& vocabulary,
                                                    Options options) {
    const auto text = read_file(vocabulary, kVocabularyBytesMax);
    if (!text) {
        return fail(ErrorKind::invalid, "model_pack_damaged", "The tokenizer's vocabulary cannot be read.",
                    vocabulary.string());
    }
    return from_vocabulary(*text, options);
}

std::vector<std::int64_t> WordpieceTokenizer::encode(std::string_view text) const {
    const std::string cleaned = clean(text.substr(0, kTextBytesMax));
    const std::size_t pieces_max = options_.tokens_max - 2;
    std::vector<std::int64_t> ids = {begin_};
    for_each_word(options_.lowercase ? plain_lowercase(cleaned) : cleaned, [&](std::string_view word) {
        if (ids.size() <= pieces_max) append_pieces(word, ids);
    });
    ids.resize(std::min(ids.size(), 1 + pieces_max));
    ids.push_back(end_);
    return ids;
}

void WordpieceTokenizer::append_pieces(std::string_view word, std::vector<std::int64_t>& ids) const {
    const std::size_t before = ids.size();
    const auto characters = static_cast<std::size_t>(std::ranges::count_if(word, begins_character));
    if (characters > kWordCharactersMax) {
        ids.push_back(unknown_);
        return;
    }
    std::string piece;
    for (std::size_t from = 0; from < word.size();) {
        piece = from == 0 ? std::string() : std::string(kContinuation);
        const std::size_t prefix = piece.size();
        piece += word.substr(from);
        auto found = ids_.find(piece);
        while (found == ids_.end() && piece.size() > prefix) {
            while (!begins_character(piece.back())) piece.pop_back();
            piece.pop_back();
            found = piece.size() > prefix ? ids_.find(piece) : ids_.end();
        }
        if (found == ids_.end()) {
            // One part without a piece makes the whole word unknown.
            ids.resize(before);
            ids.push_back(unknown_);
            return;
        }
        ids.push_back(found->second);
        from += piece.size() - prefix;
    }
}

}  // namespace palette::inference
