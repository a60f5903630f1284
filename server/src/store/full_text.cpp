#include "store/full_text.hpp"

#include <unordered_set>

#include "base/text.hpp"

namespace palette::store {
namespace {

constexpr std::size_t kTermsMax = 32;
constexpr std::size_t kEnoughHits = 50;

// Words of a query that say nothing about a picture; a query of nothing else keeps them.
const std::unordered_set<std::string_view> kStopWords = {
    "a", "an", "and", "are", "as", "at", "by", "for", "from", "in", "is", "it", "its", "of", "on", "or", "that", "the",
    "there", "this", "to", "was", "were", "with"};

// The words as quoted FTS5 strings, which makes operators and punctuation plain text.
std::vector<std::string> quoted_terms(std::string_view query) {
    std::vector<std::string> terms;
    std::vector<std::string> stop_words;
    std::string term;
    const auto finish = [&] {
        auto& kind = kStopWords.contains(term) ? stop_words : terms;
        if (!term.empty() && kind.size() < kTermsMax) kind.push_back('"' + term + '"');
        term.clear();
    };
    for (const char character : fold_case(to_clean_line(query, 2000))) {
        const auto byte = static_cast<unsigned char>(character);
        const bool word = byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z');
        if (word) {
            term += character;
        } else {
            finish();
        }
    }
    finish();
    return terms.empty() ? stop_words : terms;
}

std::string join(const std::vector<std::string>& terms, std::string_view separator) {
    std::string text;
    for (const auto& term : terms) {
        if (!text.empty()) text += separator;
        text += term;
    }
    return text + "*";
}

}  // namespace

Result<std::vector<TextHit>> search_full_text(Database& database, std::string_view query, std::size_t limit) {
    const auto terms = quoted_terms(query);
    if (terms.empty()) return std::vector<TextHit>{};
    return database.read([&](Connection& connection) {
        std::vector<TextHit> hits;
        std::unordered_set<std::int64_t> seen;
        const auto collect = [&](const std::string& match, bool all_terms) {
            auto& select = connection.prepare(
                "SELECT rowid, -bm25(image_text, 10.0, 6.0, 6.0, 2.0) AS score FROM image_text"
                " WHERE image_text MATCH ? ORDER BY score DESC, rowid LIMIT ?");
            select.bind(1, match);
            select.bind(2, static_cast<std::int64_t>(limit));
            while (select.executeStep()) {
                const std::int64_t id = select.getColumn(0).getInt64();
                if (!seen.insert(id).second) continue;
                hits.push_back({ImageId{id}, static_cast<float>(select.getColumn(1).getDouble()), all_terms});
            }
        };
        collect(join(terms, " AND "), true);
        // Scoring every Image with any of the words is the dear part of a search: only where all words found little.
        if (terms.size() > 1 && hits.size() < kEnoughHits) collect(join(terms, " OR "), false);
        return hits;
    });
}

}  // namespace palette::store
