#pragma once

// Every word of the library's titles, tags, artists and descriptions, with how often it was met: to forgive
// typing errors and to finish words. Words of what was deleted stay until the next start; they cost a
// needless suggestion, no more.
//
// Looking for a word looks at all of them, one or two milliseconds for 100,000 words. Safe to call from any
// thread. Owned by LibraryIndex.

#include <cstdint>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace palette::search {

inline constexpr std::size_t kWordsKept = 500'000;  // more are not added
inline constexpr std::size_t kWordBytesMax = 40;    // longer ones are no words

class Vocabulary {
  public:
    // Adds each word of a text (store/full_text.hpp: words_of).
    void add(std::string_view text);

    [[nodiscard]] bool contains(const std::string& word) const;

    // The likeliest word that `word` was meant to be: one slip away (a letter more, less or other, or two
    // exchanged), two for eight letters and more, none for three and less; the fewest slips, then the most
    // frequent. Nothing when there is none.
    [[nodiscard]] std::optional<std::string> nearest(const std::string& word) const;

    // The likeliest beginning that `prefix` was meant to be: one slip away from that of a word which begins
    // alike with its first letter. Nothing for less than five letters.
    [[nodiscard]] std::optional<std::string> nearest_beginning(const std::string& prefix) const;

    // Words that begin with `prefix`, most frequent first.
    struct Completion {
        std::string word;
        std::uint32_t count = 0;
    };
    [[nodiscard]] std::vector<Completion> complete(const std::string& prefix, std::size_t limit) const;

    [[nodiscard]] std::size_t size() const;

  private:
    struct Word {
        std::string text;
        std::uint64_t letters = 0;  // one bit a letter: words without most of them in common are passed over
        std::uint32_t count = 0;
    };

    mutable std::shared_mutex mutex_;
    std::vector<Word> words_;
    std::unordered_map<std::string, std::uint32_t> places_;
};

// Slips between two words, counted up to `most` (more than that is `most` + 1): letters more, less, other, or
// two neighbours exchanged (restricted Damerau-Levenshtein distance), byte by byte. Pure.
[[nodiscard]] std::size_t slips_between(std::string_view x, std::string_view y, std::size_t most);

}  // namespace palette::search
