#include "model/image.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace palette {
namespace {

constexpr std::array<std::string_view, 4> kStateNames = {"accepted", "derived", "ready", "failed"};
constexpr std::array<std::string_view, 3> kOrientationNames = {"portrait", "landscape", "square"};
constexpr double kSquareTolerance = 0.05;

template <class Enum, std::size_t N>
std::optional<Enum> parse_name(const std::array<std::string_view, N>& names, std::string_view text) {
    for (std::size_t i = 0; i < N; ++i) {
        if (names[i] == text) return static_cast<Enum>(i);
    }
    return std::nullopt;
}

}  // namespace

std::string_view to_string(ImageState state) {
    return kStateNames[static_cast<std::size_t>(state)];
}
std::optional<ImageState> parse_image_state(std::string_view text) {
    return parse_name<ImageState>(kStateNames, text);
}

std::string_view to_string(TagSource source) {
    return source == TagSource::ai ? "ai" : "person";
}

Orientation orientation_of(int width, int height) {
    if (std::abs(width - height) <= kSquareTolerance * std::max(width, height)) return Orientation::square;
    return width > height ? Orientation::landscape : Orientation::portrait;
}
std::optional<Orientation> parse_orientation(std::string_view text) {
    return parse_name<Orientation>(kOrientationNames, text);
}

std::string alternative_text(const ImageCard& card) {
    if (!card.title.empty()) return card.artist.empty() ? card.title : card.title + " by " + card.artist;
    std::string text;
    for (std::size_t i = 0; i < std::min(card.tag_names.size(), kAlternativeTagsMax); ++i) {
        if (!text.empty()) text += ", ";
        text += card.tag_names[i];
    }
    return text.empty() ? "Untitled picture" : text;
}

}  // namespace palette
