#pragma once

// Text from outside: made valid, made safe to print, compared without caring for case. All pure, any thread.

#include <string>
#include <string_view>
#include <vector>

namespace palette {

[[nodiscard]] bool is_valid_utf8(std::string_view bytes);

// Valid UTF-8 in NFC: bytes that are not UTF-8 become U+FFFD, control characters but tab and newline are
// dropped.
[[nodiscard]] std::string to_clean_text(std::string_view bytes);

// One line for people: as above, runs of white space become one space, ends trimmed, at most `bytes_max`
// bytes (cut at a character's boundary).
[[nodiscard]] std::string to_clean_line(std::string_view bytes, std::size_t bytes_max);

// Unicode characters (code points); a byte that is no UTF-8 counts as one.
[[nodiscard]] std::size_t count_characters(std::string_view bytes);

// For messages and logs: a path or name on one line, control characters and invalid bytes as \n, \xNN.
[[nodiscard]] std::string printable(std::string_view bytes);

// Unicode case folding (NFKC_Casefold of utf8proc): equal for texts that differ only in case or compatibility
// form.
[[nodiscard]] std::string fold_case(std::string_view text);

[[nodiscard]] std::string_view trim(std::string_view text);
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

}  // namespace palette
