#pragma once

// Parameters of requests, read strictly: what does not fit openapi.yaml is refused with `parameter_invalid`
// and the parameter's name. Pure, any thread.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "http/message.hpp"
#include "model/image.hpp"

namespace palette::api {

inline constexpr std::size_t kPageDefault = 50;
inline constexpr std::size_t kPageMax = 200;
inline constexpr std::size_t kQueryCharactersMax = 500;
inline constexpr std::size_t kTagCharactersMax = 100;
inline constexpr std::size_t kTagsMax = 16;
inline constexpr std::size_t kExamplesMax = 8;
inline constexpr std::size_t kNegativesMax = 8;
inline constexpr std::size_t kColorsMax = 6;
inline constexpr std::size_t kTitleCharactersMax = 500;  // artist too
inline constexpr std::size_t kDescriptionCharactersMax = 10'000;
inline constexpr std::size_t kTagListCharactersMax = 2'000;  // of a form's field `tags`
// UTF-8 takes at most this many bytes a character.
inline constexpr std::size_t kBytesPerCharacterMax = 4;

[[nodiscard]] std::unexpected<Error> parameter_invalid(std::string_view name, std::string_view why);

[[nodiscard]] Result<ImageId> image_id_of(
    const http::Request& request);  // `image_not_found` for what is no id
[[nodiscard]] Result<std::size_t> limit_of(const http::Request& request);
[[nodiscard]] std::string cursor_of(const http::Request& request);  // empty: the first page
// Of lists whose cursor is the last Image shown. Fails with `cursor_invalid`.
[[nodiscard]] Result<std::optional<ImageId>> image_cursor_of(const http::Request& request);
[[nodiscard]] Result<std::vector<std::string>> tags_of(const http::Request& request);
// `true`, `1`, `false` or `0`; false when it is not there.
[[nodiscard]] Result<bool> flag_of(const http::Parameters& parameters, std::string_view name);
[[nodiscard]] Result<std::optional<Orientation>> orientation_of(const http::Request& request);

}  // namespace palette::api
