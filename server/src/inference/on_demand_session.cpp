#include "inference/on_demand_session.hpp"

#include <utility>

#include "base/clock.hpp"

namespace palette::inference {

OnDemandSession::OnDemandSession(const OnnxRuntime& runtime, std::filesystem::path file,
                                 std::vector<TensorNeed> inputs, std::vector<TensorNeed> outputs,
                                 RunThreads threads)
    : runtime_(runtime),
      file_(std::move(file)),
      inputs_(std::move(inputs)),
      outputs_(std::move(outputs)),
      threads_(threads) {}

Result<OnDemandSession::Session> OnDemandSession::session() const {
    const std::lock_guard lock(mutex_);
    used_ = std::chrono::steady_clock::now();
    if (session_) return session_;
    const Stopwatch stopwatch;
    auto opened = OnnxSession::open(runtime_, file_, inputs_, outputs_, threads_);
    if (!opened) return forward(opened);
    session_ = std::move(*opened);
    ++counters_.loads;
    counters_.load_seconds += stopwatch.elapsed_ms() / 1000;
    return session_;
}

Result<void> OnDemandSession::load() const {
    if (auto loaded = session(); !loaded) return forward(loaded);
    return {};
}

Result<bool> OnDemandSession::takes_batches() const {
    auto loaded = session();
    if (!loaded) return forward(loaded);
    return (*loaded)->takes_batches();
}

Result<std::vector<std::vector<float>>> OnDemandSession::run(std::span<const TensorValues> inputs) const {
    auto loaded = session();
    if (!loaded) return forward(loaded);
    const Stopwatch stopwatch;
    auto outputs = (*loaded)->run(inputs);
    const std::lock_guard lock(mutex_);
    used_ = std::chrono::steady_clock::now();
    ++counters_.runs;
    counters_.items += static_cast<std::uint64_t>(inputs.front().shape.front());
    counters_.run_seconds += stopwatch.elapsed_ms() / 1000;
    return outputs;
}

bool OnDemandSession::release(std::chrono::milliseconds idle) const {
    Session released;  // ends outside the lock: giving back hundreds of megabytes takes a moment
    const std::lock_guard lock(mutex_);
    // Whoever runs it holds it too.
    if (!session_ || session_.use_count() > 1 || std::chrono::steady_clock::now() - used_ < idle)
        return false;
    released = std::move(session_);
    session_.reset();
    return true;
}

bool OnDemandSession::is_loaded() const {
    const std::lock_guard lock(mutex_);
    return session_ != nullptr;
}

OnDemandSession::Counters OnDemandSession::counters() const {
    const std::lock_guard lock(mutex_);
    return counters_;
}

}  // namespace palette::inference
