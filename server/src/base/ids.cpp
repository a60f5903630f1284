#include "base/ids.hpp"

#include <atomic>
#include <chrono>

#include <sodium.h>

namespace palette {
namespace {

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr int kRandomBits = 20;
constexpr int kTextLength = 13;
constexpr int kBitsPerCharacter = 5;

std::atomic<std::int64_t> last_value{0};

}  // namespace

std::int64_t new_id_value() {
    const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now().time_since_epoch());
    const std::int64_t wanted =
        (now.count() << kRandomBits) | static_cast<std::int64_t>(randombytes_uniform(1U << kRandomBits));
    std::int64_t last = last_value.load();
    std::int64_t next = 0;
    do {
        next = wanted > last ? wanted : last + 1;
    } while (!last_value.compare_exchange_weak(last, next));
    return next;
}

void raise_id_floor(std::int64_t value) {
    std::int64_t last = last_value.load();
    while (last < value && !last_value.compare_exchange_weak(last, value)) {
    }
}

std::string encode_id(std::int64_t value) {
    std::string text(kTextLength, '0');
    auto rest = static_cast<std::uint64_t>(value);
    for (int i = kTextLength - 1; i >= 0; --i) {
        text[static_cast<std::size_t>(i)] = kAlphabet[rest & 31U];
        rest >>= kBitsPerCharacter;
    }
    return text;
}

std::optional<std::int64_t> decode_id(std::string_view text) {
    if (text.size() != kTextLength) return std::nullopt;
    std::uint64_t value = 0;
    for (const char character : text) {
        const char lower =
            character >= 'A' && character <= 'Z' ? static_cast<char>(character + 32) : character;
        const auto digit = kAlphabet.find(lower);
        if (digit == std::string_view::npos) return std::nullopt;
        if (value >> (64 - kBitsPerCharacter) != 0) return std::nullopt;
        value = (value << kBitsPerCharacter) | digit;
    }
    if (value > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
    return static_cast<std::int64_t>(value);
}

}  // namespace palette
