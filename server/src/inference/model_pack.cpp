#include "inference/model_pack.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "base/usable_resources.hpp"
#include "inference/on_demand_session.hpp"
#include "inference/pack_files.hpp"
#include "inference/pixels.hpp"
#include "inference/tokenizer.hpp"

namespace palette::inference {
namespace {

constexpr std::string_view kQueryMark = "{}";
constexpr int kCudaLanes = 2;

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

using Pixels = std::span<const std::vector<std::uint8_t>>;
using Rows = std::vector<std::vector<float>>;  // what a model gave, output by output

std::size_t values_of(const ImageEncoder& image) {
    const auto size = static_cast<std::size_t>(image.size);
    return size * size * 3;
}

// A picture with something in it: a ramp each way, in three colours.
std::vector<std::uint8_t> ramp(int size) {
    std::vector<std::uint8_t> rgb;
    rgb.reserve(static_cast<std::size_t>(size) * static_cast<std::size_t>(size) * 3);
    for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x) {
            for (const int value : {x * 255 / size, y * 255 / size, 128}) {
                rgb.push_back(static_cast<std::uint8_t>(value));
            }
        }
    }
    return rgb;
}

// Whether two inputs made no difference at all, rounding aside.
bool are_the_same(const std::vector<float>& x, const std::vector<float>& y) {
    constexpr float kRounding = 1e-6F;
    return std::ranges::equal(x, y, [](float a, float b) { return std::abs(a - b) < kRounding; });
}

}  // namespace

class ModelPack::Impl {
  public:
    static Result<std::unique_ptr<Impl>> open(const std::filesystem::path& folder, const Settings& settings) {
        auto description = read_description(folder);
        if (!description) return forward(description);
        if (auto sizes = check_sizes(folder, *description); !sizes) return forward(sizes);
        const int threads = settings.threads > 0 ? settings.threads : usable_cores();
        auto runtime = OnnxRuntime::start(threads, settings.device);
        if (!runtime) return forward(runtime);
        auto impl = std::make_unique<Impl>(std::move(*description), settings, threads, std::move(*runtime));
        if (auto read = impl->read_words(folder); !read) return forward(read);
        impl->describe_sessions(folder);
        if (settings.load == Settings::Load::when_needed) return impl;
        for (const auto* session : impl->sessions()) {
            if (auto loaded = session->load(); !loaded) return forward(loaded);
        }
        return impl;
    }

    Impl(PackDescription description, const Settings& settings, int threads, OnnxRuntime runtime)
        : description_(std::move(description)),
          all_confidences_(settings.all_confidences),
          runtime_(std::move(runtime)),
          lanes_(
              static_cast<std::size_t>(runtime_.device().is_cuda ? std::min(threads, kCudaLanes) : threads)),
          batch_(settings.batch > 0          ? settings.batch
                 : runtime_.device().is_cuda ? kCudaBatch
                                             : 0) {}

    const PackDescription& description() const { return description_; }
    const TagLabels& tag_labels() const { return labels_; }
    const Device& device() const { return runtime_.device(); }

    Result<std::vector<Understanding>> understand(Pixels images) const {
        if (!description_.embeds()) return failed("this model pack does not embed");
        std::vector<Understanding> understood(images.size());
        const auto work = [&](std::size_t from, Pixels some) -> Result<void> {
            auto outputs = run(*image_session_, description_.image, some);
            if (!outputs) return forward(outputs);
            if (description_.tags_what_it_embeds() && tagger_session_) {
                auto tagged = run(*tagger_session_, description_.image, some);
                if (!tagged) return forward(tagged);
                outputs->push_back(std::move(tagged->front()));
            }
            return read_understanding(*outputs, std::span(understood).subspan(from, some.size()));
        };
        std::vector<const OnDemandSession*> sessions = {image_session_.get()};
        if (description_.tags_what_it_embeds() && tagger_session_) sessions.push_back(tagger_session_.get());
        if (auto done = in_runs(sessions, description_.image, images, work); !done) return forward(done);
        return understood;
    }

    Result<std::vector<ChosenTags>> tag(Pixels images) const {
        if (!description_.tagger) return failed("this model pack gives no tags");
        const ImageEncoder& image = description_.tagger->image;
        std::vector<ChosenTags> tagged(images.size());
        const OnDemandSession& session = tagger_session_ ? *tagger_session_ : *image_session_;
        const auto work = [&](std::size_t from, Pixels some) -> Result<void> {
            auto outputs = run(session, image, some);
            if (!outputs) return forward(outputs);
            const auto& logits = outputs->back();
            if (logits.size() != some.size() * labels_.names.size()) return wrong_size();
            for (std::size_t i = 0; i < some.size(); ++i) tagged[from + i] = tags_of(logits, i);
            return {};
        };
        if (auto done = in_runs({{&session}}, image, images, work); !done) return forward(done);
        return tagged;
    }

    std::size_t pictures_at_once() const {
        const auto& image = description_.embeds() ? description_.image : description_.tagger->image;
        return lanes_ * each_run_max(image, takes_batches_);
    }

    bool knows_word(std::string_view word) const {
        return tokenizer_ && inference::knows_word(*tokenizer_, word);
    }

    Result<std::vector<float>> embed_text(std::string_view text) const {
        if (!description_.embeds()) return failed("this model pack does not embed");
        std::string prompt = description_.text.prompt;
        prompt.replace(prompt.find(kQueryMark), kQueryMark.size(), text);
        const std::vector<std::int64_t> ids = encode(*tokenizer_, prompt);
        const std::vector<std::int64_t> mask(ids.size(), 1);
        const std::vector<std::int64_t> shape = {1, static_cast<std::int64_t>(ids.size())};
        std::vector<TensorValues> inputs = {{std::span(ids), shape}};
        if (!description_.text.mask.empty()) inputs.push_back({std::span(mask), shape});
        auto outputs = text_session_->run(inputs);
        if (!outputs) return forward(outputs);
        if (outputs->front().size() != dimension()) return failed("the text encoder gave another dimension");
        return to_unit(outputs->front());
    }

    Result<void> probe() const {
        const auto useless = [](const char* why) {
            return fail(ErrorKind::invalid, "model_pack_useless",
                        std::string("The model pack's models run, but ") + why + ".");
        };
        if (description_.embeds()) {
            const int size = description_.image.size;
            const std::vector<std::vector<std::uint8_t>> pictures = {
                ramp(size), std::vector<std::uint8_t>(values_of(description_.image), 255)};
            auto seen = understand(pictures);
            if (!seen) return forward(seen);
            if (are_the_same((*seen)[0].embedding, (*seen)[1].embedding)) {
                return useless("two different pictures are the same to the image encoder");
            }
            auto cat = embed_text("a cat");
            if (!cat) return forward(cat);
            auto castle = embed_text("an old castle on a hill");
            if (!castle) return forward(castle);
            if (are_the_same(*cat, *castle)) {
                return useless("two different texts are the same to the text encoder");
            }
        }
        if (description_.tagger) {
            const std::vector<std::vector<std::uint8_t>> pictures = {ramp(description_.tagger->image.size)};
            if (auto tagged = tag(pictures); !tagged) return forward(tagged);
        }
        return {};
    }

    std::vector<const OnDemandSession*> sessions() const {
        std::vector<const OnDemandSession*> all;
        for (const auto& session : {&tagger_session_, &image_session_, &text_session_}) {
            if (*session) all.push_back(session->get());
        }
        return all;
    }

    std::vector<ModelCounters> counters() const {
        std::vector<ModelCounters> all;
        const auto add = [&](const char* model, const std::unique_ptr<OnDemandSession>& session) {
            if (!session) return;
            const auto counters = session->counters();
            all.push_back({model, counters.runs, counters.items, counters.loads, counters.run_seconds,
                           counters.load_seconds, session->is_loaded()});
        };
        add("image", image_session_);
        add("text", text_session_);
        add("tagger", tagger_session_);
        return all;
    }

  private:
    std::size_t dimension() const { return static_cast<std::size_t>(description_.dimension); }

    static std::unexpected<Error> wrong_size() { return failed("the model gave outputs of another size"); }

    // The tokenizer and the labels.
    Result<void> read_words(const std::filesystem::path& folder) {
        if (description_.embeds()) {
            auto tokenizer = open_tokenizer(folder, description_.text);
            if (!tokenizer) return forward(tokenizer);
            tokenizer_ = std::move(*tokenizer);
        }
        if (description_.tagger) {
            auto labels = TagLabels::open(folder / description_.tagger->labels);
            if (!labels) return forward(labels);
            labels_ = std::move(*labels);
        }
        return {};
    }

    void describe_sessions(const std::filesystem::path& folder) {
        // Pictures come several at once, and each lane runs some; texts come one by one and somebody waits.
        const auto make = [&](const std::string& file, std::vector<TensorNeed> inputs,
                              std::vector<TensorNeed> outputs, RunThreads threads = RunThreads::own) {
            return std::make_unique<OnDemandSession>(runtime_, folder / file, std::move(inputs),
                                                     std::move(outputs), threads);
        };
        const auto pictures = [](const ImageEncoder& image) {
            const auto batch = image.batch_max == 1 ? 1 : TensorNeed::kVaries;
            return TensorNeed{image.input, ElementType::float32, {batch, 3, image.size, image.size}};
        };
        const auto rows = [](const std::string& name, std::size_t size) {
            return TensorNeed{
                name, ElementType::float32, {TensorNeed::kAny, static_cast<std::int64_t>(size)}};
        };
        const auto& image = description_.image;
        const auto& text = description_.text;
        const auto& tagger = description_.tagger;
        const bool shares_file = description_.embeds() && tagger && tagger->image.file == image.file;
        if (tagger && !shares_file) {
            tagger_session_ = make(tagger->image.file, {pictures(tagger->image)},
                                   {rows(tagger->image.output, labels_.names.size())});
        }
        if (!description_.embeds()) return;
        std::vector<TensorNeed> outputs = {rows(image.output, dimension())};
        if (shares_file) outputs.push_back(rows(tagger->image.output, labels_.names.size()));
        image_session_ = make(image.file, {pictures(image)}, std::move(outputs));
        const auto tokens = text.pads ? static_cast<std::int64_t>(text.tokens_max) : TensorNeed::kVaries;
        std::vector<TensorNeed> inputs = {{text.ids, ElementType::integer, {1, tokens}}};
        if (!text.mask.empty()) inputs.push_back({text.mask, ElementType::integer, {1, tokens}});
        text_session_ =
            make(text.file, std::move(inputs), {rows(text.output, dimension())}, RunThreads::shared);
    }

    // How many pictures one run takes at most.
    std::size_t each_run_max(const ImageEncoder& image, bool takes_batches) const {
        return static_cast<std::size_t>(takes_batches && batch_ > 0 ? batch_ : image.batch_max);
    }

    // Shares pictures out to the lanes; work(from, some of them) runs the `sessions` on them.
    template <class Work>
    Result<void> in_runs(std::span<const OnDemandSession* const> sessions, const ImageEncoder& image,
                         Pixels images, Work work) const {
        for (const auto& pixels : images) {
            if (pixels.size() != values_of(image)) {
                return fail(ErrorKind::invalid, "image_size_wrong",
                            "This picture was not prepared for the model.");
            }
        }
        if (images.empty()) return {};
        bool all_take_batches = true;
        for (const auto* session : sessions) {
            auto takes_batches = session->takes_batches();
            if (!takes_batches) return forward(takes_batches);
            all_take_batches = all_take_batches && *takes_batches;
        }
        takes_batches_ = all_take_batches;
        const std::size_t each_lane = (images.size() + lanes_ - 1) / lanes_;
        const std::size_t each_run = std::min(each_run_max(image, all_take_batches), each_lane);
        std::vector<Result<void>> runs((images.size() + each_run - 1) / each_run);
        in_lanes(runs.size(), lanes_, [&](std::size_t run) {
            const std::size_t from = run * each_run;
            runs[run] = work(from, images.subspan(from, std::min(each_run, images.size() - from)));
        });
        for (auto& run : runs) {
            if (!run) return forward(run);
        }
        return {};
    }

    static Result<Rows> run(const OnDemandSession& session, const ImageEncoder& image, Pixels images) {
        const std::size_t values_each = values_of(image);
        const PixelScale scale(image.mean, image.std);
        const auto values = std::make_unique_for_overwrite<float[]>(images.size() * values_each);
        for (std::size_t i = 0; i < images.size(); ++i) {
            scale.spread(images[i], std::span(values.get() + i * values_each, values_each));
        }
        const TensorValues input{std::span<const float>(values.get(), images.size() * values_each),
                                 {static_cast<std::int64_t>(images.size()), 3, image.size, image.size}};
        return session.run(std::span(&input, 1));
    }

    // `outputs`: embeddings and, where the pack tags what it embeds, logits.
    Result<void> read_understanding(const Rows& outputs, std::span<Understanding> understood) const {
        const bool tagged = description_.tags_what_it_embeds();
        if (outputs.front().size() != understood.size() * dimension()) return wrong_size();
        if (tagged && outputs.back().size() != understood.size() * labels_.names.size()) return wrong_size();
        for (std::size_t i = 0; i < understood.size(); ++i) {
            auto embedding = to_unit(std::span(outputs.front()).subspan(i * dimension(), dimension()));
            if (!embedding) return forward(embedding);
            understood[i].embedding = std::move(*embedding);
            if (!tagged) continue;
            understood[i].tags = tags_of(outputs.back(), i);
            if (all_confidences_) understood[i].confidences = confidences_of(logits_of(outputs.back(), i));
        }
        return {};
    }

    std::span<const float> logits_of(const std::vector<float>& logits, std::size_t row) const {
        return std::span(logits).subspan(row * labels_.names.size(), labels_.names.size());
    }
    ChosenTags tags_of(const std::vector<float>& logits, std::size_t row) const {
        return labels_.choose(logits_of(logits, row),
                              static_cast<std::size_t>(description_.tagger->tags_max));
    }

    const PackDescription description_;
    const bool all_confidences_;
    OnnxRuntime runtime_;
    const std::size_t lanes_;
    const int batch_;                                  // 0: as the pack says
    mutable std::atomic<bool> takes_batches_ = false;  // as the model that was run last
    std::optional<Tokenizer> tokenizer_;               // none where the pack does not embed
    TagLabels labels_;
    std::unique_ptr<OnDemandSession> image_session_;   // also the tagger when both are one file
    std::unique_ptr<OnDemandSession> tagger_session_;  // null when there is none of its own
    std::unique_ptr<OnDemandSession> text_session_;
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

const TagLabels& ModelPack::tag_labels() const {
    return impl_->tag_labels();
}

Result<std::vector<Understanding>> ModelPack::understand(
    std::span<const std::vector<std::uint8_t>> images) const {
    return impl_->understand(images);
}

Result<std::vector<ChosenTags>> ModelPack::tag(std::span<const std::vector<std::uint8_t>> images) const {
    return impl_->tag(images);
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

Result<void> ModelPack::probe() const {
    return impl_->probe();
}

std::size_t ModelPack::release(std::chrono::milliseconds idle) const {
    std::size_t released = 0;
    for (const auto* session : impl_->sessions()) released += session->release(idle) ? 1 : 0;
    return released;
}

std::vector<ModelCounters> ModelPack::counters() const {
    return impl_->counters();
}

const Device& ModelPack::device() const {
    return impl_->device();
}

}  // namespace palette::inference
