#include "api/problems.hpp"

#include "base/log.hpp"
#include "http/problem.hpp"

namespace palette::api {
namespace {

constexpr std::chrono::seconds kRetryAfter{2};

int status_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::invalid:
            return 400;
        case ErrorKind::unknown:
            return 401;
        case ErrorKind::forbidden:
            return 403;
        case ErrorKind::not_found:
            return 404;
        case ErrorKind::conflict:
            return 409;
        case ErrorKind::too_large:
            return 413;
        case ErrorKind::unsupported:
            return 415;
        case ErrorKind::refused:
            return 422;
        case ErrorKind::remote_failed:
            return 502;
        case ErrorKind::busy:
            return 503;
        case ErrorKind::timed_out:
            return 504;
        case ErrorKind::too_often:
            return 429;
        case ErrorKind::no_space:
            return 507;
        case ErrorKind::io:
        case ErrorKind::internal:
            break;
    }
    return 500;
}

}  // namespace

http::Response problem_of(const Error& error) {
    const int status = status_of(error.kind);
    if (status == 500) spdlog::error("{}: {}", error.code, describe(error));
    http::Problem problem{status, error.code, error.public_message, std::nullopt};
    if (error.kind == ErrorKind::busy || error.kind == ErrorKind::too_often) {
        problem.retry_after = error.retry_after.value_or(kRetryAfter);
    }
    return http::problem_response(problem);
}

}  // namespace palette::api
