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
constexpr float kStepsPerSide = 127.0F;

std::array<std::uint8_t, kFingerprintBytes> fingerprint(std::string_view pack) {
    std::array<std::uint8_t, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(pack.data()), pack.size());
    std::array<std::uint8_t, kFingerprintBytes> start{};
    std::copy_n(digest.begin(), start.size(), start.begin());
    return start;
}

}  // namespace

std::string_view to_string(Match match) {
    constexpr std::array<std::string_view, 3> kNames = {"strong", "related", "weak"};
    return kNames[static_cast<std::size_t>(match)];
}

bool is_example_token(std::string_view text) {
    return text.starts_with(kExamplePrefix);
}

std::string encode_example(std::string_view pack, const std::vector<float>& embedding) {
    float greatest = 0;
    for (const float value : embedding) greatest = std::max(greatest, std::abs(value));
    const auto mark = fingerprint(pack);
    std::vector<std::uint8_t> bytes(mark.begin(), mark.end());
    for (const float value : embedding) {
        const auto step =
            static_cast<std::int8_t>(std::lround(greatest > 0 ? value / greatest * kStepsPerSide : 0));
        bytes.push_back(static_cast<std::uint8_t>(step));
    }
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
    if (bytes->size() != kFingerprintBytes + dimension) return invalid();
    std::vector<float> embedding;
    double squares = 0;
    for (const std::uint8_t byte : std::span(*bytes).subspan(kFingerprintBytes)) {
        embedding.push_back(static_cast<float>(static_cast<std::int8_t>(byte)));
        squares += static_cast<double>(embedding.back()) * embedding.back();
    }
    if (squares == 0) return invalid();
    for (float& value : embedding) value = static_cast<float>(value / std::sqrt(squares));
    return embedding;
}

}  // namespace palette::search
