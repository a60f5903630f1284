#pragma once

// The tags a model pack can give, in the order of the tagger's outputs, each with the confidence above which
// it is on. A value; any thread.

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace palette::inference {

inline constexpr std::size_t kTagBytesMax = 100;
inline constexpr std::uint64_t kLabelsBytesMax = 4 << 20;

struct ScoredTag {
    std::string name;
    float confidence = 0;  // 0 to 1
};

// sigmoid(logit) of each.
[[nodiscard]] std::vector<float> confidences_of(std::span<const float> logits);

struct TagLabels {
    std::vector<std::string> names;
    std::vector<float> thresholds;

    // `tsv`: lines of NAME TAB THRESHOLD. Fails with invalid/"model_pack_invalid"; the message names the
    // line.
    [[nodiscard]] static Result<TagLabels> parse(std::string_view tsv);
    [[nodiscard]] static Result<TagLabels> open(const std::filesystem::path& file);

    // The tags whose sigmoid(logit) is over their threshold, most confident first, at most `tags_max`. One
    // logit a name.
    [[nodiscard]] std::vector<ScoredTag> choose(std::span<const float> logits, std::size_t tags_max) const;
};

}  // namespace palette::inference
