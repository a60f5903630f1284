#pragma once

// Full-text search over title, tags, artist and description (SQLite FTS5, BM25). Any thread that may block.
//
// The time of a search is bounded, not proportional to the library: BM25 costs 2 microseconds an Image, so it
// is asked of kScoredMax at most, and how rare a word is it knows up to about kRareImagesMax Images. Beyond,
// Images with all words are ordered by where the words stand (title, tags, artist, description), and words
// that more than kRareImagesMax Images have bring nobody in by themselves.

#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/database.hpp"

namespace palette::store {

inline constexpr std::size_t kScoredMax = 2'000;
inline constexpr std::size_t kRareImagesMax = 1'000;
// Of Images with all words so many, newest first, are looked at.
inline constexpr std::size_t kWordHitsMax = 20'000;

struct TextHit {
    ImageId id;
    float score = 0;         // higher is better, comparable within one search only
    bool all_terms = false;  // every word of the query is in the Image's words
};

// Images with all of the query's words, and where these are few (under 50) those with some of them; by score,
// then by id; at most `limit` of each kind. The query's last word also matches as a prefix. No character of
// `query` has a special meaning. A query without any word (only punctuation) has no hits.
[[nodiscard]] Result<std::vector<TextHit>> search_full_text(Database& database, std::string_view query,
                                                            std::size_t limit);

// The words of a text as full text sees them: folded, without punctuation, in their order.
[[nodiscard]] std::vector<std::string> words_of(std::string_view text);

// Whether any Image has this word in some form; as its beginning, when `prefix`.
enum class WordEnd : std::uint8_t { complete, open };
[[nodiscard]] Result<bool> is_word_known(Database& database, const std::string& word, WordEnd end);

template <class Visit>
void visit_columns(SQLite::Statement& select, Visit& visit) {
    for (int i = 0; i < select.getColumnCount(); ++i) {
        const SQLite::Column column = select.getColumn(i);
        const char* text = column.getText();
        visit(std::string_view(text, static_cast<std::size_t>(column.getBytes())));
    }
}

// Titles of public Images whose first words are these, the last of them perhaps unfinished; the newest Image
// of each title.
struct TitleHit {
    ImageId id;
    std::string title;
};
[[nodiscard]] Result<std::vector<TitleHit>> titles_beginning_with(Database& database, std::string_view text,
                                                                  std::size_t limit);

// Calls `visit(std::string_view)` for every title, list of tags, artist and description of public Images, as
// long as `goes_on()` says so, asked for each Image.
template <class Visit, class GoesOn>
Result<void> for_each_text(Database& database, Visit visit, GoesOn goes_on) {
    return database.read([&](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT title, tags, artist, description FROM image_text"
            " WHERE rowid NOT IN (SELECT id FROM images WHERE visibility = 'private')");
        while (goes_on() && select.executeStep()) visit_columns(select, visit);
    });
}

// The same for one Image.
template <class Visit>
Result<void> visit_text_of(Database& database, ImageId id, Visit visit) {
    return database.read([&](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT title, tags, artist, description FROM image_text WHERE rowid = ?"
            " AND rowid NOT IN (SELECT id FROM images WHERE visibility = 'private' AND id = ?)");
        select.bind(2, id.value);
        select.bind(1, id.value);
        if (select.executeStep()) visit_columns(select, visit);
    });
}

// Makes `image_place_rank` known to a connection. Used by Connection alone.
void add_full_text_functions(SQLite::Database& database);

}  // namespace palette::store
