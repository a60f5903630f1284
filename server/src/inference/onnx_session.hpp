#pragma once

// ONNX Runtime behind two types that throw nothing and show none of its own.
//
// OnnxRuntime is its one environment of the process with the pool of threads that all sessions share; making
// it twice gives the same one again, with the first one's threads. OnnxSession is a loaded model. Both are
// safe to use from any thread; a session must not outlive its runtime.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "inference/device.hpp"

namespace palette::inference {

class OnnxRuntime {
  public:
    // Fails with internal/"inference_unavailable", never for want of a GPU.
    [[nodiscard]] static Result<OnnxRuntime> start(int threads, DeviceWish wish = DeviceWish::automatic);
    ~OnnxRuntime();
    OnnxRuntime(OnnxRuntime&& other) noexcept;
    OnnxRuntime& operator=(OnnxRuntime&&) = delete;

    [[nodiscard]] const Device& device() const;

  private:
    friend class OnnxSession;
    struct Impl;
    explicit OnnxRuntime(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

// `integer`: int64 or int32, as the model has it; values are given as int64.
enum class ElementType : std::uint8_t { float32, integer };

// What a tensor of a model must be like.
struct TensorNeed {
    static constexpr std::int64_t kVaries = -1;  // the model must leave this size open
    static constexpr std::int64_t kAny = -2;     // open or fixed

    std::string name;  // empty: the model has one only, whatever its name
    ElementType type = ElementType::float32;
    std::vector<std::int64_t> shape;
};

// Values for one input, in the order of the inputs given to open().
struct TensorValues {
    std::variant<std::span<const float>, std::span<const std::int64_t>> values;
    std::vector<std::int64_t> shape;
};

// What a run on the processor may use: the runtime's threads together with all other runs, or none but the
// caller's own. Runs side by side, each on one thread, get a quarter more done than runs that share threads.
enum class RunThreads : std::uint8_t { shared, own };

class OnnxSession {
  public:
    // Loads the model and holds it to what is needed: these inputs and no others, and at least these outputs,
    // of float32. Fails with invalid/"model_pack_damaged" when the file is no model,
    // invalid/"model_pack_invalid" when the model is another one than needed; messages name the file and the
    // tensor. A model that CUDA cannot take (its memory may be full) runs on the processor: the log says so.
    [[nodiscard]] static Result<std::unique_ptr<OnnxSession>> open(const OnnxRuntime& runtime,
                                                                   const std::filesystem::path& file,
                                                                   std::vector<TensorNeed> inputs,
                                                                   std::vector<TensorNeed> outputs,
                                                                   RunThreads threads);
    ~OnnxSession();
    OnnxSession(const OnnxSession&) = delete;
    OnnxSession& operator=(const OnnxSession&) = delete;

    // Whether the first input leaves its first size open, so that one run may take several pictures.
    [[nodiscard]] bool takes_batches() const;

    // The values of each needed output. Fails with internal/"inference_failed".
    [[nodiscard]] Result<std::vector<std::vector<float>>> run(std::span<const TensorValues> inputs) const;

  private:
    struct Impl;
    explicit OnnxSession(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace palette::inference
