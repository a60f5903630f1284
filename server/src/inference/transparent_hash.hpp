#pragma once

#include <functional>
#include <string_view>

namespace palette::inference {

// Lets a map of std::string be asked by std::string_view.
struct TransparentHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

}  // namespace palette::inference
