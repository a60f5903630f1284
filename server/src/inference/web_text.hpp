#pragma once

// Text as it comes from the web, made plain: what `ftfy` and `html.unescape` do to it before CLIP's tokenizer
// sees it, as far as it is found in searches and captions. Not done: repairing text that was decoded as the
// wrong encoding ("schÃ¶n"), and names of HTML entities beyond the common ones. Pure, any thread.

#include <string>
#include <string_view>

namespace palette::inference {

// Ligatures and full-width forms become plain letters, curled quotes straight ones; line breaks one kind;
// terminal escapes and control characters go; NFC. Bytes that are not UTF-8 are dropped.
[[nodiscard]] std::string to_plain_text(std::string_view text);

// "&amp;" and "&#38;" become "&", once.
[[nodiscard]] std::string without_entities(std::string_view text);

// No white space at the ends, one space where there was any within.
[[nodiscard]] std::string with_single_spaces(std::string_view text);

}  // namespace palette::inference
