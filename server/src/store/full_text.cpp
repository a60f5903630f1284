#include "store/full_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <memory>
#include <span>
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

// What a word is worth by the column it stands in: title, tags, artist, description.
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

// Calls visit(worth of the column) for each time that a phrase of the query stands in the row.
template <class Visit>
void for_each_place(const Fts5ExtensionApi* api, Fts5Context* fts, int phrase, Visit visit) {
    Fts5PhraseIter at;
    int column = 0;
    int offset = 0;
    if (api->xPhraseFirst(fts, phrase, &at, &column, &offset) != SQLITE_OK) return;
    for (; column >= 0; api->xPhraseNext(fts, &at, &column, &offset)) {
        if (static_cast<std::size_t>(column) < kColumnWorth.size()) {
            visit(kColumnWorth[static_cast<std::size_t>(column)]);
        }
    }
}

// What BM25 needs to know of a query besides the row.
struct Bm25Query {
    double average_length = 1;     // of a row, in words
    std::vector<double> rarities;  // of each phrase
};

std::unique_ptr<Bm25Query> read_bm25_query(const Fts5ExtensionApi* api, Fts5Context* fts,
                                           sqlite3_value* images_with_phrase) {
    sqlite3_int64 rows = 0;
    sqlite3_int64 words = 0;
    if (api->xRowCount(fts, &rows) != SQLITE_OK) return nullptr;
    if (api->xColumnTotalSize(fts, -1, &words) != SQLITE_OK) return nullptr;
    const auto phrases = static_cast<std::size_t>(api->xPhraseCount(fts));
    std::vector<std::int64_t> counts(phrases);
    const void* given = sqlite3_value_blob(images_with_phrase);
    if (static_cast<std::size_t>(sqlite3_value_bytes(images_with_phrase)) != phrases * sizeof(std::int64_t))
        return nullptr;
    std::memcpy(counts.data(), given, phrases * sizeof(std::int64_t));
    auto query = std::make_unique<Bm25Query>();
    query->average_length = static_cast<double>(words) / static_cast<double>(rows);
    for (const std::int64_t count : counts) {
        constexpr double kRarityMin = 1e-6;
        const auto with = static_cast<double>(count);
        const double rarity = std::log((static_cast<double>(rows) - with + 0.5) / (with + 0.5));
        query->rarities.push_back(std::max(rarity, kRarityMin));
    }
    return query;
}

// image_bm25(image_text, counts): BM25 as FTS5's own bm25() has it (https://sqlite.org/fts5.html, 5.1.1),
// with kColumnWorth, higher being better, but for how many Images have each phrase of the query: it is told
// (64-bit integers, one after the other), where bm25() goes over all of them.
void rank_by_bm25(const Fts5ExtensionApi* api, Fts5Context* fts, sqlite3_context* context, int count,
                  sqlite3_value** values) {
    constexpr double kSaturation = 1.2;
    constexpr double kLengthMatters = 0.75;
    const auto* query = static_cast<const Bm25Query*>(api->xGetAuxdata(fts, 0));
    if (!query) {
        auto read = count == 1 ? read_bm25_query(api, fts, values[0]) : nullptr;
        if (!read) return sqlite3_result_error(context, "image_bm25: not what it takes", -1);
        query = read.get();
        const int kept =
            api->xSetAuxdata(fts, read.release(), [](void* old) { delete static_cast<Bm25Query*>(old); });
        if (kept != SQLITE_OK) return sqlite3_result_error_code(context, kept);
    }
    int length = 0;
    if (const int read = api->xColumnSize(fts, -1, &length); read != SQLITE_OK) {
        return sqlite3_result_error_code(context, read);
    }
    const double part_of_length =
        kSaturation * (1 - kLengthMatters + kLengthMatters * length / query->average_length);
    double sum = 0;
    for (std::size_t phrase = 0; phrase < query->rarities.size(); ++phrase) {
        double worth = 0;
        for_each_place(api, fts, static_cast<int>(phrase), [&](double more) { worth += more; });
        sum += query->rarities[phrase] * worth * (kSaturation + 1) / (worth + part_of_length);
    }
    sqlite3_result_double(context, sum);
}

// image_place_rank(image_text): for each phrase of the query the worth of the best column it stands in, added
// up. Unlike BM25 it needs no look into the table of document sizes, which makes it ten times as quick.
void rank_by_place(const Fts5ExtensionApi* api, Fts5Context* fts, sqlite3_context* context, int /*count*/,
                   sqlite3_value** /*values*/) {
    double sum = 0;
    const int phrases = api->xPhraseCount(fts);
    for (int phrase = 0; phrase < phrases; ++phrase) {
        double best = 0;
        for_each_place(api, fts, phrase, [&](double worth) { best = std::max(best, worth); });
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

// A word, and how many Images have it, counted up to one more than matters.
struct Term {
    std::string match;
    std::int64_t images = 0;
};

class TextSearch {
  public:
    TextSearch(Connection& connection, std::size_t limit) : connection_(connection), limit_(limit) {}

    void collect_all_words(std::span<const Term> terms) {
        const std::int64_t least = std::ranges::min(terms, {}, &Term::images).images;
        const bool too_many = terms.size() == 1 && least > static_cast<std::int64_t>(kScoredMax);
        if (too_many || !collect_by_bm25(terms, Wanted::all_words)) collect_by_place(terms);
    }

    // Those are rare.
    void collect_some_words(std::span<const Term> terms) { (void)collect_by_bm25(terms, Wanted::some_words); }

    [[nodiscard]] std::vector<TextHit> take() { return std::move(hits_); }
    [[nodiscard]] std::size_t size() const { return hits_.size(); }

  private:
    enum class Wanted : std::uint8_t { all_words, some_words };

    static std::string match_of(std::span<const Term> terms, Wanted wanted) {
        const std::string_view separator = wanted == Wanted::all_words ? " AND " : " OR ";
        std::string text;
        for (const auto& term : terms) {
            if (!text.empty()) text += separator;
            text += term.match;
        }
        return text;
    }

    // Nothing, and false, where all words are wanted and more than kScoredMax Images have them.
    bool collect_by_bm25(std::span<const Term> terms, Wanted wanted) {
        const bool all_terms = wanted == Wanted::all_words;
        std::vector<std::int64_t> counts;
        for (const auto& term : terms) counts.push_back(term.images);
        auto& select = connection_.prepare(
            "SELECT rowid, score FROM (SELECT rowid, image_bm25(image_text, ?) AS score FROM image_text"
            " WHERE image_text MATCH ? LIMIT ?) ORDER BY score DESC, rowid");
        select.bind(1, counts.data(), static_cast<int>(counts.size() * sizeof(std::int64_t)));
        select.bind(2, match_of(terms, wanted));
        select.bind(3, all_terms ? static_cast<std::int64_t>(kScoredMax + 1) : std::int64_t{-1});
        std::vector<TextHit> found;
        while (select.executeStep()) {
            found.push_back({ImageId{select.getColumn(0).getInt64()},
                             static_cast<float>(select.getColumn(1).getDouble()), all_terms});
        }
        if (all_terms && found.size() > kScoredMax) return false;
        if (found.size() > limit_) found.resize(limit_);
        for (const auto& hit : found) add(hit);
        return true;
    }

    void collect_by_place(std::span<const Term> terms) {
        auto& select = connection_.prepare(
            "SELECT rowid, score FROM (SELECT rowid, image_place_rank(image_text) AS score FROM image_text"
            " WHERE image_text MATCH ? ORDER BY rowid DESC LIMIT ?) ORDER BY score DESC, rowid LIMIT ?");
        select.bind(1, match_of(terms, Wanted::all_words));
        select.bind(2, static_cast<std::int64_t>(kWordHitsMax));
        select.bind(3, static_cast<std::int64_t>(limit_));
        while (select.executeStep()) {
            add({ImageId{select.getColumn(0).getInt64()}, static_cast<float>(select.getColumn(1).getDouble()),
                 true});
        }
    }

    void add(const TextHit& hit) {
        if (seen_.insert(hit.id.value).second) hits_.push_back(hit);
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
    std::vector<Term> terms;
    for (const auto& word : terms_of(query)) terms.push_back({as_phrase(word)});
    if (terms.empty()) return std::vector<TextHit>{};
    terms.back().match += '*';
    // Of several words none that is common decides anything by itself.
    const std::size_t counted_max = (terms.size() == 1 ? kScoredMax : kRareImagesMax) + 1;
    return database.read([&](Connection& connection) {
        for (Term& term : terms)
            term.images = static_cast<std::int64_t>(count_up_to(connection, term.match, counted_max));
        TextSearch search(connection, limit);
        search.collect_all_words(terms);
        if (terms.size() > 1 && search.size() < kEnoughHits) {
            std::erase_if(terms, [](const Term& term) {
                return term.images > static_cast<std::int64_t>(kRareImagesMax);
            });
            if (!terms.empty()) search.collect_some_words(terms);
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
    if (fts5 == nullptr) return;
    fts5->xCreateFunction(fts5, "image_place_rank", nullptr, rank_by_place, nullptr);
    fts5->xCreateFunction(fts5, "image_bm25", nullptr, rank_by_bm25, nullptr);
}

}  // namespace palette::store
