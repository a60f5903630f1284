#include "inference/device.hpp"

#include <array>
#include <string_view>

#include <fmt/core.h>

#include "base/text.hpp"

namespace palette::inference {
namespace {

constexpr std::size_t kReasonBytesMax = 300;
// ONNX Runtime tells where in its source something went wrong before it tells what did:
// "/src/provider.cc:2043 Provider& Get() [ONNXRuntimeError] : 1 : FAIL : Failed to load library ...",
// "/src/cuda_call.cc:154 Status CudaCall(...) CUDA failure 100: no CUDA-capable device is detected ; ...".
constexpr std::array<std::string_view, 2> kBeginnings = {"Failed to load", "CUDA failure"};

std::string_view what_went_wrong(std::string_view trouble) {
    for (const auto beginning : kBeginnings) {
        if (const auto at = trouble.rfind(beginning); at != std::string_view::npos) return trouble.substr(at);
    }
    return trouble;
}

// ONNX Runtime's own libraries for CUDA are not there: it calls itself built with CUDA, as npm's does, and
// has none.
bool has_no_cuda_libraries(std::string_view trouble) {
    return trouble.contains("libonnxruntime_providers_shared.so: cannot open") ||
           trouble.contains("libonnxruntime_providers_cuda.so: cannot open");
}

}  // namespace

Device choose_device(DeviceWish wish, bool has_cuda,
                     const std::function<std::optional<std::string>()>& trial) {
    if (wish == DeviceWish::processor) return {false, false, "Models run on the processor, as asked for."};
    constexpr auto kWithoutCuda = "Models run on the processor: this ONNX Runtime is one without CUDA.";
    if (!has_cuda) return {false, false, kWithoutCuda};
    const auto trouble = trial();
    if (!trouble) return {true, false, "Models run on the GPU, by CUDA."};
    if (has_no_cuda_libraries(*trouble)) return {false, false, kWithoutCuda};
    return {false, true,
            fmt::format("Models run on the processor: CUDA cannot be used ({}).",
                        to_clean_line(what_went_wrong(*trouble), kReasonBytesMax))};
}

}  // namespace palette::inference
