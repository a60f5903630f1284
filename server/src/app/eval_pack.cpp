// `palette eval retrieval|tags|similar`: measures a model pack on pictures from anywhere. No library is
// opened or made.

#include <algorithm>
#include <map>
#include <set>

#include <boost/json.hpp>
#include <fmt/core.h>

#include "app/commands.hpp"
#include "app/library.hpp"
#include "app/resources.hpp"
#include "base/text.hpp"
#include "evaluation/measures.hpp"
#include "evaluation/picture_set.hpp"
#include "evaluation/word_table.hpp"
#include "imaging/picture.hpp"
#include "inference/model_pack.hpp"
#include "ingest/encoder_input.hpp"

namespace palette::app {
namespace {

constexpr std::size_t kNeighbors = 10;

// The pictures that the table says something about, understood, in the order of the set.
struct Measured {
    std::vector<std::string> names;
    std::vector<std::vector<std::string>> words;
    evaluation::Embeddings embeddings;
    std::vector<std::vector<inference::ScoredTag>> tags;
    std::vector<std::vector<float>> confidences;
    std::size_t unreadable = 0;
};

Result<std::unique_ptr<inference::ModelPack>> open_pack(const CommonOptions& common, bool all_confidences) {
    auto folder = find_pack(common.pack);
    if (!folder) return forward(folder);
    auto settings = inference_settings(common);
    settings.all_confidences = all_confidences;
    return inference::ModelPack::open(*folder, settings);
}

Error nothing_to_measure() {
    return {ErrorKind::invalid, "nothing_to_measure", "None of the pictures is named in the table.", {}};
}

class Measuring {
  public:
    explicit Measuring(const inference::ModelPack& pack) : pack_(pack) {}

    Result<void> add(const std::string& name, const std::vector<std::string>& words,
                     const std::filesystem::path& file) {
        auto picture = imaging::Picture::decode(file, {}, imaging::Detail::encoders);
        if (!picture) {
            fmt::print(stderr, "palette: {}: {}\n", printable(name), picture.error().public_message);
            ++measured_.unreadable;
            return {};
        }
        waiting_.push_back(ingest::encoder_input(*picture, pack_.description().image));
        measured_.names.push_back(name);
        measured_.words.push_back(words);
        return waiting_.size() < pack_.pictures_at_once() ? Result<void>{} : flush();
    }

    Result<Measured> finish() {
        if (auto flushed = flush(); !flushed) return forward(flushed);
        if (measured_.names.empty()) return std::unexpected(nothing_to_measure());
        return std::move(measured_);
    }

  private:
    Result<void> flush() {
        auto understood = pack_.understand(waiting_);
        if (!understood) return forward(understood);
        for (auto& one : *understood) {
            measured_.embeddings.push_back(std::move(one.embedding));
            measured_.tags.push_back(std::move(one.tags));
            measured_.confidences.push_back(std::move(one.confidences));
        }
        waiting_.clear();
        return {};
    }

    const inference::ModelPack& pack_;
    Measured measured_;
    std::vector<std::vector<std::uint8_t>> waiting_;
};

Result<Measured> measure(const EvalPackOptions& options, const inference::ModelPack& pack) {
    auto table = evaluation::WordTable::open(options.words);
    if (!table) return forward(table);
    auto pictures = evaluation::PictureSet::open(options.images);
    if (!pictures) return forward(pictures);
    Measuring measuring(pack);
    auto visited =
        pictures->for_each([&](const std::string& name, const std::filesystem::path& file) -> Result<void> {
            const auto& words = table->of(name);
            return words.empty() && !options.names ? Result<void>{} : measuring.add(name, words, file);
        });
    if (!visited) return forward(visited);
    return measuring.finish();
}

double percent(double share) {
    return 100 * share;
}

boost::json::object to_json(const evaluation::RecallSummary& summary) {
    return {{"r1", percent(summary.r1)},
            {"r5", percent(summary.r5)},
            {"r10", percent(summary.r10)},
            {"median_rank", summary.median_rank}};
}

void print_recall(std::string_view direction, const evaluation::RecallSummary& summary) {
    fmt::print("{:<14} {:>6.1f} {:>6.1f} {:>6.1f} {:>12.1f}\n", direction, percent(summary.r1),
               percent(summary.r5), percent(summary.r10), summary.median_rank);
}

std::vector<std::string> unique_folded(const std::vector<std::string>& words) {
    std::set<std::string> folded;
    for (const auto& word : words) folded.insert(fold_case(trim(word)));
    return {folded.begin(), folded.end()};
}

// The captions as queries, and which picture goes with which.
struct Captions {
    std::vector<std::string> captions;
    std::vector<std::vector<std::size_t>> images_of_caption;
    std::vector<std::vector<std::size_t>> captions_of_image;  // none for a picture that only stands by
};

// Each caption asks for its own picture alone; as a name it is one query for all the pictures that carry it.
Captions captions_of(const Measured& measured, bool as_names) {
    Captions asked;
    std::map<std::string, std::size_t> known;
    for (std::size_t i = 0; i < measured.names.size(); ++i) {
        auto& own = asked.captions_of_image.emplace_back();
        for (const auto& words : as_names ? unique_folded(measured.words[i]) : measured.words[i]) {
            const auto [place, is_new] = known.try_emplace(words, asked.captions.size());
            const std::size_t caption = as_names && !is_new ? place->second : asked.captions.size();
            if (caption == asked.captions.size()) {
                asked.captions.push_back(words);
                asked.images_of_caption.emplace_back();
            }
            asked.images_of_caption[caption].push_back(i);
            own.push_back(caption);
        }
    }
    return asked;
}

// The queries that went most wrong.
boost::json::array failures_of(const std::vector<evaluation::Rank>& ranks,
                               const std::vector<std::string>& queries,
                               const std::vector<std::string>& answers, const std::vector<std::size_t>& right,
                               std::size_t count) {
    std::vector<std::size_t> order;
    for (std::size_t q = 0; q < ranks.size(); ++q) {
        if (ranks[q].rank > 1) order.push_back(q);
    }
    std::ranges::stable_sort(order, std::greater(), [&](std::size_t q) { return ranks[q].rank; });
    order.resize(std::min(order.size(), count));
    boost::json::array failures;
    for (const std::size_t q : order) {
        failures.push_back({{"query", queries[q]},
                            {"rank", ranks[q].rank},
                            {"wanted", answers[right[q]]},
                            {"first", answers[ranks[q].first]}});
    }
    return failures;
}

void print_failures(const boost::json::array& failures) {
    for (const auto& failure : failures) {
        fmt::print("rank {:>6.1f}  {}\n             wanted {}, got {}\n", failure.at("rank").as_double(),
                   failure.at("query").as_string().c_str(), failure.at("wanted").as_string().c_str(),
                   failure.at("first").as_string().c_str());
    }
}

struct TagScore {
    std::size_t right = 0;
    std::size_t given = 0;   // among labels that occur
    std::size_t labels = 0;  // that the pack knows
    double mean_average_precision = 0;
    std::size_t labels_measured = 0;
    std::size_t labels_unknown = 0;
};

// Only labels that the table uses can be right or wrong: whether a picture shows what its table does not
// speak of, nobody has said.
TagScore score_tags(const Measured& measured, const std::vector<std::string>& tag_names) {
    std::map<std::string, std::size_t> known;
    for (std::size_t i = 0; i < tag_names.size(); ++i) known.emplace(tag_names[i], i);
    std::vector<std::set<std::string>> labels;
    std::set<std::string> used;
    for (const auto& words : measured.words) {
        const auto folded = unique_folded(words);
        labels.emplace_back(folded.begin(), folded.end());
        used.insert(folded.begin(), folded.end());
    }
    TagScore score;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        for (const auto& label : labels[i]) score.labels += known.contains(label) ? 1 : 0;
        for (const auto& tag : measured.tags[i]) {
            if (!used.contains(tag.name)) continue;
            ++score.given;
            score.right += labels[i].contains(tag.name) ? 1 : 0;
        }
    }
    for (const auto& label : used) {
        const auto place = known.find(label);
        if (place == known.end()) {
            ++score.labels_unknown;
            continue;
        }
        std::vector<float> confidences;
        std::vector<std::uint8_t> is_right;
        for (std::size_t i = 0; i < labels.size(); ++i) {
            confidences.push_back(measured.confidences[i][place->second]);
            is_right.push_back(labels[i].contains(label) ? 1 : 0);
        }
        score.mean_average_precision += evaluation::average_precision(confidences, is_right);
        ++score.labels_measured;
    }
    if (score.labels_measured > 0) score.mean_average_precision /= static_cast<double>(score.labels_measured);
    return score;
}

double ratio(std::size_t part, std::size_t whole) {
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

int finish(const Measured& measured) {
    return measured.unreadable > 0 ? kExitPartly : kExitOk;
}

}  // namespace

int eval_retrieval(const CommonOptions& common, const EvalPackOptions& options) {
    auto pack = open_pack(common, false);
    if (!pack) return report_failure(pack.error());
    auto measured = measure(options, **pack);
    if (!measured) return report_failure(measured.error());

    const auto asked = captions_of(*measured, options.names);
    evaluation::Embeddings texts;
    for (const auto& caption : asked.captions) {
        auto embedding = (*pack)->embed_text(caption);
        if (!embedding) return report_failure(embedding.error());
        texts.push_back(std::move(*embedding));
    }
    if (texts.empty()) return report_failure(nothing_to_measure());
    evaluation::Embeddings captioned;
    std::vector<std::vector<std::size_t>> captions_of_captioned;
    for (std::size_t i = 0; i < measured->names.size(); ++i) {
        if (asked.captions_of_image[i].empty()) continue;
        captioned.push_back(measured->embeddings[i]);
        captions_of_captioned.push_back(asked.captions_of_image[i]);
    }
    const auto text_ranks = evaluation::ranks_of(texts, measured->embeddings, asked.images_of_caption);
    const auto image_ranks = evaluation::ranks_of(captioned, texts, captions_of_captioned);
    const auto text_to_image = evaluation::summarize(text_ranks);
    const auto image_to_text = evaluation::summarize(image_ranks);
    std::vector<std::size_t> wanted;
    for (const auto& images : asked.images_of_caption) wanted.push_back(images.front());
    const auto failures = failures_of(text_ranks, asked.captions, measured->names, wanted, options.failures);

    if (options.json) {
        boost::json::object body{{"text_to_image", to_json(text_to_image)},
                                 {"image_to_text", to_json(image_to_text)},
                                 {"images", measured->names.size()},
                                 {"captions", asked.captions.size()},
                                 {"pack", (*pack)->description().identity()}};
        if (options.failures > 0) body["failures"] = failures;
        fmt::print("{}\n", boost::json::serialize(body));
        return finish(*measured);
    }
    fmt::print("{} images, {} captions, {}\n\n{:<14} {:>6} {:>6} {:>6} {:>12}\n", measured->names.size(),
               asked.captions.size(), (*pack)->description().identity(), "", "R@1", "R@5", "R@10",
               "median rank");
    print_recall("text to image", text_to_image);
    print_recall("image to text", image_to_text);
    if (!failures.empty()) fmt::print("\n");
    print_failures(failures);
    return finish(*measured);
}

int eval_tags(const CommonOptions& common, const EvalPackOptions& options) {
    auto pack = open_pack(common, true);
    if (!pack) return report_failure(pack.error());
    if ((*pack)->tag_labels().names.empty()) {
        return report_failure({ErrorKind::unsupported, "no_tagger", "This model pack gives no tags.", {}});
    }
    auto measured = measure(options, **pack);
    if (!measured) return report_failure(measured.error());
    const auto score = score_tags(*measured, (*pack)->tag_labels().names);
    const double precision = ratio(score.right, score.given);
    const double recall = ratio(score.right, score.labels);
    const double f1 = precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
    if (options.json) {
        const boost::json::object body{{"precision", percent(precision)},
                                       {"recall", percent(recall)},
                                       {"f1", percent(f1)},
                                       {"map", percent(score.mean_average_precision)},
                                       {"images", measured->names.size()},
                                       {"labels", score.labels_measured},
                                       {"labels_unknown", score.labels_unknown},
                                       {"pack", (*pack)->description().identity()}};
        fmt::print("{}\n", boost::json::serialize(body));
        return finish(*measured);
    }
    fmt::print("{} images, {} labels that {} knows, {} that it does not\n\n", measured->names.size(),
               score.labels_measured, (*pack)->description().identity(), score.labels_unknown);
    fmt::print("precision {:.1f}  recall {:.1f}  F1 {:.1f}  mAP {:.1f}\n", percent(precision),
               percent(recall), percent(f1), percent(score.mean_average_precision));
    return finish(*measured);
}

int eval_similar(const CommonOptions& common, const EvalPackOptions& options) {
    auto pack = open_pack(common, false);
    if (!pack) return report_failure(pack.error());
    auto measured = measure(options, **pack);
    if (!measured) return report_failure(measured.error());
    std::vector<std::vector<std::string>> labels;
    for (const auto& words : measured->words) labels.push_back(unique_folded(words));
    const double precision = evaluation::neighbor_precision(measured->embeddings, labels, kNeighbors);
    if (options.json) {
        const boost::json::object body{{"precision_at_10", percent(precision)},
                                       {"images", measured->names.size()},
                                       {"pack", (*pack)->description().identity()}};
        fmt::print("{}\n", boost::json::serialize(body));
        return finish(*measured);
    }
    fmt::print("{} images, {}\n\nprecision@10 {:.1f}\n", measured->names.size(),
               (*pack)->description().identity(), percent(precision));
    return finish(*measured);
}

}  // namespace palette::app
