#include "search/query.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <sodium.h>

#include "base/encoding.hpp"

namespace palette::search {
namespace {

constexpr std::string_view kExamplePrefix = "e.";
constexpr std::size_t kFingerprintBytes = 4;
constexpr std::size_t kBitsPerValue = 5;
constexpr int kStepsPerSide = 15;  // -15 to 15 in 5 bits, offset by 16

std::array<std::uint8_t, kFingerprintBytes> fingerprint(std::string_view pack) {
    std::array<std::uint8_t, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(pack.data()), pack.size());
    std::array<std::uint8_t, kFingerprintBytes> start{};
    std::copy_n(digest.begin(), start.size(), start.begin());
    return start;
}

struct Quantized {
    std::vector<int> steps;
    double cosine = 0;  // to what they stand for
};
Quantized quantized(const std::vector<float>& values, float step_width) {
    Quantized made;
    double dot = 0;
    double squares = 0;
    double steps_squares = 0;
    for (const float value : values) {
        const int step =
            std::clamp(static_cast<int>(std::lround(value / step_width)), -kStepsPerSide, kStepsPerSide);
        made.steps.push_back(step);
        dot += static_cast<double>(step) * value;
        squares += static_cast<double>(value) * value;
        steps_squares += static_cast<double>(step) * step;
    }
    made.cosine = dot / std::max(std::sqrt(squares * steps_squares), 1e-30);
    return made;
}

}  // namespace

std::string_view to_string(Match match) {
    constexpr std::array<std::string_view, 3> kNames = {"strong", "related", "weak"};
    return kNames[static_cast<std::size_t>(match)];
}

std::string_view to_string(SignalKind kind) {
    constexpr std::array<std::string_view, 7> kNames = {"meaning",     "words",        "likeness", "color",
                                                        "not_meaning", "not_likeness", "not_color"};
    return kNames[static_cast<std::size_t>(kind)];
}

Error empty_query() {
    return {
        ErrorKind::invalid, "query_empty", "Say what to look for: words, a picture, a colour or a tag.", {}};
}

bool is_example_token(std::string_view text) {
    return text.starts_with(kExamplePrefix);
}

// The scale is chosen for the direction, not for the greatest value: a few values are clipped so that the
// many are finer.
std::string encode_example(std::string_view pack, const std::vector<float>& embedding) {
    float greatest = 0;
    for (const float value : embedding) greatest = std::max(greatest, std::abs(value));
    std::vector<int> best(embedding.size(), 0);
    double best_cosine = -1;
    for (float clip = 0.4F; clip <= 1.0F && greatest > 0; clip += 0.1F) {
        const auto [steps, cosine] =
            quantized(embedding, greatest * clip / static_cast<float>(kStepsPerSide));
        if (cosine <= best_cosine) continue;
        best_cosine = cosine;
        best = steps;
    }
    const auto mark = fingerprint(pack);
    std::vector<std::uint8_t> bytes(mark.begin(), mark.end());
    std::uint32_t bits = 0;
    std::size_t count = 0;
    for (const int step : best) {
        bits = (bits << kBitsPerValue) | static_cast<std::uint32_t>(step + kStepsPerSide + 1);
        for (count += kBitsPerValue; count >= 8; count -= 8)
            bytes.push_back(static_cast<std::uint8_t>(bits >> (count - 8)));
    }
    if (count > 0) bytes.push_back(static_cast<std::uint8_t>(bits << (8 - count)));
    return std::string(kExamplePrefix) + to_base64url(bytes);
}

Result<std::vector<float>> decode_example(std::string_view pack, std::size_t dimension,
                                          std::string_view token) {
    const auto invalid = [] {
        return fail(ErrorKind::invalid, "example_invalid", "This link's picture cannot be read.");
    };
    if (!is_example_token(token)) return invalid();
    const auto bytes = from_base64url(token.substr(kExamplePrefix.size()));
    if (!bytes || bytes->size() < kFingerprintBytes) return invalid();
    if (!std::ranges::equal(fingerprint(pack), std::span(*bytes).first(kFingerprintBytes))) {
        return fail(ErrorKind::invalid, "example_outdated",
                    "This link's picture was read by another model pack. Please add the picture again.");
    }
    if (bytes->size() != kFingerprintBytes + (dimension * kBitsPerValue + 7) / 8) return invalid();
    std::vector<float> embedding;
    double squares = 0;
    std::uint32_t bits = 0;
    std::size_t count = 0;
    for (const std::uint8_t byte : std::span(*bytes).subspan(kFingerprintBytes)) {
        bits = (bits << 8U) | byte;
        for (count += 8; count >= kBitsPerValue && embedding.size() < dimension; count -= kBitsPerValue) {
            const auto value = static_cast<int>((bits >> (count - kBitsPerValue)) & 31U);
            if (value == 0) return invalid();
            embedding.push_back(static_cast<float>(value - kStepsPerSide - 1));
            squares += static_cast<double>(embedding.back()) * embedding.back();
        }
    }
    if (squares == 0) return invalid();
    for (float& value : embedding) value = static_cast<float>(value / std::sqrt(squares));
    return embedding;
}

}  // namespace palette::search
