#include "api/metrics.hpp"

#include <utility>

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
    prometheus::Family<prometheus::Gauge>& waiting = prometheus::BuildGauge()
                                                         .Name("palette_ingest_waiting_images")
                                                         .Help("Images in hand that wait for a stage.")
                                                         .Register(registry);
    prometheus::Family<prometheus::Gauge>& batches =
        prometheus::BuildGauge()
            .Name("palette_ingest_batches")
            .Help("Batches that went through the models since this process started.")
            .Register(registry);
    prometheus::Family<prometheus::Gauge>& model_runs =
        prometheus::BuildGauge()
            .Name("palette_model_runs")
            .Help("Runs of each of a pack's models since it was opened.")
            .Register(registry);
    prometheus::Family<prometheus::Gauge>& model_items =
        prometheus::BuildGauge()
            .Name("palette_model_items")
            .Help("Pictures or texts of those runs: by runs, the mean batch.")
            .Register(registry);
    prometheus::Family<prometheus::Gauge>& model_seconds =
        prometheus::BuildGauge()
            .Name("palette_model_seconds")
            .Help("Time that each of a pack's models ran, summed over threads, and that loading it took.")
            .Register(registry);
    prometheus::Family<prometheus::Gauge>& models_loaded =
        prometheus::BuildGauge()
            .Name("palette_models_loaded")
            .Help("Models of a pack in memory now: idle ones are let go.")
            .Register(registry);
    prometheus::Family<prometheus::Gauge>& model_change =
        prometheus::BuildGauge()
            .Name("palette_model_change_images")
            .Help("Images to be seen by a model pack that was chosen anew: all and done. 0 when none was.")
            .Register(registry);
    prometheus::Gauge& feed_pages_unkept =
        prometheus::BuildGauge()
            .Name("palette_feed_pages_unkept")
            .Help(
                "Pages of the feed that this process showed and could not store: a full disk or a busy "
                "database.")
            .Register(registry)
            .Add({});
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
    set(registry_->ingest_seconds, "stage", "wait", state.ingest.wait_seconds);
    set(registry_->ingest_seconds, "stage", "understand", state.ingest.understand_seconds);
    set(registry_->library, "index", "vectors", static_cast<double>(state.vectors));
    set(registry_->library, "index", "catalogue", static_cast<double>(state.shown));
    set(registry_->queues, "pool", "query", static_cast<double>(state.query_queue));
    set(registry_->queues, "pool", "upload", static_cast<double>(state.upload_queue));
    set(registry_->waiting, "stage", "derive", static_cast<double>(state.ingest.to_derive));
    set(registry_->waiting, "stage", "understand", static_cast<double>(state.ingest.to_understand));
    registry_->batches.Add({}).Set(static_cast<double>(state.ingest.batches));
    for (const auto& pack : state.packs->all()) {
        const std::string name = pack->description().identity();
        double loaded = 0;
        for (const auto& counters : pack->counters()) {
            const prometheus::Labels model = {{"pack", name}, {"model", counters.model}};
            registry_->model_runs.Add(model).Set(static_cast<double>(counters.runs));
            registry_->model_items.Add(model).Set(static_cast<double>(counters.items));
            for (const auto& [what, seconds] :
                 {std::pair("run", counters.run_seconds), std::pair("load", counters.load_seconds)}) {
                auto labels = model;
                labels.emplace("what", what);
                registry_->model_seconds.Add(labels).Set(seconds);
            }
            loaded += counters.is_loaded ? 1 : 0;
        }
        registry_->models_loaded.Add({{"pack", name}}).Set(loaded);
    }
    const auto change = state.models.change.value_or(packs::ModelStatus::Change{});
    set(registry_->model_change, "count", "total", static_cast<double>(change.total));
    set(registry_->model_change, "count", "done", static_cast<double>(change.done));
    registry_->feed_pages_unkept.Set(static_cast<double>(state.feed_pages_unkept));
}

std::string Metrics::text() const {
    return prometheus::TextSerializer().Serialize(registry_->registry.Collect());
}

}  // namespace palette::api
