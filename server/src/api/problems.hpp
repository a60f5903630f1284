#pragma once

#include "base/result.hpp"
#include "http/message.hpp"

namespace palette::api {

// The only place where a kind of Error becomes an HTTP status. The internal detail goes to the log, never to
// the client.
[[nodiscard]] http::Response problem_of(const Error& error);

}  // namespace palette::api
