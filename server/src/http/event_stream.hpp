#pragma once

// One client that listens to server-sent events.
//
// A handler makes a stream, gives it to whoever has news and returns it as the response's body. Any thread
// may push; the connection sends in order, with a comment every heartbeat so that proxies keep the line. The
// queue is bounded: a client too slow for it is closed and comes back with Last-Event-ID. The stream is
// closed when the client goes, when the server stops, or by close(); pushing to a closed stream does nothing.

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>

namespace palette::http {

struct Event {
    std::string id;    // what the client sends back as Last-Event-ID; empty: none
    std::string name;  // the `event:` line; empty: "message"
    std::string data;  // may have several lines
};

// The event as it goes over the wire. Line breaks in id and name are dropped.
[[nodiscard]] std::string encode(const Event& event);

class EventStream {
  public:
    static constexpr std::size_t kEventsMax = 1024;
    static constexpr std::size_t kBytesMax = 1024UL * 1024;

    explicit EventStream(std::size_t events_max = kEventsMax, std::size_t bytes_max = kBytesMax)
        : events_max_(events_max), bytes_max_(bytes_max) {}

    // False when the stream is closed, or is closed now because the queue is full.
    bool push(const Event& event);
    // The same, encoded before: one text for many streams.
    bool push_encoded(const std::string& text);
    // What was pushed before is still sent.
    void close();
    [[nodiscard]] bool is_closed() const;

    // For the connection. `on_change` is called under the stream's lock on whichever thread pushes or closes,
    // and never after detach(); it must only wake the connection.
    void attach(std::function<void()> on_change);
    void detach();
    // Everything queued, in order; empty when there is nothing.
    [[nodiscard]] std::string take();

  private:
    void close_locked();

    const std::size_t events_max_;
    const std::size_t bytes_max_;
    mutable std::mutex mutex_;
    std::deque<std::string> queue_;
    std::size_t queued_bytes_ = 0;
    bool closed_ = false;
    std::function<void()> on_change_;
};

}  // namespace palette::http
