#include "inference/gemma_tokenizer.hpp"

#include <algorithm>
#include <queue>

#include <fmt/core.h>

#include "inference/proto_fields.hpp"
#include "inference/read_file.hpp"
#include "inference/unicode.hpp"
#include "inference/wordpiece_tokenizer.hpp"

namespace palette::inference {
namespace {

constexpr std::string_view kSpace = "\u2581";
constexpr std::int64_t kPad = 0;
constexpr std::int64_t kEnd = 1;
constexpr std::size_t kPiecesMax = 1'000'000;

// The numbers of sentencepiece_model.proto, as far as they are read.
namespace field {
constexpr std::uint32_t kPieces = 1;
constexpr std::uint32_t kTrainer = 2;
constexpr std::uint32_t kNormalizer = 3;
constexpr std::uint32_t kPieceText = 1;
constexpr std::uint32_t kPieceScore = 2;
constexpr std::uint32_t kPieceType = 3;
constexpr std::uint32_t kModelType = 3;
constexpr std::uint32_t kCharsMap = 2;
constexpr std::uint32_t kDummyPrefix = 3;
constexpr std::uint32_t kRemoveExtraSpaces = 4;
}  // namespace field
constexpr std::uint64_t kBpe = 2;

enum class PieceType : std::uint8_t { normal = 1, unknown, control, user_defined, unused, byte };

struct ReadPiece {
    std::string_view text;
    float score = 0;
    PieceType type = PieceType::normal;
};

ReadPiece read_piece(std::string_view message) {
    ReadPiece piece;
    ProtoFields fields(message);
    while (const auto one = fields.next()) {
        if (one->number == field::kPieceText) piece.text = one->bytes;
        if (one->number == field::kPieceScore) piece.score = one->as_float();
        if (one->number == field::kPieceType) piece.type = static_cast<PieceType>(one->value);
    }
    return piece;
}

// "<0x0A>"
std::optional<std::uint8_t> byte_of(std::string_view piece) {
    for (unsigned byte = 0; byte < 256; ++byte) {
        if (piece == fmt::format("<0x{:02X}>", byte)) return static_cast<std::uint8_t>(byte);
    }
    return std::nullopt;
}

std::size_t character_bytes(std::string_view text) {
    utf8proc_int32_t character = 0;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                         static_cast<utf8proc_ssize_t>(text.size()), &character);
    return length > 0 ? static_cast<std::size_t>(length) : 1;
}

std::unexpected<Error> refuse(const char* what) {
    return fail(ErrorKind::invalid, "model_pack_invalid", std::string("The tokenizer's model ") + what + ".");
}

}  // namespace

Result<GemmaTokenizer> GemmaTokenizer::from_model(std::string_view model, Options options) {
    GemmaTokenizer tokenizer;
    tokenizer.options_ = options;
    Id id = 0;
    std::size_t bytes_found = 0;
    std::uint64_t kind = 0;
    ProtoFields fields(model);
    while (const auto one = fields.next()) {
        if (one->number == field::kPieces) {
            const auto piece = read_piece(one->bytes);
            if (piece.type == PieceType::byte) {
                const auto byte = byte_of(piece.text);
                if (!byte) return refuse("has a byte that is none");
                tokenizer.bytes_[*byte] = id;
                ++bytes_found;
            } else if (piece.type == PieceType::normal || piece.type == PieceType::user_defined) {
                const bool is_whole = piece.type == PieceType::user_defined;
                tokenizer.pieces_.emplace(piece.text, Piece{id, piece.score, is_whole});
                if (is_whole)
                    tokenizer.whole_bytes_max_ = std::max(tokenizer.whole_bytes_max_, piece.text.size());
            }
            if (static_cast<std::size_t>(++id) > kPiecesMax) return refuse("has too many pieces");
        } else if (one->number == field::kTrainer) {
            ProtoFields trainer(one->bytes);
            while (const auto part = trainer.next()) {
                if (part->number == field::kModelType) kind = part->value;
            }
        } else if (one->number == field::kNormalizer) {
            ProtoFields normalizer(one->bytes);
            while (const auto part = normalizer.next()) {
                if (part->number == field::kCharsMap && !part->bytes.empty())
                    return refuse("rewrites characters, which is not supported");
                if (part->number == field::kDummyPrefix) tokenizer.adds_space_before_ = part->value != 0;
                if (part->number == field::kRemoveExtraSpaces)
                    tokenizer.removes_extra_spaces_ = part->value != 0;
            }
        }
    }
    if (fields.is_damaged() || id == 0) return refuse("is no SentencePiece model");
    if (kind != kBpe) return refuse("is not of the kind `bpe`");
    if (bytes_found != tokenizer.bytes_.size()) return refuse("has no pieces for single bytes");
    return tokenizer;
}

Result<GemmaTokenizer> GemmaTokenizer::open(const std::filesystem::path& model, Options options) {
    const auto bytes = read_file(model, kVocabularyBytesMax);
    if (!bytes) {
        return fail(ErrorKind::invalid, "model_pack_damaged", "The tokenizer's model cannot be read.",
                    model.string());
    }
    return from_model(*bytes, options);
}

std::vector<std::int64_t> GemmaTokenizer::encode(std::string_view text) const {
    const std::string whole = normalized(text.substr(0, kTextBytesMax));
    auto symbols = split_symbols(whole);
    merge(symbols);
    std::vector<std::int64_t> ids;
    for (const auto& symbol : symbols) {
        if (symbol.text.empty()) continue;
        if (const auto piece = pieces_.find(symbol.text); piece != pieces_.end()) {
            ids.push_back(piece->second.id);
        } else {
            for (const char byte : symbol.text) ids.push_back(bytes_[static_cast<unsigned char>(byte)]);
        }
    }
    ids.resize(std::min(ids.size(), options_.tokens_max - 1));
    ids.push_back(kEnd);
    ids.resize(options_.tokens_max, kPad);
    return ids;
}

bool GemmaTokenizer::is_piece(std::string_view word) const {
    return pieces_.contains(std::string(kSpace) + std::string(word)) || pieces_.contains(word);
}

std::string GemmaTokenizer::normalized(std::string_view text) const {
    std::string lower;
    if (options_.lowercase) {
        lower = to_lower(text);
    } else {
        for_each_character(text, [&](utf8proc_int32_t character) { append_character(lower, character); });
    }
    std::string_view source = lower;
    if (removes_extra_spaces_) {
        source.remove_prefix(std::min(source.find_first_not_of(' '), source.size()));
        source = source.substr(0, source.find_last_not_of(' ') + 1);
    }
    std::string spaced;
    if (adds_space_before_ && !source.empty()) spaced = kSpace;
    bool was_space = false;
    for (const char byte : source) {
        const bool is_space_byte = byte == ' ';
        if (is_space_byte && !(was_space && removes_extra_spaces_)) spaced += kSpace;
        if (!is_space_byte) spaced += byte;
        was_space = is_space_byte;
    }
    return spaced;
}

// Single characters, but for what is whole.
std::vector<GemmaTokenizer::Symbol> GemmaTokenizer::split_symbols(std::string_view text) const {
    std::vector<Symbol> symbols;
    while (!text.empty()) {
        std::size_t bytes = 0;
        for (std::size_t length = std::min(whole_bytes_max_, text.size()); length > 0 && bytes == 0;
             --length) {
            const auto piece = pieces_.find(text.substr(0, length));
            if (piece != pieces_.end() && piece->second.is_whole) bytes = length;
        }
        const bool is_whole = bytes > 0;
        if (!is_whole) bytes = character_bytes(text);
        const auto place = static_cast<std::ptrdiff_t>(symbols.size());
        symbols.push_back({text.substr(0, bytes), place - 1, place + 1, is_whole});
        text.remove_prefix(bytes);
    }
    if (!symbols.empty()) symbols.back().next = -1;
    return symbols;
}

void GemmaTokenizer::merge(std::vector<Symbol>& symbols) const {
    std::priority_queue<Pair> pairs;
    const auto at = [&](std::ptrdiff_t place) -> Symbol& { return symbols[static_cast<std::size_t>(place)]; };
    // Symbols lie behind each other in one text, so two neighbours are one range of it.
    const auto joined = [&](std::ptrdiff_t left, std::ptrdiff_t right) {
        return std::string_view(at(left).text.data(), at(left).text.size() + at(right).text.size());
    };
    const auto consider = [&](std::ptrdiff_t left, std::ptrdiff_t right) {
        if (left < 0 || right < 0 || at(left).is_whole || at(right).is_whole) return;
        const auto text = joined(left, right);
        const auto piece = pieces_.find(text);
        if (piece != pieces_.end()) pairs.push({piece->second.score, left, right, text.size()});
    };
    for (std::size_t i = 1; i < symbols.size(); ++i)
        consider(static_cast<std::ptrdiff_t>(i) - 1, static_cast<std::ptrdiff_t>(i));
    while (!pairs.empty()) {
        const Pair best = pairs.top();
        pairs.pop();
        Symbol& left = at(best.left);
        Symbol& right = at(best.right);
        if (left.text.empty() || right.text.empty() || left.text.size() + right.text.size() != best.bytes)
            continue;
        left.text = joined(best.left, best.right);
        left.next = right.next;
        right.text = {};
        if (left.next >= 0) at(left.next).previous = best.left;
        consider(left.previous, best.left);
        consider(best.left, left.next);
    }
}

}  // namespace palette::inference
