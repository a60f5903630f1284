#include "inference/onnx_session.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <onnxruntime_cxx_api.h>
#include <onnxruntime_session_options_config_keys.h>

#include "base/log.hpp"
#include "base/text.hpp"

namespace palette::inference {
namespace {

constexpr std::size_t kReasonBytesMax = 300;

std::unexpected<Error> misfit(const std::filesystem::path& file, const std::string& what) {
    return fail(ErrorKind::invalid, "model_pack_invalid",
                fmt::format("The model pack's file {} does not fit its pack.json: {}.",
                            file.filename().string(), what),
                file.string());
}

std::string_view to_string(ElementType type) {
    return type == ElementType::float32 ? "float32" : "int64 or int32";
}

bool is_of(ElementType type, ONNXTensorElementDataType found) {
    if (type == ElementType::float32) return found == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
    return found == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 || found == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32;
}

// "[any, 3, 224, 224]"
std::string describe_shape(const std::vector<std::int64_t>& shape) {
    std::vector<std::string> sizes;
    sizes.reserve(shape.size());
    for (const auto size : shape) sizes.push_back(size < 0 ? "any" : std::to_string(size));
    return fmt::format("[{}]", fmt::join(sizes, ", "));
}

bool fits(const std::vector<std::int64_t>& needed, const std::vector<std::int64_t>& found) {
    return std::ranges::equal(needed, found, [](std::int64_t need, std::int64_t size) {
        const bool open = size < 0;
        if (need == TensorNeed::kVaries) return open;
        return need == TensorNeed::kAny || open || need == size;
    });
}

struct FoundTensor {
    std::string name;
    Ort::TypeInfo type;
};

std::vector<FoundTensor> inputs_of(const Ort::Session& session) {
    std::vector<FoundTensor> found;
    found.reserve(session.GetInputCount());
    const Ort::AllocatorWithDefaultOptions allocator;
    for (std::size_t i = 0; i < session.GetInputCount(); ++i) {
        found.push_back({session.GetInputNameAllocated(i, allocator).get(), session.GetInputTypeInfo(i)});
    }
    return found;
}

std::vector<FoundTensor> outputs_of(const Ort::Session& session) {
    std::vector<FoundTensor> found;
    found.reserve(session.GetOutputCount());
    const Ort::AllocatorWithDefaultOptions allocator;
    for (std::size_t i = 0; i < session.GetOutputCount(); ++i) {
        found.push_back({session.GetOutputNameAllocated(i, allocator).get(), session.GetOutputTypeInfo(i)});
    }
    return found;
}

// What is wrong with the tensors of a model, in words; nothing when they fit. Fills in names that were left
// to the model.
std::optional<std::string> compare(const char* role, std::vector<TensorNeed>& needs,
                                   const std::vector<FoundTensor>& found) {
    std::vector<std::string> names;
    names.reserve(found.size());
    for (const auto& [name, type] : found) names.push_back(name);
    for (auto& need : needs) {
        if (need.name.empty()) {
            if (found.size() != 1) {
                return fmt::format("it has {} {}s (\"{}\") and is to have one", found.size(), role,
                                   fmt::join(names, "\", \""));
            }
            need.name = names.front();
        }
        const auto tensor = std::ranges::find(found, need.name, &FoundTensor::name);
        if (tensor == found.end()) {
            return fmt::format("it has no {} \"{}\", only \"{}\"", role, need.name,
                               fmt::join(names, "\", \""));
        }
        const bool is_tensor = tensor->type.GetONNXType() == ONNX_TYPE_TENSOR;
        if (!is_tensor || !is_of(need.type, tensor->type.GetTensorTypeAndShapeInfo().GetElementType())) {
            return fmt::format("its {} \"{}\" is not of {}", role, need.name, to_string(need.type));
        }
        const auto shape = tensor->type.GetTensorTypeAndShapeInfo().GetShape();
        if (!fits(need.shape, shape)) {
            return fmt::format("its {} \"{}\" is {} where {} is needed", role, need.name,
                               describe_shape(shape), describe_shape(need.shape));
        }
    }
    return std::nullopt;
}

// float32 as it is: TensorFloat-32 would change embeddings in the third digit. Memory is taken as it is
// needed and convolutions are chosen by rule, since trying them all takes seconds for every new size of a
// batch.
constexpr std::array kCudaKeys = {"use_tf32", "arena_extend_strategy", "cudnn_conv_algo_search"};
constexpr std::array kCudaValues = {"0", "kSameAsRequested", "HEURISTIC"};

// The CUDA execution provider, where this ONNX Runtime was built with it.
void use_cuda(Ort::SessionOptions& options) {
    const auto& api = Ort::GetApi();
    OrtCUDAProviderOptionsV2* cuda = nullptr;
    Ort::ThrowOnError(api.CreateCUDAProviderOptions(&cuda));
    const std::unique_ptr<OrtCUDAProviderOptionsV2, decltype(api.ReleaseCUDAProviderOptions)> owner(
        cuda, api.ReleaseCUDAProviderOptions);
    Ort::ThrowOnError(
        api.UpdateCUDAProviderOptions(cuda, kCudaKeys.data(), kCudaValues.data(), kCudaKeys.size()));
    options.AppendExecutionProvider_CUDA_V2(*cuda);
}

// Whether optimizations begin again when the last ones, which turn weights of float16 back to float32 for a
// processor, have changed the graph. Beginning again, ONNX Runtime 1.30 asks nodes that it just made for what
// they do before it has looked that up, and the process ends (a segmentation fault in its NchwcTransformer).
// Nothing is faster for it. Named here since Debian's headers are older.
constexpr auto* kGraphOptimizationsLoopLevel = "session.graph_optimizations_loop_level";

// Slower on a processor than the sum and the norm that it stands for: ONNX Runtime 1.30 takes number by
// number there (4,585 tags of RAM++: 18 ms instead of 4, four times a picture).
constexpr auto* kNotForProcessors = "SkipLayerNormFusion";

Ort::SessionOptions session_options(bool is_cuda, RunThreads threads) {
    Ort::SessionOptions options;
    options.AddConfigEntry(kGraphOptimizationsLoopLevel, "0");
    if (threads == RunThreads::shared) {
        options.DisablePerSessionThreads();
    } else {
        options.SetIntraOpNumThreads(1);
        options.AddConfigEntry(kOrtSessionOptionsConfigSetDenormalAsZero, "1");
    }
    options.SetExecutionMode(ORT_SEQUENTIAL);
    options.SetGraphOptimizationLevel(ORT_ENABLE_ALL);
    if (is_cuda) {
        use_cuda(options);
    } else {
        options.AddConfigEntry(kOrtSessionOptionsDisableSpecifiedOptimizers, kNotForProcessors);
    }
    return options;
}

// A model of one float, y = -x, as onnx.helper writes it (opset 17).
constexpr std::array<std::uint8_t, 60> kNegation = {
    0x08, 0x08, 0x3a, 0x32, 0x0a, 0x0b, 0x0a, 0x01, 0x78, 0x12, 0x01, 0x79, 0x22, 0x03, 0x4e,
    0x65, 0x67, 0x12, 0x01, 0x67, 0x5a, 0x0f, 0x0a, 0x01, 0x78, 0x12, 0x0a, 0x0a, 0x08, 0x08,
    0x01, 0x12, 0x04, 0x0a, 0x02, 0x08, 0x01, 0x62, 0x0f, 0x0a, 0x01, 0x79, 0x12, 0x0a, 0x0a,
    0x08, 0x08, 0x01, 0x12, 0x04, 0x0a, 0x02, 0x08, 0x01, 0x42, 0x04, 0x0a, 0x00, 0x10, 0x11};

// Its libraries, its driver or the device may be missing, and only running something tells.
std::optional<std::string> try_cuda(const Ort::Env& environment) {
    try {
        Ort::SessionOptions options = session_options(true, RunThreads::shared);
        options.AddConfigEntry(kOrtSessionOptionsDisableCPUEPFallback, "1");
        Ort::Session session(environment, kNegation.data(), kNegation.size(), options);
        constexpr std::array<std::int64_t, 1> kShape = {1};
        constexpr std::array kInputs = {"x"};
        constexpr std::array kOutputs = {"y"};
        float one = 1;
        const auto memory = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
        const auto input = Ort::Value::CreateTensor<float>(memory, &one, 1, kShape.data(), kShape.size());
        const auto outputs =
            session.Run(Ort::RunOptions(), kInputs.data(), &input, 1, kOutputs.data(), kOutputs.size());
        if (outputs.front().GetTensorData<float>()[0] != -1) return "the GPU gave a wrong result";
        return std::nullopt;
    } catch (const Ort::Exception& error) {
        return error.what();
    }
}

Device find_device(const Ort::Env& environment, DeviceWish wish) {
    const auto providers = Ort::GetAvailableProviders();
    const bool has_cuda = std::ranges::find(providers, "CUDAExecutionProvider") != providers.end();
    return choose_device(wish, has_cuda, [&] { return try_cuda(environment); });
}

}  // namespace

struct OnnxRuntime::Impl {
    Impl(const Ort::ThreadingOptions& options, DeviceWish wish)
        // What goes wrong is thrown too, and said once by who catches it.
        : environment(options, ORT_LOGGING_LEVEL_FATAL, "palette"), device(find_device(environment, wish)) {}

    Ort::Env environment;
    Device device;
};

OnnxRuntime::OnnxRuntime(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
OnnxRuntime::~OnnxRuntime() = default;
OnnxRuntime::OnnxRuntime(OnnxRuntime&& other) noexcept = default;

Result<OnnxRuntime> OnnxRuntime::start(int threads, DeviceWish wish) {
    try {
        Ort::ThreadingOptions options;
        options.SetGlobalIntraOpNumThreads(threads);
        options.SetGlobalInterOpNumThreads(1);
        // Threads that wait for work must not take cores from those that decode and answer.
        options.SetGlobalSpinControl(0);
        options.SetGlobalDenormalAsZero();
        return OnnxRuntime(std::make_unique<Impl>(options, wish));
    } catch (const Ort::Exception& error) {
        return fail(ErrorKind::internal, "inference_unavailable", "ONNX Runtime could not be started.",
                    error.what());
    }
}

const Device& OnnxRuntime::device() const {
    return impl_->device;
}

struct OnnxSession::Impl {
    Impl(const Ort::Env& runtime, const std::filesystem::path& file, const Ort::SessionOptions& options)
        : session(runtime, file.c_str(), options) {}

    // Run is documented to be safe from many threads, though not marked const.
    mutable Ort::Session session;
    std::vector<TensorNeed> inputs;
    std::vector<TensorNeed> outputs;
    std::vector<const char*> input_names;
    std::vector<const char*> output_names;
    std::vector<bool> is_int32;  // of each input
    bool takes_batches = false;
};

OnnxSession::OnnxSession(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
OnnxSession::~OnnxSession() = default;

Result<std::unique_ptr<OnnxSession>> OnnxSession::open(const OnnxRuntime& runtime,
                                                       const std::filesystem::path& file,
                                                       std::vector<TensorNeed> inputs,
                                                       std::vector<TensorNeed> outputs, RunThreads threads) {
    std::unique_ptr<Impl> impl;
    const Ort::Env& environment = runtime.impl_->environment;
    if (runtime.impl_->device.is_cuda) {
        try {
            impl = std::make_unique<Impl>(environment, file, session_options(true, threads));
        } catch (const Ort::Exception& error) {
            // A damaged file is told of below.
            spdlog::warn("{} runs on the processor: CUDA cannot take it ({})", printable(file.native()),
                         to_clean_line(error.what(), kReasonBytesMax));
        }
    }
    try {
        if (!impl) impl = std::make_unique<Impl>(environment, file, session_options(false, threads));
    } catch (const Ort::Exception& error) {
        return fail(ErrorKind::invalid, "model_pack_damaged",
                    fmt::format("The model pack's file {} cannot be loaded.", file.filename().string()),
                    error.what());
    }
    try {
        const auto found_inputs = inputs_of(impl->session);
        if (const auto wrong = compare("input", inputs, found_inputs)) return misfit(file, *wrong);
        if (const auto wrong = compare("output", outputs, outputs_of(impl->session))) {
            return misfit(file, *wrong);
        }
        for (const auto& [name, type] : found_inputs) {
            if (std::ranges::find(inputs, name, &TensorNeed::name) == inputs.end()) {
                return misfit(file, fmt::format("it needs an input \"{}\"", name));
            }
        }
        for (const auto& need : inputs) {
            const auto& type = std::ranges::find(found_inputs, need.name, &FoundTensor::name)->type;
            impl->is_int32.push_back(type.GetTensorTypeAndShapeInfo().GetElementType() ==
                                     ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32);
        }
        const auto& first = std::ranges::find(found_inputs, inputs.front().name, &FoundTensor::name)->type;
        const auto shape = first.GetTensorTypeAndShapeInfo().GetShape();
        impl->takes_batches = !shape.empty() && shape.front() < 0;
    } catch (const Ort::Exception& error) {
        return misfit(file, error.what());
    }
    impl->inputs = std::move(inputs);
    impl->outputs = std::move(outputs);
    for (const auto& input : impl->inputs) impl->input_names.push_back(input.name.c_str());
    for (const auto& output : impl->outputs) impl->output_names.push_back(output.name.c_str());
    return std::unique_ptr<OnnxSession>(new OnnxSession(std::move(impl)));
}

bool OnnxSession::takes_batches() const {
    return impl_->takes_batches;
}

Result<std::vector<std::vector<float>>> OnnxSession::run(std::span<const TensorValues> inputs) const {
    try {
        const auto memory = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
        std::vector<Ort::Value> tensors;
        std::deque<std::vector<std::int32_t>> narrowed;  // until the run has ended
        const auto add = [&]<class T>(std::span<const T> values, const std::vector<std::int64_t>& shape) {
            // Inputs are only read.
            tensors.push_back(Ort::Value::CreateTensor<T>(memory, const_cast<T*>(values.data()),
                                                          values.size(), shape.data(), shape.size()));
        };
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            const auto* integers = std::get_if<std::span<const std::int64_t>>(&inputs[i].values);
            if (integers == nullptr) {
                add(std::get<std::span<const float>>(inputs[i].values), inputs[i].shape);
            } else if (impl_->is_int32[i]) {
                const auto& values = narrowed.emplace_back(integers->begin(), integers->end());
                add(std::span(values), inputs[i].shape);
            } else {
                add(*integers, inputs[i].shape);
            }
        }
        const auto results =
            impl_->session.Run(Ort::RunOptions(), impl_->input_names.data(), tensors.data(), tensors.size(),
                               impl_->output_names.data(), impl_->output_names.size());
        std::vector<std::vector<float>> outputs;
        for (const auto& result : results) {
            const auto* values = result.GetTensorData<float>();
            outputs.emplace_back(values, values + result.GetTensorTypeAndShapeInfo().GetElementCount());
        }
        return outputs;
    } catch (const Ort::Exception& error) {
        return fail(ErrorKind::internal, "inference_failed", "The model could not be run.", error.what());
    }
}

}  // namespace palette::inference
