#include "model/region.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace palette {
namespace {

constexpr float kRounding = 1e-4F;  // what a client's rounded fractions may reach over the edge

}  // namespace

std::optional<Region> parse_region(std::string_view text) {
    std::array<float, 4> values{};
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), values[i]);
        if (error != std::errc{} || !std::isfinite(values[i]) || values[i] < 0) return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        const bool last = i + 1 == values.size();
        if (last ? !text.empty() : !text.starts_with(',')) return std::nullopt;
        if (!last) text.remove_prefix(1);
    }
    const auto [left, top, width, height] = values;
    if (width < kRegionSideMin || height < kRegionSideMin) return std::nullopt;
    if (left + width > 1 + kRounding || top + height > 1 + kRounding) return std::nullopt;
    return Region{left, top, width, height};
}

}  // namespace palette
