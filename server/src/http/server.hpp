#pragma once

// The HTTP/1.1 server: listens, keeps connections, reads requests, asks the router, writes responses.
//
// Opened once by app/, which owns it and everything the handlers use; those outlive it. run() gives its
// calling thread and `threads` - 1 more to the event loop; each connection is on its own strand. Every wait
// has a timeout and every buffer a limit, all in ServerSettings. TLS is the reverse proxy's.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "http/message.hpp"
#include "http/router.hpp"

namespace palette::http {

// One finished request; for an event stream, one that began.
struct RequestRecord {
    std::string_view route;  // the pattern; empty for the fallback and for what matched nothing
    Method method = Method::get;
    int status = 0;
    double seconds = 0;  // from the last byte of the request's head to the last of the response
};

struct ServerSettings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;  // 0: any free one
    std::size_t threads = 2;
    std::size_t disk_threads = 2;                          // for uploads and files sent
    std::filesystem::path spool_directory;                 // see Spool
    bool behind_proxy = false;                             // believe X-Forwarded-For, -Proto and -Host
    std::function<void(const RequestRecord&)> on_request;  // any event-loop thread; must not block or throw

    std::size_t connections_max = 1024;          // beyond: 503 with Retry-After
    std::size_t event_streams_max = 256;         // beyond: 503 with Retry-After
    std::size_t header_bytes_max = 16UL * 1024;  // beyond: 431
    std::size_t target_bytes_max = 8UL * 1024;   // beyond: 414

    std::chrono::milliseconds header_timeout{10'000};  // from the first byte to the end of the head: 408
    std::chrono::milliseconds idle_timeout{60'000};    // between requests: closed
    std::chrono::milliseconds body_timeout{60'000};    // without a byte of the body: 408
    std::chrono::milliseconds write_timeout{60'000};   // without a byte taken by the client: closed
    std::chrono::milliseconds heartbeat{15'000};       // of event streams
    std::chrono::milliseconds stop_timeout{10'000};    // for running requests after stop(); then cut off
};

class Server {
  public:
    // Binds and listens, so that port() is known and clients can already connect. Fails with invalid (the
    // address), conflict (`address_in_use`) or io.
    [[nodiscard]] static Result<std::unique_ptr<Server>> open(ServerSettings settings, Router router);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    [[nodiscard]] std::uint16_t port() const;

    // Serves until stop() and until the last request has ended. Called once.
    void run();

    // Takes no more connections, closes idle ones and event streams, lets running requests finish within
    // stop_timeout and then cuts their connections. Returns at once; any thread, any number of times, also
    // before run(). A handler on a pool is waited for however long it takes.
    void stop();

  private:
    struct Impl;
    explicit Server(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace palette::http
