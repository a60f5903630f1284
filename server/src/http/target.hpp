#pragma once

// The request target taken apart: where every attack by path ends. Pure, any thread.
//
// Accepted is "/segment/segment?query" in visible ASCII. Percent escapes must be complete and decode to valid
// UTF-8. Refused are empty, "." and ".." segments (also when escaped), and escaped slashes, backslashes and
// control characters in the path; a NUL in the query. One slash at the end of the path is dropped.

#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace palette::http {

struct Target {
    std::string path;
    Parameters query;
};

// What follows the '?'; nothing for what has half an escape, a NUL or no UTF-8.
[[nodiscard]] std::optional<Parameters> parse_query(std::string_view text);

// Nothing for a target that is refused: 400.
[[nodiscard]] std::optional<Target> parse_target(std::string_view target);

}  // namespace palette::http
