#pragma once

// Reads the fields of a message in Protocol Buffers' wire format, in their order; what is no message ends
// early and says so. A value over bytes of its owner; one thread at a time.

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace palette::inference {

class ProtoFields {
  public:
    struct Field {
        std::uint32_t number = 0;
        std::uint64_t value = 0;  // of a number or truth
        std::string_view bytes;   // of a text or message

        [[nodiscard]] float as_float() const {
            return std::bit_cast<float>(static_cast<std::uint32_t>(value));
        }
    };

    explicit ProtoFields(std::string_view message) : rest_(message) {}

    // Nothing at the end, and where the message is damaged.
    std::optional<Field> next() {
        if (rest_.empty()) return std::nullopt;
        const std::uint64_t key = varint();
        Field field{static_cast<std::uint32_t>(key >> 3U), 0, {}};
        switch (key & 7U) {
            case 0:
                field.value = varint();
                break;
            case 1:
                field.value = fixed(8);
                break;
            case 2:
                field.bytes = take(varint());
                break;
            case 5:
                field.value = fixed(4);
                break;
            default:
                is_damaged_ = true;
        }
        if (is_damaged_) return std::nullopt;
        return field;
    }

    [[nodiscard]] bool is_damaged() const { return is_damaged_; }

  private:
    std::string_view take(std::uint64_t count) {
        if (count > rest_.size()) {
            is_damaged_ = true;
            return {};
        }
        const auto bytes = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return bytes;
    }

    std::uint64_t fixed(std::size_t count) {
        static_assert(std::endian::native == std::endian::little);
        const auto bytes = take(count);
        std::uint64_t value = 0;
        std::memcpy(&value, bytes.data(), bytes.size());
        return value;
    }

    std::uint64_t varint() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const auto byte = take(1);
            if (byte.empty()) return 0;
            value |= (static_cast<std::uint64_t>(static_cast<unsigned char>(byte.front())) & 0x7FU) << shift;
            if ((static_cast<unsigned char>(byte.front()) & 0x80U) == 0) return value;
        }
        is_damaged_ = true;
        return 0;
    }

    std::string_view rest_;
    bool is_damaged_ = false;
};

}  // namespace palette::inference
