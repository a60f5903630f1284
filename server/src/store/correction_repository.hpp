#pragma once

// Corrections that persons made to AI tags, and what is learned from them put on other Images' AI tags. What
// the model itself said is kept beside it, so a correction can be taken off again; a person's tag or
// rejection is never touched. Safe to call from any thread that may block.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/image.hpp"
#include "store/database.hpp"

namespace palette::store {

// One Image of which a person said whether a tag is right.
struct TagCorrection {
    std::vector<float> embedding;  // of unit length
    bool is_right = false;
    std::optional<float> confidence;  // the model's; none: it had not given the tag
};

class CorrectionRepository {
  public:
    // Given an Image's embedding (empty: it has none) and the AI tags that the model itself gave it, answers
    // the AI tags it is to have, most confident first.
    using Correct = std::function<std::vector<Tag>(std::span<const float>, const std::vector<Tag>&)>;

    explicit CorrectionRepository(Database& database) : database_(database) {}

    // Another one after every correction, and after Images with corrections went for good.
    [[nodiscard]] Result<std::string> revision() const;
    // Tags of which at least `corrections_min` are known, those with most first, at most `tags_max`.
    [[nodiscard]] Result<std::vector<std::string>> corrected_tags(std::int64_t corrections_min,
                                                                  std::size_t tags_max) const;
    // The newest corrections of a tag, at most `limit`, of Images that this pack embedded.
    [[nodiscard]] Result<std::vector<TagCorrection>> of_tag(std::string_view tag, std::string_view pack,
                                                            std::size_t limit) const;
    // The mean of the first `limit` embeddings of a pack; empty when there are none.
    [[nodiscard]] Result<std::vector<float>> mean_embedding(std::string_view pack, std::size_t limit) const;

    // Corrects the Images behind `after`, in the order of their ids, that were not corrected by the lessons
    // `by`, and notes it; `by` empty takes every correction off. Looks through at most `limit` Images in one
    // transaction. Answers the last one it looked at, or none at the end.
    Result<std::optional<ImageId>> correct_next(const std::string& by, std::string_view pack, ImageId after,
                                                std::size_t limit, const Correct& correct);
    // The same of these Images.
    Result<void> correct(std::span<const ImageId> images, const std::string& by, std::string_view pack,
                         const Correct& correct);

    // For the other repositories, within their own transactions: a person added or took away a tag. It is a
    // correction where a model has looked at the Image, and for tags taken away where it gave the tag.
    static void note(Connection& connection, ImageId id, const std::string& tag, bool is_right);

  private:
    Database& database_;
};

}  // namespace palette::store
