#pragma once

// Sends a client its events until the stream is closed, the client goes, or it takes nothing for too long.

#include <chrono>

#include <boost/asio/awaitable.hpp>

#include "http/event_stream.hpp"
#include "http/stream.hpp"

namespace palette::http {

// Runs on the connection's strand, after the response's head. When it returns the stream is closed and the
// connection must end.
[[nodiscard]] boost::asio::awaitable<void> send_events(Stream& stream, EventStream& events,
                                                       std::chrono::milliseconds heartbeat,
                                                       std::chrono::milliseconds write_timeout);

}  // namespace palette::http
