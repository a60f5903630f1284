#pragma once

// One way of seeing: what turns pictures into embeddings and tags, and words into embeddings of the same
// space. A pack may do only the one or only the other (PackDescription::embeds, tagger).
//
// app/ opens packs; whoever uses one while another may take its place shares it. All functions are safe to
// call from any thread; they block for the time of the model's run, and for that of loading the model where
// it was let go (release), so they belong on a worker pool. All packs of one process share one pool of
// inference threads, whose size the first open pack sets (ONNX Runtime has one environment per process).

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "inference/device.hpp"
#include "inference/pack_description.hpp"
#include "inference/tag_labels.hpp"

namespace palette::inference {

// Tags over their thresholds, most confident first, at most tagger.tags_max.
using ChosenTags = std::vector<ScoredTag>;

struct Understanding {
    std::vector<float> embedding;  // of unit length
    ChosenTags tags;               // where the pack tags what it embeds
    std::vector<float>
        confidences;  // of every tag, as tag_labels() has them; only with Settings::all_confidences
};

inline constexpr int kCudaBatch = 32;  // more is hardly faster and makes an upload wait longer

struct Settings {
    // Of the inference pool. 0: as many as this process may use of the machine (base/usable_resources.hpp).
    int threads = 0;
    // Pictures that one run of a model takes at most, where the model leaves it open. 0: as the pack says,
    // and kCudaBatch on a GPU.
    int batch = 0;
    DeviceWish device = DeviceWish::automatic;
    bool all_confidences = false;  // for measuring: a few thousand numbers a picture
    // now: what does not fit is told by open(). when_needed: by whoever first needs a model.
    enum class Load : std::uint8_t { now, when_needed } load = Load::now;
};

// Work of one model of a pack since the pack was opened.
struct ModelCounters {
    std::string model;  // "image", "text" or "tagger"
    std::uint64_t runs = 0;
    std::uint64_t items = 0;  // pictures or texts of all runs: items / runs is the batch
    std::uint64_t loads = 0;
    double run_seconds = 0;  // summed over threads
    double load_seconds = 0;
    bool is_loaded = false;
};

class ModelPack {
  public:
    // Reads pack.json, loads the models and holds their inputs and outputs to the description. Sizes of files
    // are checked, sha256 is not: that is verify_pack. Fails with "model_pack_not_found",
    // "model_pack_invalid" (the message names field, file or tensor) or "model_pack_damaged".
    [[nodiscard]] static Result<std::unique_ptr<ModelPack>> open(const std::filesystem::path& folder,
                                                                 const Settings& settings = {});
    ~ModelPack();
    ModelPack(const ModelPack&) = delete;
    ModelPack& operator=(const ModelPack&) = delete;

    [[nodiscard]] const PackDescription& description() const;
    // In the order of the tagger's outputs; empty without a tagger.
    [[nodiscard]] const TagLabels& tag_labels() const;

    // `images`: RGB bytes, rows from the top, size * size * 3 each, prepared as the description says. Answers
    // in the same order. Pictures are shared out to as many threads as the pool has, which is faster than
    // more threads on each: the calling thread and, for this call, others (on a GPU two, so that one
    // prepares what the other's run leaves waiting). Each runs the model on at most Settings::batch pictures
    // at once. For packs that embed. Fails with invalid/"image_size_wrong" or
    // internal/"inference_failed".
    [[nodiscard]] Result<std::vector<Understanding>> understand(
        std::span<const std::vector<std::uint8_t>> images) const;

    // The tags alone, for packs with a tagger; `images` as `tagger->image` says. Else as understand().
    [[nodiscard]] Result<std::vector<ChosenTags>> tag(
        std::span<const std::vector<std::uint8_t>> images) const;

    // How many pictures understand() and tag() work on at the same time: give them that many where they are
    // waiting.
    [[nodiscard]] std::size_t pictures_at_once() const;

    // Whether the text encoder knows this word (in lower case) by itself, rather than as a row of parts.
    [[nodiscard]] bool knows_word(std::string_view word) const;

    // Of unit length. Any text is accepted: what is no valid UTF-8 is dropped, what is too long is cut.
    // For packs that embed.
    [[nodiscard]] Result<std::vector<float>> embed_text(std::string_view text) const;

    // Runs all models once, on a picture and words made for it, and holds what they say to what can be true.
    // Fails with invalid/"model_pack_useless" besides.
    Result<void> probe() const;

    // Lets go of models that nobody has run for `idle`: how many. The next run loads them again.
    std::size_t release(std::chrono::milliseconds idle) const;
    [[nodiscard]] std::vector<ModelCounters> counters() const;
    [[nodiscard]] const Device& device() const;

  private:
    class Impl;
    explicit ModelPack(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace palette::inference
