#pragma once

// Puts a response on the wire. Runs on the connection's strand; files are read on the disk pool, a piece at a
// time.

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "base/thread_pool.hpp"
#include "http/message.hpp"
#include "http/stream.hpp"

namespace palette::http {

enum class AfterResponse : std::uint8_t { keep_alive, close };

// Status line and header fields up to and with the empty line. No `content_length`: none is said.
[[nodiscard]] std::string encode_head(const Response& response, std::optional<std::uint64_t> content_length,
                                      AfterResponse after);

struct SendOptions {
    bool head_only = false;
    AfterResponse after = AfterResponse::keep_alive;
    std::chrono::milliseconds write_timeout{};
};

struct Sent {
    int status = 0;         // what the client was told: a file that cannot be opened changes it
    bool complete = false;  // false: the connection must end
};

// Of an event stream only the head: the events are send_events()'s.
[[nodiscard]] boost::asio::awaitable<Sent> send_response(Stream& stream, Response response,
                                                         SendOptions options, ThreadPool& disk);

}  // namespace palette::http
