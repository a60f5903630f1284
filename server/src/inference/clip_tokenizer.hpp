#pragma once

// CLIP's tokenizer: text made plain (web_text.hpp) and put in lower case, split into runs of letters, single
// digits and runs of other characters, and each run's bytes merged pair by pair, lowest rank first, as
// open_clip's SimpleTokenizer does it; training/golden/tokenizers.tsv holds it to that. Words that stand for
// special tokens, such as "<end_of_text>", are ordinary text here.
//
// Immutable: safe to use from any thread.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"

namespace palette::inference {

// The published table goes on behind what the models were trained with.
inline constexpr std::size_t kMergesMax = 48'894;

class ClipTokenizer {
  public:
    struct Options {
        std::size_t tokens_max = 0;
        bool pads = true;  // each text has tokens_max ids
    };

    // `merges`: a line of header, then two symbols a line, lowest rank first; what lies behind kMergesMax is
    // not read. A symbol is written in the 256 stand-ins for bytes, with "</w>" at the end of a word. Fails
    // with invalid/"model_pack_invalid"; the message names the line.
    [[nodiscard]] static Result<ClipTokenizer> from_merges(std::string_view merges, Options options);
    [[nodiscard]] static Result<ClipTokenizer> open(const std::filesystem::path& merges, Options options);

    // Begin, at most tokens_max - 2 ids of the text, end, and zeros up to tokens_max where it pads.
    [[nodiscard]] std::vector<std::int64_t> encode(std::string_view text) const;

    // Whether a word is one token: a word of the language, not one put together from parts.
    [[nodiscard]] bool is_piece(std::string_view word) const { return merged(word).size() == 1; }

  private:
    using Id = std::uint32_t;
    struct Merge {
        std::size_t rank = 0;
        Id id = 0;
    };

    [[nodiscard]] static std::uint64_t pair_of(Id left, Id right) {
        return std::uint64_t{left} << 32U | right;
    }
    [[nodiscard]] std::vector<Id> merged(std::string_view word) const;
    [[nodiscard]] Id begin() const { return static_cast<Id>(2 * 256 + merges_.size()); }
    [[nodiscard]] Id end() const { return begin() + 1; }

    Options options_;
    std::unordered_map<std::uint64_t, Merge> merges_;  // by pair_of
};

}  // namespace palette::inference
