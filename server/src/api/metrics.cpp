#include "api/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace palette::api {
namespace {

// Seconds: a page of the wall takes about a millisecond, an upload of a large file minutes.
const prometheus::Histogram::BucketBoundaries kSeconds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                          0.25,  0.5,    1,     2.5,  5,     10,   60};

}  // namespace

struct Metrics::Registry {
    prometheus::Registry registry;
    prometheus::Family<prometheus::Histogram>& requests =
        prometheus::BuildHistogram()
            .Name("palette_http_request_seconds")
            .Help("Time from a request's head to the end of its response.")
            .Register(registry);
    prometheus::Family<prometheus::Gauge>& ingest =
        prometheus::BuildGauge()
            .Name("palette_ingest_images")
            .Help("Images this process worked on since it started, by outcome.")
            .Register(registry);
    prometheus::Family<prometheus::Gauge>& ingest_seconds =
        prometheus::BuildGauge()
            .Name("palette_ingest_seconds")
            .Help("Time spent on ingest since this process started, by stage.")
            .Register(registry);
    prometheus::Family<prometheus::Gauge>& library = prometheus::BuildGauge()
                                                         .Name("palette_library_images")
                                                         .Help("Images held in memory.")
                                                         .Register(registry);
    prometheus::Family<prometheus::Gauge>& queues = prometheus::BuildGauge()
                                                        .Name("palette_pool_queue_length")
                                                        .Help("Requests waiting.")
                                                        .Register(registry);
};

Metrics::Metrics() : registry_(std::make_unique<Registry>()) {}
Metrics::~Metrics() = default;

void Metrics::count_request(std::string_view route, http::Method method, int status, double seconds) {
    registry_->requests
        .Add({{"route", route.empty() ? "web" : std::string(route)},
              {"method", std::string(http::to_string(method))},
              {"status", std::to_string(status)}},
             kSeconds)
        .Observe(seconds);
}

void Metrics::set_state(const State& state) {
    const auto set = [](auto& family, const char* label, const char* value, double number) {
        family.Add({{label, value}}).Set(number);
    };
    set(registry_->ingest, "outcome", "derived", static_cast<double>(state.ingest.derived));
    set(registry_->ingest, "outcome", "understood", static_cast<double>(state.ingest.understood));
    set(registry_->ingest, "outcome", "failed", static_cast<double>(state.ingest.failed));
    set(registry_->ingest_seconds, "stage", "derive", state.ingest.derive_seconds);
    set(registry_->ingest_seconds, "stage", "understand", state.ingest.understand_seconds);
    set(registry_->library, "index", "vectors", static_cast<double>(state.vectors));
    set(registry_->library, "index", "catalogue", static_cast<double>(state.shown));
    set(registry_->queues, "pool", "query", static_cast<double>(state.query_queue));
    set(registry_->queues, "pool", "upload", static_cast<double>(state.upload_queue));
}

std::string Metrics::text() const {
    return prometheus::TextSerializer().Serialize(registry_->registry.Collect());
}

}  // namespace palette::api
