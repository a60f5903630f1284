#pragma once

// The words a person says about a picture on its way in, from a form or from a JSON body. Pure, any thread.

#include <string>
#include <vector>

#include "api/body.hpp"
#include "base/result.hpp"
#include "http/message.hpp"
#include "model/words.hpp"

namespace palette::api {

inline constexpr std::size_t kImageTagsMax = 100;

// The fields `title`, `artist`, `description` and `tags`, comma separated. Fails with `parameter_invalid`.
[[nodiscard]] Result<Words> words_of(const http::Form& form);
// The same of a body, where `tags` is a list of names. Fails with `body_invalid`.
[[nodiscard]] Result<Words> words_of(const Body& body);

// A list of tags in a body.
[[nodiscard]] Result<std::vector<std::string>> tags_of(const boost::json::value& list);

}  // namespace palette::api
