#pragma once

// Full-text search over title, tags, artist and description (SQLite FTS5, BM25). Any thread that may block.

#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/database.hpp"

namespace palette::store {

struct TextHit {
    ImageId id;
    float score = 0;         // BM25 with column weights, higher is better
    bool all_terms = false;  // every word of the query is in the Image's words
};

// Images with all of the query's words, and where these are few (under 50) those with some of them; by score, then by id;
// at most `limit` of each kind. The query's last word also matches as a prefix. No character of `query` has a special meaning. A query
// without any word (only punctuation) has no hits.
[[nodiscard]] Result<std::vector<TextHit>> search_full_text(Database& database, std::string_view query,
                                                            std::size_t limit);

}  // namespace palette::store
