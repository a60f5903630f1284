#pragma once

// Search: from a Query to a Ranking, and from a Ranking to pages.
//
// Each part of a query is a signal that scores Images: meaning (text embedding against Image embeddings), words (full text),
// likeness (an example's embedding), colour. A signal's score is brought to one scale by its z-score over the library, as
// the scan itself reports mean and deviation; the weighted sum ranks. `match` comes from the signals' own scales, not from
// the rank, so a query without a good answer says so.
//
// Safe to call from any thread that may block. Owned by app/.

#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "inference/model_pack.hpp"
#include "search/library_index.hpp"
#include "search/query.hpp"
#include "store/database.hpp"

namespace palette::search {

// A query's results end here: what comes later is noise.
inline constexpr std::size_t kHitsMax = 1000;
// Rankings kept so that later pages come from the same ranking.
inline constexpr std::size_t kRankingsKept = 256;

struct SearchPage {
    std::vector<Hit> hits;
    MatchCounts counts;       // over all pages
    std::string next_cursor;  // empty at the end
};

class ImageSearch {
  public:
    ImageSearch(const LibraryIndex& index, store::Database& database, const inference::ModelPack& pack);

    // Fails with `query_empty`, `image_not_found` or `not_ready` (an Image to look alike that is not there or not yet
    // understood), `embedding_invalid`.
    [[nodiscard]] Result<Ranking> rank(const Query& query) const;

    // One page. Pages of one query come from one ranking as long as it is kept; after that (or a restart) from a fresh one,
    // going on behind the last result shown. Fails as rank() does and with `cursor_invalid`.
    [[nodiscard]] Result<SearchPage> page(const Query& query, std::string_view cursor, std::size_t limit);

  private:
    struct KeptRanking {
        std::uint64_t key = 0;
        std::shared_ptr<const Ranking> ranking;  // shared with the pages being read from it
    };

    [[nodiscard]] std::shared_ptr<const Ranking> kept(std::uint64_t key);
    void keep(std::uint64_t key, std::shared_ptr<const Ranking> ranking);

    const LibraryIndex& index_;
    store::Database& database_;
    const inference::ModelPack& pack_;

    std::mutex mutex_;
    std::list<KeptRanking> kept_;  // most recently used first
    std::unordered_map<std::uint64_t, std::list<KeptRanking>::iterator> by_key_;
};

}  // namespace palette::search
