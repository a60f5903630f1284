#pragma once

#include "api/services.hpp"
#include "http/router.hpp"

namespace palette::api {

// A router with every operation of api/openapi.yaml. `services` outlives it.
[[nodiscard]] http::Router make_routes(Services& services);

}  // namespace palette::api
