#pragma once

// The parts of a query as signals: each names its best Images, scores any Image on the common scale and says
// how good a score is. Values used within one search.

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "inference/pack_description.hpp"
#include "search/catalogue.hpp"
#include "search/query.hpp"
#include "store/full_text.hpp"
#include "vectors/vector_index.hpp"

namespace palette::search {

// Several signals bring this many of their best each into the ranking, so that what is good in all of them is
// among them; a single one only as many as the ranking keeps.
inline constexpr std::size_t kCandidatesPerSignal = 2000;

// What one signal says of one Image.
struct Opinion {
    float value = 0;  // as measured
    float z = 0;      // on the common scale: standard deviations above the library's mean
    // On the signal's own scale of how good that is, see match_of(); nothing known is no match at all.
    float level = -std::numeric_limits<float>::infinity();
};

// From these levels on a match is called so; between them levels are linear in what was measured.
inline constexpr float kRelatedLevel = 1;
inline constexpr float kStrongLevel = 2;
[[nodiscard]] Match match_of(float level);

// Of two pictures by their embeddings: `z` is the place of their cosine among those of the library.
[[nodiscard]] float likeness_level(float cosine, float z);

class Signal {
  public:
    Signal() = default;
    virtual ~Signal() = default;
    Signal(const Signal&) = delete;
    Signal& operator=(const Signal&) = delete;

    // The Images it brings into the ranking.
    [[nodiscard]] virtual std::vector<std::int64_t> candidates() const = 0;
    // In the order of `ids`; an Image of which it knows nothing has z 0.
    [[nodiscard]] virtual Result<std::vector<Opinion>> opinions(std::span<const std::int64_t> ids) const = 0;
};

// What the library's Images score on one embedding.
class EmbeddingSignal : public Signal {
  public:
    enum class Kind : std::uint8_t { text, image };

    static Result<std::unique_ptr<EmbeddingSignal>> make(const vectors::VectorIndex& index,
                                                         std::vector<float> query, std::size_t candidates,
                                                         const vectors::Filter* filter, Kind kind,
                                                         const inference::Calibration& calibration);

    EmbeddingSignal(const vectors::VectorIndex& index, std::vector<float> query, vectors::SearchResult result,
                    Kind kind, const inference::Calibration& calibration);
    [[nodiscard]] std::vector<std::int64_t> candidates() const override;
    [[nodiscard]] Result<std::vector<Opinion>> opinions(std::span<const std::int64_t> ids) const override;
    // How many Images it looked at, and whether all of them that are no candidates are weak matches.
    [[nodiscard]] std::uint64_t seen() const { return result_.distribution.count; }
    [[nodiscard]] bool others_are_weak() const;

  private:
    [[nodiscard]] float z_of(float cosine) const;
    [[nodiscard]] float level_of(float cosine, float z) const;

    const vectors::VectorIndex& index_;
    std::vector<float> query_;
    vectors::SearchResult result_;
    std::unordered_map<std::int64_t, float> known_;  // cosines of the best
    Kind kind_;
    inference::Calibration calibration_;
};

// What full text says of a text: z 0 for Images without any of the words.
class WordSignal : public Signal {
  public:
    // `tagged`: Images with the whole text as a tag, ascending.
    WordSignal(const Catalogue& catalogue, const std::string& text, const std::vector<store::TextHit>& hits,
               const std::vector<std::int64_t>& tagged);
    [[nodiscard]] std::vector<std::int64_t> candidates() const override;
    [[nodiscard]] Result<std::vector<Opinion>> opinions(std::span<const std::int64_t> ids) const override;

  private:
    std::unordered_map<std::int64_t, Opinion> opinions_;
};

class ColorSignal : public Signal {
  public:
    ColorSignal(const Catalogue& catalogue, std::vector<WantedColor> colors, std::size_t candidates,
                const std::vector<std::int64_t>* allowed);
    [[nodiscard]] std::vector<std::int64_t> candidates() const override;
    [[nodiscard]] Result<std::vector<Opinion>> opinions(std::span<const std::int64_t> ids) const override;

  private:
    const Catalogue& catalogue_;
    std::vector<WantedColor> colors_;
    Catalogue::ColorResult result_;
};

}  // namespace palette::search
