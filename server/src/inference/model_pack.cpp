#include "inference/model_pack.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <system_error>
#include <thread>
#include <utility>

#include "inference/onnx_session.hpp"
#include "inference/pack_files.hpp"
#include "inference/pixels.hpp"
#include "inference/usable_cores.hpp"
#include "inference/wordpiece_tokenizer.hpp"

namespace palette::inference {
namespace {

constexpr std::string_view kQueryMark = "{}";

std::unexpected<Error> failed(const char* why) {
    return fail(ErrorKind::internal, "inference_failed", "The model could not be run.", why);
}

Result<std::vector<float>> to_unit(std::span<const float> values) {
    double squares = 0;
    for (const float value : values) squares += double{value} * double{value};
    if (!std::isfinite(squares) || squares == 0) return failed("the embedding is zero or not finite");
    const double scale = 1 / std::sqrt(squares);
    std::vector<float> unit;
    unit.reserve(values.size());
    for (const float value : values) unit.push_back(static_cast<float>(double{value} * scale));
    return unit;
}

// Calls work(0) to work(count - 1) from at most `lanes` threads, this one among them.
template <class Work>
void in_lanes(std::size_t count, std::size_t lanes, Work work) {
    std::atomic<std::size_t> next = 0;
    const auto lane = [&] {
        for (std::size_t i = next++; i < count; i = next++) work(i);
    };
    std::vector<std::jthread> others;
    bool more = true;
    while (more && others.size() + 1 < std::min(lanes, count)) {
        try {
            others.emplace_back(lane);
        } catch (const std::system_error&) {
            more = false;  // no more threads to be had: those there are do all of it
        }
    }
    lane();
}

// Both outputs of an image encoder and tagger for one batch, one row a picture.
struct ImageOutputs {
    std::vector<float> embeddings;
    std::vector<float> logits;  // empty without a tagger
};

}  // namespace

class ModelPack::Impl {
  public:
    static Result<std::unique_ptr<Impl>> open(const std::filesystem::path& folder, const Settings& settings) {
        auto description = read_description(folder);
        if (!description) return forward(description);
        if (auto sizes = check_sizes(folder, *description); !sizes) return forward(sizes);
        const int threads = settings.threads > 0 ? settings.threads : usable_cores();
        auto runtime = OnnxRuntime::start(threads);
        if (!runtime) return forward(runtime);
        auto tokenizer = WordpieceTokenizer::open(
            folder / description->text.vocabulary,
            {description->text.lowercase, static_cast<std::size_t>(description->text.tokens_max)});
        if (!tokenizer) return forward(tokenizer);
        auto impl = std::make_unique<Impl>(std::move(*description), settings.all_confidences,
                                           static_cast<std::size_t>(threads), std::move(*runtime),
                                           std::move(*tokenizer));
        if (impl->description_.tagger) {
            auto labels = TagLabels::open(folder / impl->description_.tagger->labels);
            if (!labels) return forward(labels);
            impl->labels_ = std::move(*labels);
        }
        if (auto opened = impl->open_sessions(folder); !opened) return forward(opened);
        return impl;
    }

    Impl(PackDescription description, bool all_confidences, std::size_t lanes, OnnxRuntime runtime,
         WordpieceTokenizer tokenizer)
        : description_(std::move(description)),
          all_confidences_(all_confidences),
          lanes_(lanes),
          scale_(description_.image.mean, description_.image.std),
          tokenizer_(std::move(tokenizer)),
          runtime_(std::move(runtime)) {}

    const PackDescription& description() const { return description_; }
    const std::vector<std::string>& tag_names() const { return labels_.names; }

    Result<std::vector<Understanding>> understand(std::span<const std::vector<std::uint8_t>> images) const {
        for (const auto& image : images) {
            if (image.size() != image_values()) {
                return fail(ErrorKind::invalid, "image_size_wrong",
                            "This picture was not prepared for the model.");
            }
        }
        if (images.empty()) return {};
        const std::size_t each_lane = (images.size() + lanes_ - 1) / lanes_;
        const std::size_t each_run =
            std::min(static_cast<std::size_t>(description_.image.batch_max), each_lane);
        std::vector<Understanding> understood(images.size());
        std::vector<Result<void>> runs((images.size() + each_run - 1) / each_run);
        in_lanes(runs.size(), lanes_, [&](std::size_t run) {
            const std::size_t from = run * each_run;
            const std::size_t count = std::min(each_run, images.size() - from);
            runs[run] =
                understand_run(images.subspan(from, count), std::span(understood).subspan(from, count));
        });
        for (auto& run : runs) {
            if (!run) return forward(run);
        }
        return understood;
    }

    std::size_t pictures_at_once() const {
        return lanes_ * static_cast<std::size_t>(description_.image.batch_max);
    }

    bool knows_word(std::string_view word) const { return tokenizer_.is_piece(word); }

    Result<std::vector<float>> embed_text(std::string_view text) const {
        std::string prompt = description_.text.prompt;
        prompt.replace(prompt.find(kQueryMark), kQueryMark.size(), text);
        const std::vector<std::int64_t> ids = tokenizer_.encode(prompt);
        const std::vector<std::int64_t> mask(ids.size(), 1);
        const std::vector<std::int64_t> shape = {1, static_cast<std::int64_t>(ids.size())};
        std::vector<TensorValues> inputs = {{std::span(ids), shape}};
        if (!description_.text.mask.empty()) inputs.push_back({std::span(mask), shape});
        auto outputs = text_session_->run(inputs);
        if (!outputs) return forward(outputs);
        if (outputs->front().size() != dimension()) return failed("the text encoder gave another dimension");
        return to_unit(outputs->front());
    }

  private:
    std::size_t dimension() const { return static_cast<std::size_t>(description_.dimension); }
    std::size_t image_values() const {
        const auto size = static_cast<std::size_t>(description_.image.size);
        return size * size * 3;
    }

    Result<void> open_sessions(const std::filesystem::path& folder) {
        const auto& [file, input, output, size, resize, interpolation, mean, std, batch_max] =
            description_.image;
        const auto batch = batch_max == 1 ? 1 : TensorNeed::kVaries;
        const TensorNeed picture{input, ElementType::float32, {batch, 3, size, size}};
        std::vector<TensorNeed> image_outputs = {
            {output, ElementType::float32, {TensorNeed::kAny, description_.dimension}}};
        if (description_.tagger) {
            const auto labels = static_cast<std::int64_t>(labels_.names.size());
            const TensorNeed logits{
                description_.tagger->output, ElementType::float32, {TensorNeed::kAny, labels}};
            if (description_.tagger->file == file) {
                image_outputs.push_back(logits);
            } else {
                auto session =
                    OnnxSession::open(runtime_, folder / description_.tagger->file, {picture}, {logits});
                if (!session) return forward(session);
                tagger_session_ = std::move(*session);
            }
        }
        auto image_session = OnnxSession::open(runtime_, folder / file, {picture}, std::move(image_outputs));
        if (!image_session) return forward(image_session);
        image_session_ = std::move(*image_session);

        const auto& text = description_.text;
        std::vector<TensorNeed> text_inputs = {{text.ids, ElementType::int64, {1, TensorNeed::kVaries}}};
        if (!text.mask.empty()) {
            text_inputs.push_back({text.mask, ElementType::int64, {1, TensorNeed::kVaries}});
        }
        auto text_session = OnnxSession::open(
            runtime_, folder / text.file, std::move(text_inputs),
            {{text.output, ElementType::float32, {TensorNeed::kAny, description_.dimension}}});
        if (!text_session) return forward(text_session);
        text_session_ = std::move(*text_session);
        return {};
    }

    Result<void> understand_run(std::span<const std::vector<std::uint8_t>> images,
                                std::span<Understanding> understood) const {
        auto outputs = run_model(images);
        if (!outputs) return forward(outputs);
        for (std::size_t i = 0; i < images.size(); ++i) {
            auto embedding = to_unit(std::span(outputs->embeddings).subspan(i * dimension(), dimension()));
            if (!embedding) return forward(embedding);
            understood[i] = {std::move(*embedding), tags(*outputs, i), confidences(*outputs, i)};
        }
        return {};
    }

    Result<ImageOutputs> run_model(std::span<const std::vector<std::uint8_t>> images) const {
        const std::size_t values_each = image_values();
        const auto values = std::make_unique_for_overwrite<float[]>(images.size() * values_each);
        for (std::size_t i = 0; i < images.size(); ++i) {
            scale_.spread(images[i], std::span(values.get() + i * values_each, values_each));
        }
        const std::int64_t size = description_.image.size;
        const TensorValues input{std::span<const float>(values.get(), images.size() * values_each),
                                 {static_cast<std::int64_t>(images.size()), 3, size, size}};
        auto outputs = image_session_->run(std::span(&input, 1));
        if (!outputs) return forward(outputs);
        if (tagger_session_) {
            auto tagged = tagger_session_->run(std::span(&input, 1));
            if (!tagged) return forward(tagged);
            outputs->push_back(std::move(tagged->front()));
        }
        ImageOutputs result{std::move(outputs->front()), {}};
        if (description_.tagger) result.logits = std::move(outputs->back());
        if (result.embeddings.size() != images.size() * dimension() ||
            result.logits.size() != images.size() * labels_.names.size()) {
            return failed("the model gave outputs of another size");
        }
        return result;
    }

    std::vector<ScoredTag> tags(const ImageOutputs& outputs, std::size_t row) const {
        if (!description_.tagger) return {};
        const std::size_t count = labels_.names.size();
        return labels_.choose(std::span(outputs.logits).subspan(row * count, count),
                              static_cast<std::size_t>(description_.tagger->tags_max));
    }

    std::vector<float> confidences(const ImageOutputs& outputs, std::size_t row) const {
        if (!all_confidences_) return {};
        const std::size_t count = labels_.names.size();
        return confidences_of(std::span(outputs.logits).subspan(row * count, count));
    }

    const PackDescription description_;
    const bool all_confidences_;
    const std::size_t lanes_;
    const PixelScale scale_;
    const WordpieceTokenizer tokenizer_;
    TagLabels labels_;
    OnnxRuntime runtime_;
    std::unique_ptr<OnnxSession> image_session_;   // also the tagger when both are one file
    std::unique_ptr<OnnxSession> tagger_session_;  // null when there is none of its own
    std::unique_ptr<OnnxSession> text_session_;
};

Result<std::unique_ptr<ModelPack>> ModelPack::open(const std::filesystem::path& folder,
                                                   const Settings& settings) {
    auto impl = Impl::open(folder, settings);
    if (!impl) return forward(impl);
    return std::unique_ptr<ModelPack>(new ModelPack(std::move(*impl)));
}

ModelPack::ModelPack(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ModelPack::~ModelPack() = default;

const PackDescription& ModelPack::description() const {
    return impl_->description();
}

const std::vector<std::string>& ModelPack::tag_names() const {
    return impl_->tag_names();
}

Result<std::vector<Understanding>> ModelPack::understand(
    std::span<const std::vector<std::uint8_t>> images) const {
    return impl_->understand(images);
}

std::size_t ModelPack::pictures_at_once() const {
    return impl_->pictures_at_once();
}

bool ModelPack::knows_word(std::string_view word) const {
    return impl_->knows_word(word);
}

Result<std::vector<float>> ModelPack::embed_text(std::string_view text) const {
    return impl_->embed_text(text);
}

}  // namespace palette::inference
