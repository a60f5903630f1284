#pragma once

// Text of unknown encoding to UTF-8. Pure, any thread.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace palette::imaging {

enum class ByteOrder : std::uint8_t { little, big };

// Unpaired surrogates become U+FFFD; an odd last byte is dropped; ends at a NUL.
[[nodiscard]] std::string utf16_to_utf8(std::span<const std::uint8_t> bytes, ByteOrder order);

// By its byte order mark, else as UTF-8 when it is that, else as Windows-1252, which old cameras and editors
// wrote and in which every byte means something.
[[nodiscard]] std::string decode_text(std::string_view bytes);

}  // namespace palette::imaging
