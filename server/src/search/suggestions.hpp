#pragma once

// What a text that is being typed may become: tags, artists and titles that begin with it, the word finished,
// and, where nothing begins so, the same for the word that was meant. Bounded: nothing here grows with the
// library but looking over the names of its tags, artists and words in memory.
//
// Safe to call from any thread that may block. Owned by app/.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/result.hpp"
#include "search/library_index.hpp"
#include "store/database.hpp"
#include "store/image_repository.hpp"

namespace palette::search {

// Counts of tags are read again when the library has changed: at once where that is quick, else aside and not
// more often than this, while the ones before are given out.
inline constexpr std::chrono::milliseconds kQuickRead{5};
inline constexpr std::chrono::seconds kTagCountsKept{10};

enum class SuggestionKind : std::uint8_t { tag, artist, title, word };
[[nodiscard]] std::string_view to_string(SuggestionKind kind);

struct Suggestion {
    SuggestionKind kind = SuggestionKind::word;
    std::string text;                   // the whole query it stands for
    std::optional<std::size_t> images;  // of tags and artists
    std::optional<ImageId> image;       // of titles
};

class Suggestions {
  public:
    Suggestions(const LibraryIndex& index, store::Database& database);
    ~Suggestions();
    Suggestions(const Suggestions&) = delete;
    Suggestions& operator=(const Suggestions&) = delete;

    // Best first, at most `limit`, of every kind some. Nothing for a text without words.
    [[nodiscard]] Result<std::vector<Suggestion>> suggest(std::string_view text, std::size_t limit);

  private:
    struct Tags {
        std::int64_t sequence = 0;  // of the last change that was surely in when they were read
        std::chrono::steady_clock::time_point read_at;
        std::chrono::steady_clock::duration took;
        std::vector<store::TagCount> counts;  // most used first
    };

    [[nodiscard]] Result<std::vector<Suggestion>> beginning_with(const std::string& text, std::size_t limit);
    [[nodiscard]] Result<std::shared_ptr<const Tags>> tags();
    [[nodiscard]] Result<std::shared_ptr<const Tags>> read_tags() const;
    void read_when_wanted(const std::stop_token& stop);

    const LibraryIndex& index_;
    store::Database& database_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::shared_ptr<const Tags> tags_;  // shared with the calls that read it
    bool wanted_ = false;
    std::jthread reader_;  // last, so that it ends first
};

}  // namespace palette::search
