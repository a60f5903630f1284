#pragma once

// Reads requests off a connection, one after the other, with Beast's parser, which also refuses what is
// malformed or could be smuggled (two lengths, a length beside chunks).
//
// Owned by its connection and used on that connection's strand: read_head(), then read_body() until it gives
// 0.

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "base/result.hpp"
#include "http/message.hpp"
#include "http/problem.hpp"
#include "http/server.hpp"
#include "http/stream.hpp"

namespace palette::http {

// Why a request cannot be read. The connection cannot go on after it.
struct ReadFailure {
    std::optional<Problem> problem;  // none: the client has gone, or never asked
    std::optional<Error> of_sink{};  // what a Streamed body's sink failed with
};

struct RequestHead {
    std::optional<Method> method;  // none: one we do not know
    std::string target;
    Headers headers;
    bool keep_alive = true;
    bool expects_continue = false;
    bool has_body = false;
    std::optional<std::uint64_t> content_length;  // none: no body, or chunks
};

class RequestReader {
  public:
    RequestReader(Stream& stream, const ServerSettings& settings);
    ~RequestReader();
    RequestReader(const RequestReader&) = delete;
    RequestReader& operator=(const RequestReader&) = delete;

    [[nodiscard]] boost::asio::awaitable<std::expected<RequestHead, ReadFailure>> read_head();

    // At least one byte of the body, or 0 at its end.
    [[nodiscard]] boost::asio::awaitable<std::expected<std::size_t, ReadFailure>> read_body(
        std::span<char> out);
    // Nothing of a request is left to read: between two requests, too.
    [[nodiscard]] bool is_body_read() const;

    // Waits for the next request and has nothing of it yet.
    [[nodiscard]] bool is_idle() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace palette::http
