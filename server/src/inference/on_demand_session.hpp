#pragma once

// A model that is loaded when it is first run and let go when nobody has run it for a while, so that a server
// at rest does not hold what it does not use. Safe to use from any thread: who comes while it is being loaded
// waits for that. Must not outlive its runtime.

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "inference/onnx_session.hpp"

namespace palette::inference {

class OnDemandSession {
  public:
    // Of all runs since the start.
    struct Counters {
        std::uint64_t loads = 0;
        std::uint64_t runs = 0;
        std::uint64_t items = 0;  // of all runs: pictures or texts
        double load_seconds = 0;
        double run_seconds = 0;  // summed over threads
    };

    // What OnnxSession::open takes; nothing is loaded yet.
    OnDemandSession(const OnnxRuntime& runtime, std::filesystem::path file, std::vector<TensorNeed> inputs,
                    std::vector<TensorNeed> outputs, RunThreads threads);

    // Loads it unless it is loaded. Fails as OnnxSession::open does.
    Result<void> load() const;
    // Fails as load() and OnnxSession::run do.
    [[nodiscard]] Result<std::vector<std::vector<float>>> run(std::span<const TensorValues> inputs) const;
    // As OnnxSession has it; loads it. Fails as load() does.
    [[nodiscard]] Result<bool> takes_batches() const;
    // Lets it go where the last run ended `idle` ago or longer; whether it did.
    bool release(std::chrono::milliseconds idle) const;

    [[nodiscard]] bool is_loaded() const;
    [[nodiscard]] Counters counters() const;

  private:
    using Session = std::shared_ptr<const OnnxSession>;  // shared with the runs under way

    [[nodiscard]] Result<Session> session() const;

    const OnnxRuntime& runtime_;
    const std::filesystem::path file_;
    const std::vector<TensorNeed> inputs_;
    const std::vector<TensorNeed> outputs_;
    const RunThreads threads_;
    mutable std::mutex mutex_;
    mutable Session session_;
    mutable std::chrono::steady_clock::time_point used_;
    mutable Counters counters_;
};

}  // namespace palette::inference
