#pragma once

#include "api/services.hpp"
#include "base/result.hpp"
#include "http/message.hpp"

namespace palette::api {

// The answer to bytes that came in, however they came: 201 with the new Image, or 200 with the one that has
// them already and `duplicate`. Wakes the workers.
[[nodiscard]] Result<http::Response> accepted_image(Services& services, const http::Request& request,
                                                    const ingest::Accepted& accepted);

}  // namespace palette::api
