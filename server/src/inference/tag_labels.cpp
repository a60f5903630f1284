#include "inference/tag_labels.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "base/text.hpp"
#include "inference/read_file.hpp"

namespace palette::inference {

Result<TagLabels> TagLabels::parse(std::string_view tsv) {
    TagLabels labels;
    std::set<std::string_view> known;
    if (tsv.ends_with('\n')) tsv.remove_suffix(1);
    for (const std::string_view line : split(tsv, '\n')) {
        const auto refuse = [&](std::string_view what) {
            return fail(ErrorKind::invalid, "model_pack_invalid",
                        fmt::format("Line {} of the tagger's labels {}.", labels.names.size() + 1, what));
        };
        const auto parts = split(line, '\t');
        if (parts.size() != 2) return refuse("is not a name, a tab and a threshold");
        if (parts[0].empty() || to_clean_line(parts[0], kTagBytesMax) != parts[0]) {
            return refuse("has a name that is empty, too long or not clean text");
        }
        if (!known.insert(parts[0]).second) return refuse("repeats a name");
        float threshold = 0;
        const auto [end, error] =
            std::from_chars(parts[1].data(), parts[1].data() + parts[1].size(), threshold);
        if (error != std::errc() || end != parts[1].data() + parts[1].size() ||
            !(threshold >= 0 && threshold <= 1)) {
            return refuse("has a threshold that is no number from 0 to 1");
        }
        labels.names.emplace_back(parts[0]);
        labels.thresholds.push_back(threshold);
    }
    return labels;
}

Result<TagLabels> TagLabels::open(const std::filesystem::path& file) {
    const auto tsv = read_file(file, kLabelsBytesMax);
    if (!tsv) {
        return fail(ErrorKind::invalid, "model_pack_damaged", "The tagger's labels cannot be read.",
                    file.string());
    }
    return parse(*tsv);
}

std::vector<float> confidences_of(std::span<const float> logits) {
    std::vector<float> confidences(logits.begin(), logits.end());
    for (float& value : confidences) value = 1 / (1 + std::exp(-value));
    return confidences;
}

std::vector<ScoredTag> TagLabels::choose(std::span<const float> logits, std::size_t tags_max) const {
    struct On {
        std::size_t label;
        float confidence;
    };
    std::vector<On> on;
    const auto confidences = confidences_of(logits);
    for (std::size_t i = 0; i < logits.size(); ++i) {
        if (confidences[i] > thresholds[i]) on.push_back({i, confidences[i]});
    }
    std::ranges::sort(on, [](const On& x, const On& y) {
        return x.confidence != y.confidence ? x.confidence > y.confidence : x.label < y.label;
    });
    on.resize(std::min(on.size(), tags_max));
    std::vector<ScoredTag> tags;
    tags.reserve(on.size());
    for (const auto& [label, confidence] : on) tags.push_back({names[label], confidence});
    return tags;
}

}  // namespace palette::inference
