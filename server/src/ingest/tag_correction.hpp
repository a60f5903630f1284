#pragma once

// What one library's persons taught about AI tags: for each tag that they corrected often enough, a linear
// function of the embedding that is added to the tag's logit. Ridge regression on the corrected Images,
// around the library's mean embedding, so that Images unlike all of them stay as they are. A value that does
// not change once learned; any thread.

#include <map>
#include <span>
#include <string>
#include <vector>

#include "inference/tag_labels.hpp"
#include "model/image.hpp"
#include "store/correction_repository.hpp"

namespace palette::ingest {

// Below so many a tag is left alone: one word may be a whim.
inline constexpr std::int64_t kCorrectionsMin = 3;
inline constexpr std::size_t kCorrectedTagsMax = 200;
// The newest of each tag. Learning takes the cube of it.
inline constexpr std::size_t kCorrectionsPerTagMax = 200;
inline constexpr std::size_t kMeanOfImages = 1000;
// How far a logit may be moved: from a confidence of 0.95 to 0.5.
inline constexpr float kLogitShiftMax = 3;

class TagCorrection {
  public:
    struct Lesson {
        std::string tag;
        std::vector<store::TagCorrection> corrections;
    };

    // `labels` are the tagger's; lessons on tags it does not have, and on Images of another dimension than
    // `mean`, are left out. `tags_max`: of an Image.
    [[nodiscard]] static TagCorrection learn(const inference::TagLabels& labels, std::vector<float> mean,
                                             std::span<const Lesson> lessons, std::size_t tags_max);

    // The AI tags an Image is to have in place of those the model gave, most confident first: without those
    // that are now at or below their threshold, and with those above it, as long as there are fewer than
    // `tags_max`. Without an embedding of the right dimension: what the model gave.
    [[nodiscard]] std::vector<Tag> correct(std::span<const float> embedding,
                                           const std::vector<Tag>& given) const;

    // How many tags it corrects.
    [[nodiscard]] std::size_t size() const { return tags_.size(); }

  private:
    struct Line {
        std::vector<float> weights;
        float threshold_logit = 0;
    };
    std::vector<float> mean_;
    std::map<std::string, Line, std::less<>> tags_;
    std::size_t tags_max_ = 0;
};

}  // namespace palette::ingest
