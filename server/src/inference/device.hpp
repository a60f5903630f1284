#pragma once

// Where models run: on the GPU by CUDA where ONNX Runtime was built for it and it answers, else on the
// processor. Pure; any thread.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace palette::inference {

// `automatic`: a GPU where there is one that works. `processor`: no GPU is even asked.
enum class DeviceWish : std::uint8_t { automatic, processor };

struct Device {
    bool is_cuda = false;
    // CUDA is there and would have been taken, but cannot be used.
    bool fell_back = false;
    std::string sentence;  // which it is and why, on one line
};

// `has_cuda`: whether this ONNX Runtime was built with CUDA. `trial` runs something on it and gives the
// reason why it could not, nothing where it could; called only where that decides.
[[nodiscard]] Device choose_device(DeviceWish wish, bool has_cuda,
                                   const std::function<std::optional<std::string>()>& trial);

}  // namespace palette::inference
