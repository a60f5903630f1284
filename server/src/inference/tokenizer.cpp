#include "inference/tokenizer.hpp"

namespace palette::inference {
namespace {

template <class Kind>
Result<Tokenizer> made(Result<Kind> tokenizer) {
    if (!tokenizer) return forward(tokenizer);
    return Tokenizer(std::move(*tokenizer));
}

}  // namespace

Result<Tokenizer> open_tokenizer(const std::filesystem::path& folder, const TextEncoder& text) {
    const auto file = folder / text.vocabulary;
    const auto tokens_max = static_cast<std::size_t>(text.tokens_max);
    switch (text.tokenizer) {
        case TokenizerKind::wordpiece:
            return made(WordpieceTokenizer::open(file, {text.lowercase, tokens_max}));
        case TokenizerKind::clip:
            return made(ClipTokenizer::open(file, {tokens_max, text.pads}));
        case TokenizerKind::gemma:
            return made(GemmaTokenizer::open(file, {text.lowercase, tokens_max}));
    }
    std::unreachable();
}

std::vector<std::int64_t> encode(const Tokenizer& tokenizer, std::string_view text) {
    return std::visit([&](const auto& kind) { return kind.encode(text); }, tokenizer);
}

bool knows_word(const Tokenizer& tokenizer, std::string_view word) {
    return std::visit([&](const auto& kind) { return kind.is_piece(word); }, tokenizer);
}

}  // namespace palette::inference
