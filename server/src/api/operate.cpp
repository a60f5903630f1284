// The operations for those who run the server.

#include "api/json.hpp"
#include "api/openapi.hpp"
#include "api/operations.hpp"

namespace palette::api {

// The server only listens once library, model pack and index are open, so what is left to ask is the
// database.
Result<http::Response> get_readiness(Services& services, http::Request&) {
    if (auto counts = services.images.counts(kMachine); !counts) {
        return fail(ErrorKind::busy, "not_ready", "The library cannot be read.", describe(counts.error()));
    }
    return http::make_response(200, "text/plain", "ready\n" + line_of(services.models().change));
}

Result<http::Response> get_metrics(Services& services, http::Request&) {
    services.metrics.set_state({services.workers.counters(), services.index.space()->vectors().size(),
                                services.index.catalogue().size(), services.query_pool.queue_length(),
                                services.upload_pool.queue_length(), services.feed.unkept_pages(),
                                services.models(), services.packs_in_use()});
    return http::make_response(200, "text/plain; version=0.0.4", services.metrics.text());
}

Result<http::Response> get_openapi(Services&, http::Request&) {
    return http::make_response(200, "application/yaml", kOpenApi);
}

}  // namespace palette::api
