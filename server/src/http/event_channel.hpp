#pragma once

// News for everybody who listens: gives each event an id, keeps the last ones, and sends a client that comes
// back what it missed.
//
// Ids are "<channel>-<number>", so that an id from before a restart is recognised as foreign. A client whose
// last event is no longer kept first gets an event named `resync` without data: it should fetch its state
// anew. Safe to call from any thread; streams that closed are forgotten at the next event.

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/event_stream.hpp"

namespace palette::http {

class EventChannel {
  public:
    static constexpr std::size_t kKeptMax = 512;

    explicit EventChannel(std::size_t kept_max = kKeptMax);

    void publish(std::string_view name, std::string_view data);

    // A stream that hears everything from now on, and before that what came after `last_event_id`.
    // Give request.header("Last-Event-ID") here.
    [[nodiscard]] std::shared_ptr<EventStream> subscribe(std::optional<std::string_view> last_event_id);

    // Closes all streams: at the end of the program.
    void close();

  private:
    struct Kept {
        std::uint64_t number = 0;
        std::string text;
    };
    [[nodiscard]] std::string id_of(std::uint64_t number) const;
    [[nodiscard]] std::optional<std::uint64_t> number_of(std::string_view id) const;

    const std::size_t kept_max_;
    const std::string channel_;
    std::mutex mutex_;
    std::uint64_t last_number_ = 0;
    std::deque<Kept> kept_;
    std::vector<std::shared_ptr<EventStream>> streams_;  // shared with the connections that send them
};

}  // namespace palette::http
