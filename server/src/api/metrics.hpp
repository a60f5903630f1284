#pragma once

// What operators watch, in Prometheus' text format. Safe to call from any thread. Owned by app/.

#include <memory>
#include <string>
#include <string_view>

#include "http/message.hpp"
#include "ingest/workers.hpp"
#include "packs/model_status.hpp"
#include "packs/packs_in_use.hpp"

namespace palette::api {

class Metrics {
  public:
    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    // One finished request. Does not block: it is called on event-loop threads.
    void count_request(std::string_view route, http::Method method, int status, double seconds);

    // What is read off when somebody asks.
    struct State {
        ingest::Workers::Counters ingest;
        std::size_t vectors = 0;
        std::size_t shown = 0;
        std::size_t query_queue = 0;
        std::size_t upload_queue = 0;
        std::uint64_t feed_pages_unkept = 0;
        packs::ModelStatus models;
        packs::SharedPacks packs;
    };
    void set_state(const State& state);

    [[nodiscard]] std::string text() const;

  private:
    struct Registry;
    std::unique_ptr<Registry> registry_;
};

}  // namespace palette::api
