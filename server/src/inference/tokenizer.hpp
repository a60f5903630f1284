#pragma once

// The tokenizers that packs may name, behind one type. Values, immutable: any thread.

#include <filesystem>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "inference/clip_tokenizer.hpp"
#include "inference/gemma_tokenizer.hpp"
#include "inference/pack_description.hpp"
#include "inference/wordpiece_tokenizer.hpp"

namespace palette::inference {

using Tokenizer = std::variant<WordpieceTokenizer, ClipTokenizer, GemmaTokenizer>;

// Fails with invalid/"model_pack_damaged" or "model_pack_invalid".
[[nodiscard]] Result<Tokenizer> open_tokenizer(const std::filesystem::path& folder, const TextEncoder& text);

// What the text encoder is given: at most tokens_max ids, exactly so many where it pads.
[[nodiscard]] std::vector<std::int64_t> encode(const Tokenizer& tokenizer, std::string_view text);

// Whether a word in lower case is one token by itself.
[[nodiscard]] bool knows_word(const Tokenizer& tokenizer, std::string_view word);

}  // namespace palette::inference
