#pragma once

// One query on its way to scored hits: every part of it becomes a signal, every signal names its candidates,
// then every signal is asked about every candidate. Lives on the stack of one call.

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/result.hpp"
#include "packs/space.hpp"
#include "search/library_index.hpp"
#include "search/query.hpp"
#include "search/selection.hpp"
#include "search/signals.hpp"
#include "search/text_embeddings.hpp"
#include "store/database.hpp"

namespace palette::search {

// What a search works with.
struct Means {
    const LibraryIndex& index;
    store::Database& database;
    TextEmbeddings& texts;
    const RegionReader& read_region;
};

class QueryRun {
  public:
    // `selection`: what passes the query's filters, in this space; none: everything.
    QueryRun(const Means& means, const Query& query, packs::SharedSpace space,
             std::shared_ptr<const Selection> selection, Depth depth = Depth::whole);

    // Embeds what is to be embedded and makes the signals. Fails as ImageSearch::rank does.
    Result<void> prepare();
    // From the first to the whole, once prepared.
    Result<void> deepen();
    // Every candidate with its score, in no particular order.
    [[nodiscard]] Result<std::vector<Hit>> score() const;
    // Why these Images match, in their order; one that is not there is a weak hit without signals.
    [[nodiscard]] Result<std::vector<Explanation>> explain(std::span<const ImageId> ids) const;
    [[nodiscard]] const std::vector<Correction>& corrections() const { return corrections_; }
    // How far score() can be relied on: where it is the first, its best kFirstHits are those of all, and
    // whoever is no candidate is a weak match, more than kHitsMax in number.
    [[nodiscard]] Depth depth() const { return depth_; }

  private:
    // A signal's part in the query. Signals of one group say the same in two ways (a text's meaning and its
    // words): the better of them decides how good the group's match is, and the worst group how good the
    // Image's is.
    struct Part {
        SignalKind kind = SignalKind::meaning;
        std::string what;
        float weight = 1;
        std::size_t group = 0;
        std::unique_ptr<Signal> signal;
    };
    enum class Wanted : std::uint8_t { yes, no };
    // A text as it is searched for, being embedded.
    struct BegunText {
        std::string text;
        float weight = 1;
        FutureEmbedding embedding;
    };

    [[nodiscard]] BegunText begun(std::string text, float weight) const;
    Result<void> add_text(BegunText& text);
    Result<void> add_example(const ExamplePart& part, Wanted wanted);
    Result<void> add_unwanted_text(BegunText& text);
    void add_colors(const std::vector<ColorPart>& parts);
    void add_unwanted_color(const ColorPart& part);
    void add_part(SignalKind kind, std::string what, float weight, std::unique_ptr<Signal> signal);

    // The text with words that nobody knows replaced by those that were meant.
    [[nodiscard]] Result<std::string> forgiven(const std::string& text);
    [[nodiscard]] Result<std::unique_ptr<Signal>> meaning_of(BegunText& text, std::size_t candidates);
    [[nodiscard]] Result<std::unique_ptr<EmbeddingSignal>> meaning_of(std::vector<float> embedding,
                                                                      std::size_t candidates) const;
    [[nodiscard]] Result<std::vector<float>> embedding_of(const ExamplePart& part) const;
    [[nodiscard]] std::vector<std::int64_t> candidates() const;
    [[nodiscard]] const std::vector<std::int64_t>* allowed() const {
        return selection_ ? &selection_->ids : nullptr;
    }
    [[nodiscard]] const vectors::Filter* filter() const { return selection_ ? &selection_->filter : nullptr; }
    // Whether there is nothing but one text, one example or colours.
    [[nodiscard]] bool is_unmixed() const;
    [[nodiscard]] std::size_t candidates_per_signal() const;
    [[nodiscard]] bool decides(const Part& part) const;

    // Goes over the parts for `ids`, calling `visit(index of the id, part, opinion)`.
    template <class Visit>
    [[nodiscard]] Result<std::vector<Hit>> weigh(std::span<const std::int64_t> ids, Visit visit) const;

    const Means& means_;
    const Query& query_;
    const packs::SharedSpace space_;              // shared, so that another pack may take its place meanwhile
    std::shared_ptr<const Selection> selection_;  // shared with other searches within the same filters
    Depth depth_;
    std::vector<float> embedding_;  // of the text that only the first candidates are of
    std::vector<Part> parts_;
    std::size_t groups_ = 0;
    std::unordered_set<std::int64_t> examples_;  // not shown as their own results
    std::vector<Correction> corrections_;
};

}  // namespace palette::search
