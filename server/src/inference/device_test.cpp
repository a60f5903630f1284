#include "inference/device.hpp"

#include <gtest/gtest.h>

namespace palette::inference {
namespace {

using Trouble = std::optional<std::string>;

struct Row {
    const char* name;
    DeviceWish wish;
    bool has_cuda;
    Trouble trouble;
    bool is_cuda;
    bool fell_back;
    const char* sentence;
};

class ChooseDevice : public testing::TestWithParam<Row> {};

TEST_P(ChooseDevice, SaysWhichAndWhy) {
    const Row& row = GetParam();
    const Device device = choose_device(row.wish, row.has_cuda, [&] { return row.trouble; });
    EXPECT_EQ(device.is_cuda, row.is_cuda);
    EXPECT_EQ(device.fell_back, row.fell_back);
    EXPECT_EQ(device.sentence, row.sentence);
}

INSTANTIATE_TEST_SUITE_P(
    All, ChooseDevice,
    testing::Values(
        Row{"works", DeviceWish::automatic, true, {}, true, false, "Models run on the GPU, by CUDA."},
        Row{"not_built_in",
            DeviceWish::automatic,
            false,
            {},
            false,
            false,
            "Models run on the processor: this ONNX Runtime is one without CUDA."},
        Row{"no_device", DeviceWish::automatic, true,
            "/src/cuda_call.cc:129 CUDA failure 100:\n  no CUDA-capable device is detected ;\tGPU=-1", false,
            true,
            "Models run on the processor: CUDA cannot be used (CUDA failure 100: no "
            "CUDA-capable device is detected ; GPU=-1)."},
        Row{"no_library", DeviceWish::automatic, true,
            "/src/provider_bridge_ort.cc:2043 onnxruntime::Provider& Get() [ONNXRuntimeError] : 1 : FAIL : "
            "Failed to load library libonnxruntime_providers_cuda.so with error: libcudnn.so.9: cannot open",
            false, true,
            "Models run on the processor: CUDA cannot be used (Failed to load library "
            "libonnxruntime_providers_cuda.so with error: libcudnn.so.9: cannot open)."},
        Row{"no_libraries", DeviceWish::automatic, true,
            "/src/provider_bridge_ort.cc:2043 Provider& Get() [ONNXRuntimeError] : 1 : FAIL : Failed to load "
            "library /p/libonnxruntime_providers_shared.so with error: "
            "/p/libonnxruntime_providers_shared.so: cannot open shared object file: No such file or "
            "directory",
            false, false, "Models run on the processor: this ONNX Runtime is one without CUDA."},
        Row{"not_wished",
            DeviceWish::processor,
            true,
            {},
            false,
            false,
            "Models run on the processor, as asked for."}),
    [](const auto& row) { return row.param.name; });

TEST(ChooseDeviceWithoutCuda, TriesNothing) {
    const auto trial = []() -> Trouble {
        ADD_FAILURE() << "nothing was to be tried";
        return {};
    };
    (void)choose_device(DeviceWish::automatic, false, trial);
    (void)choose_device(DeviceWish::processor, true, trial);
}

TEST(ChooseDeviceWithCuda, KeepsALongReasonShort) {
    const Device device =
        choose_device(DeviceWish::automatic, true, [] { return Trouble(std::string(5'000, 'x')); });
    EXPECT_LT(device.sentence.size(), 400U);
}

}  // namespace
}  // namespace palette::inference
