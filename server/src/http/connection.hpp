#pragma once

// One client: reads its requests, has them answered, one after the other, until one side has enough.
//
// Made by the server and shared by it and the coroutine that runs it. Everything happens on the connection's
// own strand; stop() and cut() may be called from any thread.

#include <atomic>
#include <expected>
#include <memory>
#include <optional>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "base/thread_pool.hpp"
#include "http/problem.hpp"
#include "http/request_reader.hpp"
#include "http/router.hpp"
#include "http/server.hpp"
#include "http/spool.hpp"
#include "http/stream.hpp"

namespace palette::http {

// What all connections of a server share. Outlives them.
struct ServerContext {
    ServerSettings settings;
    Router router;
    std::shared_ptr<ThreadPool> disk;  // shared with the spool's files
    std::shared_ptr<Spool> spool;
    std::atomic<std::size_t> event_streams = 0;
    std::atomic<bool> stopping = false;
};

class Connection : public std::enable_shared_from_this<Connection> {
  public:
    Connection(boost::asio::ip::tcp::socket socket, ServerContext& server);

    // Whoever runs it keeps the connection alive. Never throws.
    [[nodiscard]] boost::asio::awaitable<void> run();

    // Ends an idle connection and an event stream; a running request is finished first.
    void stop();
    // Ends it now.
    void cut();

  private:
    enum class Next : std::uint8_t { request, end };

    [[nodiscard]] boost::asio::awaitable<void> serve();
    [[nodiscard]] boost::asio::awaitable<Next> exchange(RequestHead head);
    [[nodiscard]] boost::asio::awaitable<Response> respond(RequestHead& head, Request& request);
    [[nodiscard]] boost::asio::awaitable<Response> handle(const Router::Route& route, const RequestHead& head,
                                                          Request& request);
    [[nodiscard]] boost::asio::awaitable<std::expected<void, ReadFailure>> read_body(const BodyRule& rule,
                                                                                     const RequestHead& head,
                                                                                     Request& request);
    // Reads a small unwanted body, so that a refusal does not cost the connection.
    [[nodiscard]] boost::asio::awaitable<void> settle_body(const RequestHead& head);
    [[nodiscard]] std::optional<Problem> prepare(RequestHead& head, Request& request) const;
    void report(const Request& request, std::string_view target, int status, double ms) const;
    void end_if_idle();

    ServerContext& server_;
    Stream stream_;
    RequestReader reader_;
    std::shared_ptr<EventStream> events_;  // shared with whoever pushes; set while events are sent
};

}  // namespace palette::http
