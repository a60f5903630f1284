#pragma once

// Search: from a Query to a Ranking, and from a Ranking to pages.
//
// Each part of a query is a signal that scores Images: meaning (text embedding against Image embeddings),
// words (full text), likeness (an example's embedding), colour. A signal's score is brought to one scale by
// its z-score over the library, as the scan itself reports mean and deviation; the weighted sum ranks.
// `match` comes from the signals' own scales, not from the rank, so a query without a good answer says so.
//
// Safe to call from any thread that may block. Owned by app/.

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/lru_cache.hpp"
#include "base/result.hpp"
#include "search/library_index.hpp"
#include "search/query.hpp"
#include "search/query_run.hpp"
#include "search/selection.hpp"
#include "search/text_embeddings.hpp"
#include "store/database.hpp"

namespace palette::search {

// Rankings kept so that later pages come from the same ranking.
inline constexpr std::size_t kRankingsKept = 256;
// Sets of Images that passed some filters: at most 8 bytes and a bit an Image of the library each.
inline constexpr std::size_t kSelectionsKept = 8;

struct SearchPage {
    std::vector<Hit> hits;
    MatchCounts counts;       // over all pages
    std::string next_cursor;  // empty at the end
    std::vector<Correction> corrections;

    // Whether anything answers the query well.
    [[nodiscard]] bool is_answered() const { return counts.strong + counts.related > 0; }
};

class ImageSearch {
  public:
    ImageSearch(const LibraryIndex& index, store::Database& database, RegionReader read_region);

    // Fails with `query_empty`, `image_not_found` or `not_ready` (an Image to look alike that is not there or
    // not yet understood), `embedding_invalid`.
    [[nodiscard]] Result<Ranking> rank(const Query& query);

    // One page. Pages of one query come from one ranking as long as it is kept; after that (or a restart)
    // from a fresh one, going on behind the last result shown. The first page of a query asked before is cut
    // from its ranking too, while nothing in the library has changed. Fails as rank() does and with
    // `cursor_invalid`.
    [[nodiscard]] Result<SearchPage> page(const Query& query, std::string_view cursor, std::size_t limit);

    // What each part of the query says of these Images, in their order. Fails as rank() does.
    [[nodiscard]] Result<std::vector<Explanation>> explain(const Query& query, std::span<const ImageId> ids);

  private:
    // The ranking that answered a query last, and the state of the library it was made in.
    struct Latest {
        std::int64_t sequence = 0;
        std::string pack;
        std::uint64_t ranking = 0;
    };

    // Also of the first, if only these are asked for: see Ranking.
    [[nodiscard]] Result<Ranking> rank(const Query& query, Depth depth);
    [[nodiscard]] Result<std::shared_ptr<const Selection>> selection_of(const Query& query,
                                                                        const packs::Space& space);

    const LibraryIndex& index_;
    store::Database& database_;
    TextEmbeddings texts_;
    const RegionReader read_region_;
    const Means means_{index_, database_, texts_, read_region_};
    LruCache<std::uint64_t, std::shared_ptr<const Ranking>> rankings_{
        kRankingsKept};  // shared with pages being read
    LruCache<std::uint64_t, std::shared_ptr<const Selection>> selections_{
        kSelectionsKept};                                    // shared with searches
    LruCache<std::uint64_t, Latest> latest_{kRankingsKept};  // by the query's fingerprint
};

}  // namespace palette::search
