#pragma once

// One query on its way to scored hits: restricts the library by the filters, lets every signal name its
// candidates, then asks every signal about every candidate. Lives on the stack of one call.

#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/result.hpp"
#include "search/library_index.hpp"
#include "search/query.hpp"
#include "search/signals.hpp"
#include "search/text_embeddings.hpp"
#include "store/database.hpp"

namespace palette::search {

class QueryRun {
  public:
    QueryRun(const LibraryIndex& index, store::Database& database, TextEmbeddings& texts);

    // Embeds what is to be embedded and collects candidates. Fails as ImageSearch::rank does.
    Result<void> prepare(const Query& query);
    // Every candidate with its score, in no particular order.
    [[nodiscard]] Result<std::vector<Hit>> score() const;

  private:
    Result<void> restrict(const Query& query);
    Result<void> add_text(const std::string& text);
    Result<void> add_example(const Example& example);
    Result<void> add_negative(const std::string& text);
    void add_colors(const std::vector<Rgb>& colors);
    void add_newest();

    [[nodiscard]] Result<EmbeddingSignal> text_signal(const std::string& text) const;
    [[nodiscard]] Result<std::vector<float>> embedding_of(const Example& example) const;
    void add_candidate(std::int64_t id);
    [[nodiscard]] bool is_allowed(std::int64_t id) const;

    const LibraryIndex& index_;
    store::Database& database_;
    TextEmbeddings& texts_;

    std::optional<std::vector<std::int64_t>> allowed_;  // ascending; none: everything
    std::optional<vectors::Filter> filter_;             // the same as bits
    std::optional<WordSignal> words_;
    std::optional<EmbeddingSignal> meaning_;
    std::vector<EmbeddingSignal> likenesses_;
    std::vector<EmbeddingSignal> negatives_;
    std::optional<ColorSignal> colors_;
    std::unordered_set<std::int64_t> examples_;  // not shown as their own results
    std::vector<std::int64_t> candidates_;
    std::unordered_set<std::int64_t> seen_;
};

}  // namespace palette::search
