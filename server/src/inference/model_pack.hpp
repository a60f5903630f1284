#pragma once

// One way of seeing, loaded: what turns pictures into embeddings and tags, and words into embeddings of the
// same space.
//
// app/ opens one and owns it. All functions are safe to call from any thread; they block for the time of the
// model's run, so they belong on a worker pool. All packs of one process share one pool of inference threads,
// whose size the first open pack sets (ONNX Runtime has one environment per process).

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "inference/pack_description.hpp"
#include "inference/tag_labels.hpp"

namespace palette::inference {

struct Understanding {
    std::vector<float> embedding;  // of unit length
    std::vector<ScoredTag> tags;   // over their thresholds, most confident first, at most tagger.tags_max
    std::vector<float>
        confidences;  // of every tag, as tag_names() has them; only with Settings::all_confidences
};

struct Settings {
    // Of the inference pool. 0: as many as this process may use of the machine (usable_cores.hpp).
    int threads = 0;
    bool all_confidences = false;  // for measuring: a few thousand numbers a picture
};

class ModelPack {
  public:
    // Reads pack.json, starts the sessions and holds the models' inputs and outputs to the description. Sizes
    // of files are checked, sha256 is not: that is verify_pack. Fails with "model_pack_not_found",
    // "model_pack_invalid" (the message names field, file or tensor) or "model_pack_damaged".
    [[nodiscard]] static Result<std::unique_ptr<ModelPack>> open(const std::filesystem::path& folder,
                                                                 const Settings& settings = {});
    ~ModelPack();
    ModelPack(const ModelPack&) = delete;
    ModelPack& operator=(const ModelPack&) = delete;

    [[nodiscard]] const PackDescription& description() const;
    // In the order of the tagger's outputs; empty without a tagger.
    [[nodiscard]] const std::vector<std::string>& tag_names() const;

    // `images`: RGB bytes, rows from the top, size * size * 3 each, prepared as the description says. Answers
    // in the same order. Pictures are shared out to as many threads as the pool has, which is faster than
    // more threads on each: the calling thread and, for this call, others. Each runs the model on at most
    // batch_max pictures at once. Fails with invalid/"image_size_wrong" or internal/"inference_failed".
    [[nodiscard]] Result<std::vector<Understanding>> understand(
        std::span<const std::vector<std::uint8_t>> images) const;

    // How many pictures understand() works on at the same time: give it that many where they are waiting.
    [[nodiscard]] std::size_t pictures_at_once() const;

    // Whether the text encoder knows this word (in lower case) by itself, rather than as a row of parts.
    [[nodiscard]] bool knows_word(std::string_view word) const;

    // Of unit length. Any text is accepted: what is no valid UTF-8 is dropped, what is too long is cut.
    [[nodiscard]] Result<std::vector<float>> embed_text(std::string_view text) const;

  private:
    class Impl;
    explicit ModelPack(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace palette::inference
