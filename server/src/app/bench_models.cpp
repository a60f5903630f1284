// `palette bench models`: how fast a model pack works on this machine, on the pictures of a folder. Decoding
// and preparing run beside the models as they do in ingest; nothing else of ingest does.

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <fstream>
#include <mutex>
#include <thread>

#include <boost/json.hpp>
#include <fmt/core.h>

#include "app/commands.hpp"
#include "app/library.hpp"
#include "app/resources.hpp"
#include "base/clock.hpp"
#include "imaging/picture.hpp"
#include "inference/model_pack.hpp"
#include "ingest/encoder_input.hpp"

namespace palette::app {
namespace {

namespace fs = std::filesystem;
using Pixels = std::vector<std::uint8_t>;

constexpr int kTextsMeasured = 50;

// What the pack's first use of pictures is: embedding them, or giving their tags where it does not embed.
const inference::ImageEncoder& encoder_of(const inference::ModelPack& pack) {
    const auto& description = pack.description();
    return description.embeds() ? description.image : description.tagger->image;
}

Result<std::vector<std::vector<float>>> look(const inference::ModelPack& pack, std::span<const Pixels> some) {
    std::vector<std::vector<float>> seen;
    if (pack.description().embeds()) {
        auto understood = pack.understand(some);
        if (!understood) return forward(understood);
        for (auto& one : *understood) seen.push_back(std::move(one.embedding));
        return seen;
    }
    auto tagged = pack.tag(some);
    if (!tagged) return forward(tagged);
    for (const auto& tags : *tagged) {
        auto& confidences = seen.emplace_back();
        for (const auto& tag : tags) confidences.push_back(tag.confidence);
    }
    return seen;
}

// Pictures decoded and prepared by some threads, in their order, at most `ahead` before they are taken.
class Preparing {
  public:
    Preparing(const std::vector<fs::path>& files, const inference::ImageEncoder& encoder, std::size_t threads,
              std::size_t ahead)
        : files_(files), encoder_(encoder), ahead_(ahead), prepared_(files.size()) {
        for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
    }
    ~Preparing() {
        {
            const std::lock_guard lock(mutex_);
            next_ = files_.size();
            taken_ = files_.size();
        }
        changed_.notify_all();
    }
    Preparing(const Preparing&) = delete;
    Preparing& operator=(const Preparing&) = delete;

    // The next `count` of them, fewer at the end; waits for them. Fails as Picture::decode does.
    Result<std::vector<Pixels>> take(std::size_t count) {
        std::unique_lock lock(mutex_);
        std::vector<Pixels> some;
        for (const std::size_t end = std::min(taken_ + count, files_.size()); taken_ < end; ++taken_) {
            changed_.wait(lock, [&] { return prepared_[taken_].has_value(); });
            if (!*prepared_[taken_]) return forward(*prepared_[taken_]);
            some.push_back(std::move(**prepared_[taken_]));
        }
        changed_.notify_all();
        return some;
    }

  private:
    void run() {
        std::unique_lock lock(mutex_);
        while (true) {
            changed_.wait(lock, [&] { return next_ >= files_.size() || next_ < taken_ + ahead_; });
            if (next_ >= files_.size()) return;
            const std::size_t i = next_++;
            lock.unlock();
            auto pixels = prepare(files_[i]);
            lock.lock();
            prepared_[i] = std::move(pixels);
            changed_.notify_all();
        }
    }

    Result<Pixels> prepare(const fs::path& file) const {
        auto picture = imaging::Picture::decode(file, {}, imaging::Detail::encoders);
        if (!picture) return forward(picture);
        return ingest::encoder_input(*picture, encoder_);
    }

    const std::vector<fs::path>& files_;
    const inference::ImageEncoder& encoder_;
    const std::size_t ahead_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::optional<Result<Pixels>>> prepared_;
    std::size_t next_ = 0;   // to be prepared
    std::size_t taken_ = 0;  // and given away
    std::vector<std::jthread> threads_;
};

std::vector<fs::path> pictures_in(const fs::path& folder, std::size_t most) {
    std::vector<fs::path> files;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (entry.is_regular_file(error)) files.push_back(entry.path());
    }
    std::ranges::sort(files);
    files.resize(std::min(files.size(), most));
    return files;
}

struct Speeds {
    double end_to_end_s = 0;
    double models_s = 0;
    double prepare_s = 0;  // alone, on all threads
    std::vector<std::vector<float>> seen;
};

Result<Speeds> measure(const inference::ModelPack& pack, const std::vector<fs::path>& files,
                       std::size_t threads) {
    Speeds speeds;
    const auto& encoder = encoder_of(pack);
    const std::size_t at_once = pack.pictures_at_once();
    const Stopwatch whole;
    {
        Preparing preparing(files, encoder, threads, 2 * at_once + threads);
        while (speeds.seen.size() < files.size()) {
            auto some = preparing.take(at_once);
            if (!some) return forward(some);
            auto seen = look(pack, *some);
            if (!seen) return forward(seen);
            std::ranges::move(*seen, std::back_inserter(speeds.seen));
        }
    }
    speeds.end_to_end_s = whole.elapsed_ms() / 1000;

    const Stopwatch preparation;
    std::vector<Pixels> prepared;
    {
        Preparing preparing(files, encoder, threads, files.size());
        auto all = preparing.take(files.size());
        if (!all) return forward(all);
        prepared = std::move(*all);
    }
    speeds.prepare_s = preparation.elapsed_ms() / 1000;

    const Stopwatch models;
    for (std::size_t from = 0; from < prepared.size(); from += at_once) {
        auto seen = look(pack, std::span(prepared).subspan(from, std::min(at_once, prepared.size() - from)));
        if (!seen) return forward(seen);
    }
    speeds.models_s = models.elapsed_ms() / 1000;
    return speeds;
}

// A run in each lane, whose memory is then there.
Result<void> warm_up(const inference::ModelPack& pack, const std::vector<fs::path>& files,
                     std::size_t threads) {
    const std::size_t count = std::min(pack.pictures_at_once(), files.size());
    Preparing preparing(files, encoder_of(pack), threads, count);
    auto pixels = preparing.take(count);
    if (!pixels) return forward(pixels);
    auto seen = look(pack, *pixels);
    if (!seen) return forward(seen);
    return {};
}

// The median of some texts; 0 for a pack that embeds none.
Result<double> text_ms(const inference::ModelPack& pack) {
    if (!pack.description().embeds()) return 0;
    std::vector<double> times;
    for (int i = 0; i < kTextsMeasured; ++i) {
        const Stopwatch stopwatch;
        auto embedding = pack.embed_text(fmt::format("a woman reading book {} in the evening light", i));
        if (!embedding) return forward(embedding);
        times.push_back(stopwatch.elapsed_ms());
    }
    std::ranges::nth_element(times, times.begin() + kTextsMeasured / 2);
    return times[kTextsMeasured / 2];
}

Result<boost::json::object> report(const CommonOptions& common, const BenchModelsOptions& options) {
    const auto files = pictures_in(options.images, options.pictures_max);
    if (files.empty())
        return fail(ErrorKind::invalid, "nothing_to_measure", "There are no files in this folder.");
    auto folder = find_pack(common.pack);
    if (!folder) return forward(folder);
    const Stopwatch opening;
    auto pack = inference::ModelPack::open(*folder, inference_settings(common));
    if (!pack) return forward(pack);
    const double open_ms = opening.elapsed_ms();
    if (auto probed = (*pack)->probe(); !probed) return forward(probed);
    if (auto warmed = warm_up(**pack, files, worker_threads(common)); !warmed) return forward(warmed);

    Speeds best;
    for (int round = 0; round < options.rounds; ++round) {
        auto speeds = measure(**pack, files, worker_threads(common));
        if (!speeds) return forward(speeds);
        const auto least = [&](double Speeds::* which) {
            return round == 0 ? (*speeds).*which : std::min(best.*which, (*speeds).*which);
        };
        best = {least(&Speeds::end_to_end_s), least(&Speeds::models_s), least(&Speeds::prepare_s),
                std::move(speeds->seen)};
    }
    auto text = text_ms(**pack);
    if (!text) return forward(text);
    if (!options.embeddings.empty()) {
        std::ofstream out(options.embeddings, std::ios::binary);
        for (const auto& row : best.seen) {
            out.write(reinterpret_cast<const char*>(row.data()),
                      static_cast<std::streamsize>(row.size() * sizeof(float)));
        }
        if (!out.flush()) return fail(ErrorKind::io, "io", "The embeddings could not be written.");
    }
    const auto count = static_cast<double>(files.size());
    return boost::json::object{{"pack", (*pack)->description().identity()},
                               {"device", (*pack)->device().sentence},
                               {"threads", worker_threads(common)},
                               {"pictures", files.size()},
                               {"pictures_at_once", (*pack)->pictures_at_once()},
                               {"end_to_end_images_per_s", count / best.end_to_end_s},
                               {"models_images_per_s", count / best.models_s},
                               {"prepare_images_per_s", count / best.prepare_s},
                               {"text_ms", *text},
                               {"open_ms", open_ms}};
}

}  // namespace

int bench_models(const CommonOptions& common, const BenchModelsOptions& options) {
    auto figures = report(common, options);
    if (!figures) return report_failure(figures.error());
    if (options.json) {
        fmt::print("{}\n", boost::json::serialize(*figures));
        return kExitOk;
    }
    for (const auto& [name, value] : *figures) {
        const auto* number = value.if_double();
        fmt::print("{:<26} {}\n", std::string_view(name),
                   number != nullptr ? fmt::format("{:.4g}", *number) : boost::json::serialize(value));
    }
    return kExitOk;
}

}  // namespace palette::app
