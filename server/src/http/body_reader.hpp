#pragma once

// The ways to take a request's body, one per body rule of the router. Run on the connection's strand; a
// failure means that the request is refused and the connection ends.

#include <expected>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "base/thread_pool.hpp"
#include "http/request_reader.hpp"
#include "http/router.hpp"
#include "http/spool.hpp"

namespace palette::http {

// Reads up to `bytes_max` and forgets them; more is 413.
[[nodiscard]] boost::asio::awaitable<std::expected<void, ReadFailure>> discard_body(RequestReader& reader,
                                                                                    std::size_t bytes_max);

[[nodiscard]] boost::asio::awaitable<std::expected<std::string, ReadFailure>> read_buffered(
    RequestReader& reader, std::size_t bytes_max);

// Files go to `spool` chunk by chunk, written on `disk`; whatever was written is removed when this fails.
[[nodiscard]] boost::asio::awaitable<std::expected<Form, ReadFailure>> read_form(
    RequestReader& reader, std::string boundary, Multipart limits, Spool& spool, ThreadPool& disk);

// Hands up to `bytes_max` to `sink`, written on `disk`; more is 413.
[[nodiscard]] boost::asio::awaitable<std::expected<void, ReadFailure>> stream_body(RequestReader& reader,
                                                                                   std::uint64_t bytes_max,
                                                                                   BodySink& sink,
                                                                                   ThreadPool& disk);

// The longest body that can keep to the limits.
[[nodiscard]] std::uint64_t form_bytes_max(const Multipart& limits);

}  // namespace palette::http
