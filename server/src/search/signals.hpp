#pragma once

// The parts of a query as signals: each scores Images, knows its candidates and says how good a score is.
// Values used within one rank() call.

#include <cstdint>
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

// Each signal brings this many of its best into the ranking.
inline constexpr std::size_t kCandidatesPerSignal = 2000;

// What one signal says of one Image.
struct Opinion {
    float score = 0;  // on the common scale: standard deviations above the library's mean
    Match match = Match::weak;
};

// What the library's Images score on one embedding.
class EmbeddingSignal {
  public:
    enum class Kind : std::uint8_t { text, image };

    static Result<EmbeddingSignal> make(const vectors::VectorIndex& index, std::vector<float> query,
                                        const vectors::Filter* filter, Kind kind,
                                        const inference::Calibration& calibration);

    [[nodiscard]] const std::vector<vectors::Neighbor>& best() const { return result_.neighbors; }
    // In the order of `ids`; an Image without an embedding has score 0.
    [[nodiscard]] Result<std::vector<Opinion>> opinions(std::span<const std::int64_t> ids) const;

  private:
    EmbeddingSignal(const vectors::VectorIndex& index, std::vector<float> query, vectors::SearchResult result,
                    Kind kind, const inference::Calibration& calibration)
        : index_(&index),
          query_(std::move(query)),
          result_(std::move(result)),
          kind_(kind),
          calibration_(calibration) {}
    [[nodiscard]] Match match_of(float cosine, float z) const;

    const vectors::VectorIndex* index_;
    std::vector<float> query_;
    vectors::SearchResult result_;
    Kind kind_;
    inference::Calibration calibration_;
};

// What full text says: 0 for Images without any of the words.
class WordSignal {
  public:
    explicit WordSignal(const std::vector<store::TextHit>& hits);
    [[nodiscard]] Opinion opinion(std::int64_t id) const;

  private:
    std::unordered_map<std::int64_t, Opinion> opinions_;
};

class ColorSignal {
  public:
    ColorSignal(const Catalogue& catalogue, std::vector<OkLab> colors,
                const std::vector<std::int64_t>* allowed);
    [[nodiscard]] const std::vector<ColorScore>& best() const { return result_.best; }
    [[nodiscard]] Opinion opinion(std::int64_t id) const;

  private:
    const Catalogue& catalogue_;
    std::vector<OkLab> colors_;
    Catalogue::ColorResult result_;
};

}  // namespace palette::search
