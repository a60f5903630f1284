#include "store/full_text.hpp"

#include <algorithm>
#include <array>
#include <sqlite3.h>
#include <unordered_set>

#include "base/text.hpp"

namespace palette::store {
namespace {

constexpr std::size_t kTermsMax = 32;
constexpr std::size_t kEnoughHits = 50;
constexpr std::size_t kQueryBytesMax = 2000;

// Words of a query that say nothing about a picture; a query of nothing else keeps them.
const std::unordered_set<std::string_view> kStopWords = {
    "a",   "an", "and", "are", "as",   "at",  "by",    "for",  "from", "in",  "is",   "it",
    "its", "of", "on",  "or",  "that", "the", "there", "this", "to",   "was", "were", "with"};

// What a word is worth by the column it stands in: title, tags, artist, description. bm25() below says the
// same.
constexpr std::array kColumnWorth = {10.0, 6.0, 6.0, 2.0};

std::vector<std::string> terms_of(std::string_view query) {
    std::vector<std::string> terms;
    std::vector<std::string> stop_words;
    for (auto& word : words_of(to_clean_line(query, kQueryBytesMax))) {
        auto& kind = kStopWords.contains(word) ? stop_words : terms;
        if (kind.size() < kTermsMax) kind.push_back(std::move(word));
    }
    return terms.empty() ? stop_words : terms;
}

// A quoted FTS5 string is plain text: no operator, no punctuation.
std::string as_phrase(std::string_view word) {
    return '"' + std::string(word) + '"';
}

std::string join(const std::vector<std::string>& expressions, std::string_view separator) {
    std::string text;
    for (const auto& expression : expressions) {
        if (!text.empty()) text += separator;
        text += expression;
    }
    return text;
}

// image_place_rank(image_text): for each phrase of the query the worth of the best column it stands in, added
// up. Unlike bm25() it needs no look into the table of document sizes, which makes it ten times as quick.
void rank_by_place(const Fts5ExtensionApi* api, Fts5Context* fts, sqlite3_context* context, int /*count*/,
                   sqlite3_value** /*values*/) {
    double sum = 0;
    const int phrases = api->xPhraseCount(fts);
    for (int phrase = 0; phrase < phrases; ++phrase) {
        double best = 0;
        Fts5PhraseIter at;
        int column = 0;
        int offset = 0;
        if (api->xPhraseFirst(fts, phrase, &at, &column, &offset) != SQLITE_OK) continue;
        for (; column >= 0; api->xPhraseNext(fts, &at, &column, &offset)) {
            if (static_cast<std::size_t>(column) < kColumnWorth.size()) {
                best = std::max(best, kColumnWorth[static_cast<std::size_t>(column)]);
            }
        }
        sum += best;
    }
    sqlite3_result_double(context, sum);
}

// How many Images match, counted up to `most`.
std::size_t count_up_to(Connection& connection, const std::string& match, std::size_t most) {
    auto& count = connection.prepare(
        "SELECT count(*) FROM (SELECT 1 FROM image_text WHERE image_text MATCH ? LIMIT ?)");
    count.bind(1, match);
    count.bind(2, static_cast<std::int64_t>(most));
    count.executeStep();
    return static_cast<std::size_t>(count.getColumn(0).getInt64());
}

class TextSearch {
  public:
    TextSearch(Connection& connection, std::size_t limit) : connection_(connection), limit_(limit) {}

    void collect_all_words(const std::string& match) {
        if (count_up_to(connection_, match, kScoredMax + 1) <= kScoredMax) {
            collect_by_bm25(match, true);
        } else {
            collect_by_place(match);
        }
    }

    void collect_some_words(const std::string& match) { collect_by_bm25(match, false); }

    [[nodiscard]] std::vector<TextHit> take() { return std::move(hits_); }
    [[nodiscard]] std::size_t size() const { return hits_.size(); }

  private:
    void collect_by_bm25(const std::string& match, bool all_terms) {
        auto& select = connection_.prepare(
            "SELECT rowid, -bm25(image_text, 10.0, 6.0, 6.0, 2.0) AS score FROM image_text"
            " WHERE image_text MATCH ? ORDER BY score DESC, rowid LIMIT ?");
        select.bind(1, match);
        select.bind(2, static_cast<std::int64_t>(limit_));
        while (select.executeStep()) add(select, all_terms);
    }

    void collect_by_place(const std::string& match) {
        auto& select = connection_.prepare(
            "SELECT rowid, score FROM (SELECT rowid, image_place_rank(image_text) AS score FROM image_text"
            " WHERE image_text MATCH ? ORDER BY rowid DESC LIMIT ?) ORDER BY score DESC, rowid LIMIT ?");
        select.bind(1, match);
        select.bind(2, static_cast<std::int64_t>(kWordHitsMax));
        select.bind(3, static_cast<std::int64_t>(limit_));
        while (select.executeStep()) add(select, true);
    }

    void add(SQLite::Statement& select, bool all_terms) {
        const std::int64_t id = select.getColumn(0).getInt64();
        if (!seen_.insert(id).second) return;
        hits_.push_back({ImageId{id}, static_cast<float>(select.getColumn(1).getDouble()), all_terms});
    }

    Connection& connection_;
    std::size_t limit_;
    std::vector<TextHit> hits_;
    std::unordered_set<std::int64_t> seen_;
};

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    const auto finish = [&] {
        if (!word.empty()) words.push_back(std::move(word));
        word.clear();
    };
    for (const char character : fold_case(text)) {
        const auto byte = static_cast<unsigned char>(character);
        const bool belongs = byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z');
        if (belongs) {
            word += character;
        } else {
            finish();
        }
    }
    finish();
    return words;
}

Result<std::vector<TextHit>> search_full_text(Database& database, std::string_view query, std::size_t limit) {
    auto terms = terms_of(query);
    if (terms.empty()) return std::vector<TextHit>{};
    for (auto& term : terms) term = as_phrase(term);
    terms.back() += '*';
    return database.read([&](Connection& connection) {
        TextSearch search(connection, limit);
        search.collect_all_words(join(terms, " AND "));
        if (terms.size() > 1 && search.size() < kEnoughHits) {
            std::erase_if(terms, [&](const std::string& term) {
                return count_up_to(connection, term, kRareImagesMax + 1) > kRareImagesMax;
            });
            if (!terms.empty()) search.collect_some_words(join(terms, " OR "));
        }
        return search.take();
    });
}

Result<bool> is_word_known(Database& database, const std::string& word, WordEnd end) {
    return database.read([&](Connection& connection) {
        return count_up_to(connection, as_phrase(word) + (end == WordEnd::open ? "*" : ""), 1) > 0;
    });
}

Result<std::vector<TitleHit>> titles_beginning_with(Database& database, std::string_view text,
                                                    std::size_t limit) {
    std::string phrase;
    for (const auto& word : words_of(to_clean_line(text, kQueryBytesMax)))
        phrase += (phrase.empty() ? "" : " ") + word;
    if (phrase.empty()) return std::vector<TitleHit>{};
    return database.read([&](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT rowid, title FROM image_text WHERE image_text MATCH ?"
            " AND rowid NOT IN (SELECT id FROM images WHERE visibility = 'private') ORDER BY rowid DESC "
            "LIMIT ?");
        select.bind(1, "title : ^ " + as_phrase(phrase) + "*");
        // Many Images may share a title: a few times as many are looked at.
        select.bind(2, static_cast<std::int64_t>(8 * limit));
        std::vector<TitleHit> hits;
        std::unordered_set<std::string> seen;
        while (hits.size() < limit && select.executeStep()) {
            std::string title = select.getColumn(1).getString();
            if (!seen.insert(fold_case(title)).second) continue;
            hits.push_back({ImageId{select.getColumn(0).getInt64()}, std::move(title)});
        }
        return hits;
    });
}

// SQLite hands out FTS5's own interface through a pointer bound to a statement
// (https://sqlite.org/fts5.html, 7.1).
void add_full_text_functions(SQLite::Database& database) {
    fts5_api* fts5 = nullptr;
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database.getHandle(), "SELECT fts5(?1)", -1, &statement, nullptr) != SQLITE_OK)
        return;
    sqlite3_bind_pointer(statement, 1, static_cast<void*>(&fts5), "fts5_api_ptr", nullptr);
    sqlite3_step(statement);
    sqlite3_finalize(statement);
    if (fts5 != nullptr) fts5->xCreateFunction(fts5, "image_place_rank", nullptr, rank_by_place, nullptr);
}

}  // namespace palette::store
