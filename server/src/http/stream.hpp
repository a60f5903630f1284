#pragma once

// One client's socket with deadlines: the only place that reads from and writes to the network.
//
// Owned by its connection and used on that connection's strand. At most one read and one write at a time;
// both share one deadline, the later call's. A deadline that passes cancels what waits and leaves the socket
// open, so that a client can still be told.

#include <chrono>
#include <cstddef>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace palette::http {

enum class StreamEnd : std::uint8_t {
    closed,     // the client ended its side, or the connection broke
    timed_out,  // nothing came or went in time
};

class Stream {
  public:
    using Timeout = std::chrono::steady_clock::duration;

    explicit Stream(boost::asio::ip::tcp::socket socket);
    ~Stream();
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    // At least one byte. Without a timeout the present deadline stays: several reads can share one.
    [[nodiscard]] boost::asio::awaitable<std::expected<std::size_t, StreamEnd>> read_some(
        std::span<char> buffer, std::optional<Timeout> timeout);

    // All of both, one after the other; `timeout` starts anew with each byte the client takes.
    [[nodiscard]] boost::asio::awaitable<std::expected<void, StreamEnd>> write_all(std::string_view first,
                                                                                   std::string_view second,
                                                                                   Timeout timeout);

    void set_deadline(Timeout from_now);
    void clear_deadline();

    // Sends what was written and then the end; reads and forgets what the client still sends, within limits,
    // so that the network does not throw the answer away.
    [[nodiscard]] boost::asio::awaitable<void> close_gently();
    // Ends all waiting with `closed`.
    void close();

    [[nodiscard]] boost::asio::any_io_executor executor() const;
    [[nodiscard]] const std::string& remote_address() const;

  private:
    struct Impl;
    std::shared_ptr<Impl> impl_;  // shared with the deadline's timer, which may fire late
};

}  // namespace palette::http
