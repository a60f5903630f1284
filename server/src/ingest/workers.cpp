#include "ingest/workers.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "files/posix.hpp"

namespace palette::ingest {
namespace {

using namespace std::chrono_literals;

constexpr auto kPollEvery = 200ms;
constexpr auto kStallPause = 2s;
// How long the model waits for more pictures before it runs on less than a full batch.
constexpr auto kBatchWait = 15ms;
// Pictures that are given to the model, and their findings committed, together; more where it can work on
// more at once, fewer where it takes longer than kBatchSeconds for so many.
constexpr std::size_t kBatch = 16;
// Who uploads waits for the batch at hand.
constexpr double kBatchSeconds = 0.5;

// Failures of the place rather than of the picture: the job stays and is tried again.
bool may_pass(const Error& error) {
    return error.kind == ErrorKind::no_space || error.kind == ErrorKind::busy ||
           error.kind == ErrorKind::io || error.kind == ErrorKind::internal;
}

}  // namespace

Workers::Workers(files::DataDirectory directory, store::Database& database, Acceptor& acceptor,
                 packs::SharedPacks packs, Limits limits, std::size_t threads, LearnFromCorrections learn,
                 std::function<void()> on_understood)
    : directory_(std::move(directory)),
      acceptor_(acceptor),
      images_(database),
      embeddings_(database),
      jobs_(database),
      choices_(database),
      corrections_(database, learn),
      limits_(limits),
      threads_count_(std::max<std::size_t>(1, threads)),
      on_understood_(std::move(on_understood)),
      packs_(std::move(packs)) {}

Workers::~Workers() {
    stop();
}

void Workers::start() {
    threads_.emplace_back([this] { coordinate(); });
    threads_.emplace_back([this] { understand_loop(); });
    for (std::size_t i = 0; i < threads_count_; ++i) threads_.emplace_back([this] { derive_loop(); });
}

void Workers::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
}

void Workers::wake() {
    {
        const std::lock_guard lock(mutex_);
        woken_ = true;
    }
    changed_.notify_all();
}

void Workers::use(packs::SharedPacks packs) {
    {
        const std::lock_guard lock(mutex_);
        packs_ = std::move(packs);
        packs_are_new_ = true;
        woken_ = true;
    }
    changed_.notify_all();
}

packs::SharedPacks Workers::packs() const {
    const std::lock_guard lock(mutex_);
    return packs_;
}

std::optional<Error> Workers::stalled() const {
    const std::lock_guard lock(mutex_);
    return stalled_;
}

Workers::Counters Workers::counters() const {
    const std::lock_guard lock(mutex_);
    Counters counters = counters_;
    counters.to_derive = to_derive_.size();
    counters.to_understand = to_understand_.size();
    return counters;
}

// Sleeps until woken, stopped or `time` has passed; false when stopping.
bool Workers::wait_for(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, time, [this] { return stopping_ || woken_; });
    woken_ = false;
    return !stopping_;
}

void Workers::coordinate() {
    do {
        auto lock = files::FileLock::try_take(directory_.workers_lock());
        if (!lock) {
            stall(lock.error());
        } else if (*lock) {
            run_jobs();
            return;
        }
    } while (wait_for(kPollEvery));
}

// While this process holds the lock: keeps the hands full until stopped.
void Workers::run_jobs() {
    if (auto swept = acceptor_.sweep(); !swept)
        spdlog::warn("Clearing incoming/ failed: {}", describe(swept.error()));
    do {
        enqueue_missing();
        correct_tags();
        const std::size_t in_hand_max = 2 * threads_count_ + std::max(kBatch, 2 * pictures_at_once(*packs()));
        std::vector<ImageId> in_hand;
        {
            const std::lock_guard lock(mutex_);
            in_hand.assign(in_progress_.begin(), in_progress_.end());
            // A queue of decoders that is still long needs no refill.
            if (to_derive_.size() > threads_count_) continue;
        }
        if (in_hand.size() >= in_hand_max) continue;
        auto jobs = jobs_.begin(std::min(in_hand_max - in_hand.size(), 2 * threads_count_), in_hand);
        if (!jobs) {
            stall(jobs.error());
            continue;
        }
        const std::lock_guard lock(mutex_);
        if (stopping_) break;  // the decoders may be gone already
        for (const auto& job : *jobs) {
            in_progress_.insert(job.image);
            to_derive_.push_back(job);
        }
        if (!jobs->empty()) changed_.notify_all();
    } while (wait_for(kPollEvery));
    // Nobody else may work the queue while jobs are in hand.
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return in_progress_.empty(); });
}

// What packs that are new have not seen yet.
void Workers::enqueue_missing() {
    store::WantedPacks wanted;
    {
        const std::lock_guard lock(mutex_);
        if (!std::exchange(packs_are_new_, false)) return;
        wanted = packs_->wanted();
    }
    auto enqueued = embeddings_.enqueue_missing(wanted, [this] {
        const std::lock_guard lock(mutex_);
        return !stopping_;
    });
    if (!enqueued) return stall(enqueued.error());
    if (*enqueued == 0) return;
    spdlog::info("{} Images are to be understood by {}", *enqueued, wanted.embeddings.back());
    // How much there is to do is noted for who watches how far it is.
    auto waiting = jobs_.count_background();
    auto noted = waiting ? choices_.set_to_understand(*waiting) : forward(waiting);
    if (!noted) spdlog::warn("{}", describe(noted.error()));
}

// As persons' corrections teach, a part of the library at a time.
void Workers::correct_tags() {
    auto are_more = corrections_.turn(*packs());
    if (!are_more) return stall(are_more.error());
    const std::lock_guard lock(mutex_);
    woken_ = woken_ || *are_more;
}

std::size_t Workers::pictures_at_once(const packs::PacksInUse& packs) {
    std::size_t most = 1;
    for (const auto& pack : packs.all()) most = std::max(most, pack->pictures_at_once());
    return most;
}

// Under the lock.
std::size_t Workers::batch_now() const {
    const std::size_t at_once = pictures_at_once(*packs_);
    if (picture_seconds_ <= 0) return at_once;
    const double timely = kBatchSeconds / picture_seconds_;
    return std::max(at_once, std::min(kBatch, static_cast<std::size_t>(timely)));
}

void Workers::derive_loop() {
    while (true) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return stopping_ || !to_derive_.empty(); });
        if (stopping_) {
            const auto left = std::exchange(to_derive_, {});
            lock.unlock();
            for (const auto& job : left) {
                (void)jobs_.excuse(job.image);
                finish(job.image);
            }
            return;
        }
        const store::Job job = to_derive_.front();
        to_derive_.pop_front();
        if (to_derive_.size() <= threads_count_) woken_ = true;  // the coordinator refills before we run dry
        lock.unlock();
        changed_.notify_all();
        const Stopwatch stopwatch;
        work_on(job);
        lock.lock();
        counters_.derive_seconds += stopwatch.elapsed_ms() / 1000;
    }
}

void Workers::work_on(const store::Job& job) {
    auto facts = images_.find(job.image, kMachine);
    if (!facts) {
        if (facts.error().kind != ErrorKind::not_found) return put_off(job.image, facts.error());
        return finish(job.image);
    }
    const auto packs = this->packs();
    const bool is_ready = job.kind == store::JobKind::understand && facts->state == ImageState::ready;
    const auto end_with = [&](const Error& why) {
        is_ready ? pass_over(job.image, *packs, why) : give_up(job.image, why);
    };
    if (job.attempts >= kAttemptsMax) {
        return end_with({ErrorKind::internal,
                         "image_stops_palette",
                         "Work on this picture was begun many times and never ended.",
                         {}});
    }
    if (job.kind == store::JobKind::understand) {
        // Packs may have changed again since the job was queued.
        auto missing = embeddings_.missing(job.image, packs->wanted());
        if (!missing) return put_off(job.image, missing.error());
        if (!missing->any()) return hand_to_model({job.image, !is_ready, is_ready, {}, {}});
    }
    auto picture = imaging::Picture::decode(
        directory_.original(facts->original.sha256), limits_.imaging,
        job.kind == store::JobKind::derive ? imaging::Detail::working : imaging::Detail::encoders);
    if (!picture) return end_with(picture.error());
    if (job.kind == store::JobKind::derive) {
        if (auto derived = derive(job.image, *facts, *picture); !derived) {
            if (!may_pass(derived.error())) return give_up(job.image, derived.error());
            return put_off(job.image, derived.error());
        }
    }
    auto missing = embeddings_.missing(job.image, packs->wanted());
    if (!missing) return put_off(job.image, missing.error());
    auto looks = looks_at(*picture, *packs, *missing);
    // Embeddings of a pack to come show nowhere yet.
    const bool is_told = !is_ready || std::ranges::any_of(looks, [&](const Look& look) {
        return look.tags || look.pack == packs->serving;
    });
    hand_to_model({job.image, is_told, is_ready, std::move(looks), {}});
}

Result<void> Workers::derive(ImageId image, const Image& facts, const imaging::Picture& picture) {
    const auto& sha256 = facts.original.sha256;
    auto renditions = picture.renditions();
    if (!renditions) return forward(renditions);
    std::error_code error;
    std::filesystem::create_directories(directory_.rendition_folder(sha256), error);
    for (const auto& rendition : *renditions) {
        const auto file = directory_.rendition(sha256, rendition.for_width, rendition.format);
        if (auto written = files::write_file(file, rendition.bytes); !written) return written;
    }
    store::DerivedFacts derived;
    derived.thumbhash = picture.thumbhash();
    derived.perceptual_hash = picture.perceptual_hash();
    derived.swatches = picture.swatches();
    if (auto set = images_.set_derived(image, derived); !set) {
        // Purged meanwhile: its renditions go too, unless another Image shows the same bytes.
        if (set.error().kind == ErrorKind::not_found) {
            (void)images_.unless_known(
                sha256, [&] { std::filesystem::remove_all(directory_.rendition_folder(sha256), error); });
        }
        return set;
    }
    const std::lock_guard lock(mutex_);
    ++counters_.derived;
    stalled_.reset();
    return {};
}

void Workers::hand_to_model(Prepared prepared) {
    {
        const std::lock_guard lock(mutex_);
        const auto place = prepared.is_background
                               ? to_understand_.end()
                               : std::ranges::find_if(to_understand_, &Prepared::is_background);
        to_understand_.insert(place, std::move(prepared));
    }
    changed_.notify_all();
}

void Workers::understand_loop() {
    while (true) {
        const auto batch = take_batch();
        if (batch.empty()) return;
        const Stopwatch stopwatch;
        auto understood = understand(batch);
        const double seconds = stopwatch.elapsed_ms() / 1000;
        for (const auto& prepared : batch) {
            if (!understood) (void)jobs_.excuse(prepared.image);
            finish(prepared.image);
        }
        if (understood) {
            on_understood_();
        } else {
            stall(understood.error());
        }
        const std::lock_guard lock(mutex_);
        counters_.understand_seconds += seconds;
        ++counters_.batches;
        picture_seconds_ = seconds / static_cast<double>(batch.size());
        if (understood) {
            counters_.understood += batch.size();
            stalled_.reset();
        }
    }
}

// The next pictures for the model, waiting a little for a full batch; none when stopping.
std::vector<Prepared> Workers::take_batch() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !to_understand_.empty() || (stopping_ && in_progress_.empty()); });
    if (to_understand_.empty()) return {};
    const std::size_t most = batch_now();
    changed_.wait_for(lock, kBatchWait, [&] { return to_understand_.size() >= most; });
    std::vector<Prepared> batch;
    while (!to_understand_.empty() && batch.size() < most) {
        counters_.wait_seconds += to_understand_.front().since.elapsed_ms() / 1000;
        batch.push_back(std::move(to_understand_.front()));
        to_understand_.pop_front();
    }
    return batch;
}

Result<void> Workers::understand(std::span<const Prepared> batch) {
    auto understood = look_at(batch);
    if (!understood) return forward(understood);
    if (auto stored = embeddings_.store(*understood); !stored) return stored;
    std::vector<ImageId> images;
    for (const auto& prepared : batch) images.push_back(prepared.image);
    if (auto corrected = corrections_.correct(images); !corrected)
        spdlog::warn("AI tags are corrected later: {}", describe(corrected.error()));
    return {};
}

void Workers::finish(ImageId image) {
    {
        const std::lock_guard lock(mutex_);
        in_progress_.erase(image);
        woken_ = true;
    }
    changed_.notify_all();
}

void Workers::give_up(ImageId image, const Error& why) {
    if (why.kind == ErrorKind::no_space || why.kind == ErrorKind::busy) return put_off(image, why);
    spdlog::warn("Image {} failed: {}", to_string(image), describe(why));
    auto set = images_.set_failed(image, why.public_message);
    if (!set && set.error().kind != ErrorKind::not_found) stall(set.error());
    {
        const std::lock_guard lock(mutex_);
        ++counters_.failed;
    }
    finish(image);
}

// An Image that is ready stays so: only the packs that have not seen it do without it.
void Workers::pass_over(ImageId image, const packs::PacksInUse& packs, const Error& why) {
    if (why.kind == ErrorKind::no_space || why.kind == ErrorKind::busy) return put_off(image, why);
    spdlog::warn("Image {} is not understood anew: {}", to_string(image), describe(why));
    const auto wanted = packs.wanted();
    auto missing = embeddings_.missing(image, wanted);
    if (!missing) return put_off(image, missing.error());
    if (auto passed = embeddings_.pass_over(image, *missing, wanted); !passed)
        return put_off(image, passed.error());
    finish(image);
}

// The place is at fault, not the picture: the attempt does not count.
void Workers::put_off(ImageId image, const Error& why) {
    stall(why);
    (void)jobs_.excuse(image);  // where even this cannot be written, beginning again cannot be counted either
    finish(image);
}

// Notes why work cannot go on and lets time pass, so that a full disk is not hammered.
void Workers::stall(const Error& why) {
    spdlog::error("Ingest cannot go on: {}", describe(why));
    std::unique_lock lock(mutex_);
    stalled_ = why;
    changed_.wait_for(lock, kStallPause, [this] { return stopping_; });
}

}  // namespace palette::ingest
