#pragma once

// BERT's tokenizer: basic tokenisation (clean, space around ideographs, lower case, accents off, punctuation
// apart), then the longest pieces the vocabulary has, as Hugging Face's BertTokenizer does it.
// training/golden/wordpiece.jsonl holds it to that. Words that stand for special tokens, such as "[SEP]", are
// ordinary text here.
//
// Immutable: safe to use from any thread.

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

inline constexpr std::size_t kWordCharactersMax = 100;  // a longer word is unknown
inline constexpr std::uint64_t kVocabularyBytesMax = 16 << 20;
// What follows is not read: far more than any tokens_max can hold of words that are not unknown.
inline constexpr std::size_t kTextBytesMax = 64 << 10;

class WordpieceTokenizer {
  public:
    struct Options {
        bool lowercase = true;  // and accents off
        std::size_t tokens_max = 0;
    };

    // `vocabulary`: one piece a line, the line's number is its id; pieces within a word begin with "##".
    // [UNK], [CLS] and [SEP] must be there. Fails with invalid/"model_pack_invalid".
    [[nodiscard]] static Result<WordpieceTokenizer> from_vocabulary(std::string_view vocabulary,
                                                                    Options options);
    [[nodiscard]] static Result<WordpieceTokenizer> open(const std::filesystem::path& vocabulary,
                                                         Options options);

    // [CLS], at most tokens_max - 2 pieces, [SEP]. Bytes that are not UTF-8 are dropped.
    [[nodiscard]] std::vector<std::int64_t> encode(std::string_view text) const;

    // Whether a word is one whole piece: a word of the language, not one put together from parts.
    [[nodiscard]] bool is_piece(std::string_view word) const { return ids_.find(word) != ids_.end(); }

    [[nodiscard]] std::size_t vocabulary_size() const { return ids_.size(); }

  private:
    void append_pieces(std::string_view word, std::vector<std::int64_t>& ids) const;

    Options options_;
    std::unordered_map<std::string, std::int64_t, TransparentHash, std::equal_to<>> ids_;
    std::int64_t unknown_ = 0;
    std::int64_t begin_ = 0;
    std::int64_t end_ = 0;
};

}  // namespace palette::inference
