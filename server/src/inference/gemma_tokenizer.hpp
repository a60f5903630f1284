#pragma once

// Gemma's tokenizer as SigLIP 2 uses it: text in lower case, spaces written as U+2581, pieces merged pair by
// pair, best score first, and bytes for what no piece covers. It reads a SentencePiece model of the kind
// `bpe` without normalisation; training/golden/tokenizers.tsv holds it to SentencePiece itself. Words that
// stand for special tokens are ordinary text here.
//
// Immutable: safe to use from any thread.

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "inference/transparent_hash.hpp"

namespace palette::inference {

class GemmaTokenizer {
  public:
    struct Options {
        bool lowercase = true;
        std::size_t tokens_max = 0;
    };

    // `model`: the bytes of a tokenizer.model. Fails with invalid/"model_pack_invalid" when it is none, or of
    // another kind.
    [[nodiscard]] static Result<GemmaTokenizer> from_model(std::string_view model, Options options);
    [[nodiscard]] static Result<GemmaTokenizer> open(const std::filesystem::path& model, Options options);

    // Exactly tokens_max ids: those of the text, at most tokens_max - 1, <eos>, which is 1, and <pad>, which
    // is 0. The models look at the last place, and were trained to, also where that is padding.
    [[nodiscard]] std::vector<std::int64_t> encode(std::string_view text) const;

    // Whether a word is one token, at the beginning of a text or behind a space.
    [[nodiscard]] bool is_piece(std::string_view word) const;

  private:
    using Id = std::int64_t;
    struct Piece {
        Id id = 0;
        float score = 0;
        bool is_whole = false;  // given to the trainer: found first, and never merged with others
    };

    // A part of the text on its way to being a piece, in a list.
    struct Symbol {
        std::string_view text;  // empty: merged into the one before
        std::ptrdiff_t previous = -1;
        std::ptrdiff_t next = -1;
        bool is_whole = false;
    };
    // Two neighbours that make a piece.
    struct Pair {
        float score = 0;
        std::ptrdiff_t left = 0;
        std::ptrdiff_t right = 0;
        std::size_t bytes = 0;  // when it was found: another merge may have come before
        // Best last, as std::priority_queue wants it: by score, then from the left.
        bool operator<(const Pair& other) const {
            return score != other.score ? score < other.score : left > other.left;
        }
    };

    [[nodiscard]] std::string normalized(std::string_view text) const;
    [[nodiscard]] std::vector<Symbol> split_symbols(std::string_view text) const;
    void merge(std::vector<Symbol>& symbols) const;

    Options options_;
    std::unordered_map<std::string, Piece, TransparentHash, std::equal_to<>> pieces_;
    std::size_t whole_bytes_max_ = 0;  // of the longest piece that is_whole
    std::array<Id, 256> bytes_{};
    bool adds_space_before_ = true;
    bool removes_extra_spaces_ = true;
};

}  // namespace palette::inference
