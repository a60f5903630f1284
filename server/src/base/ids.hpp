#pragma once

// Ids that cannot be mixed up: ImageId and PersonId are different types over the same 64 bits.
//
// An id is 43 bits of milliseconds since the Unix epoch and 20 random bits (the sign bit stays 0), so ids
// sort by time of arrival and fit SQLite's rowid. Outside the process an id is 13 characters of Crockford's
// base 32, which sort alike.

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace palette {

template <class Tag>
struct Id {
    std::int64_t value = 0;
    auto operator<=>(const Id&) const = default;
};

using ImageId = Id<struct ImageTag>;
using PersonId = Id<struct PersonTag>;
using PaletteId = Id<struct PaletteTag>;
using SavedSearchId = Id<struct SavedSearchTag>;
using SessionId = Id<struct SessionTag>;
using ApiTokenId = Id<struct ApiTokenTag>;

// A new id value. Strictly greater than any value this process made before, also when the clock jumps back.
// Safe to call from any thread.
[[nodiscard]] std::int64_t new_id_value();

// No value made from now on is at or below `value`. Called with the greatest id of a library when it is
// opened.
void raise_id_floor(std::int64_t value);

// 13 characters of [0-9a-hjkmnp-tv-z].
[[nodiscard]] std::string encode_id(std::int64_t value);
// The value of exactly such a text, in lower or upper case; nothing for any other text.
[[nodiscard]] std::optional<std::int64_t> decode_id(std::string_view text);

template <class Tag>
[[nodiscard]] std::string to_string(Id<Tag> id) {
    return encode_id(id.value);
}

}  // namespace palette

template <class Tag>
struct std::hash<palette::Id<Tag>> {
    std::size_t operator()(palette::Id<Tag> id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};
