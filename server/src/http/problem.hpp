#pragma once

// How a request is refused: RFC 9457 `application/problem+json`, with a stable `code` for programs.
//
//   {"type":"about:blank","title":"Not Found","status":404,"code":"image_not_found","detail":"There is no
//   such Image."}

#include <chrono>
#include <optional>
#include <string>

#include "http/message.hpp"

namespace palette::http {

struct Problem {
    int status = 500;
    std::string code;    // snake_case, stable
    std::string detail;  // for people, in a sentence; UTF-8
    std::optional<std::chrono::seconds> retry_after;
};

[[nodiscard]] Response problem_response(const Problem& problem);

}  // namespace palette::http
