#include "http/event_sender.hpp"

#include <array>
#include <memory>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace palette::http {

namespace asio = boost::asio;

namespace {

struct Watch {
    explicit Watch(const asio::any_io_executor& executor) : changed(executor) {}
    asio::steady_timer changed;  // cancelled to say that something did
    bool over = false;
};

// A client that only listens is known to be gone by the end of its side.
asio::awaitable<void> watch_client(Stream& stream, EventStream& events, std::shared_ptr<Watch> watch) {
    std::array<char, 256> ignored{};
    while (co_await stream.read_some(ignored, std::nullopt)) {
    }
    events.close();
    watch->over = true;
    watch->changed.cancel();
}

}  // namespace

asio::awaitable<void> send_events(Stream& stream, EventStream& events, std::chrono::milliseconds heartbeat,
                                  std::chrono::milliseconds write_timeout) {
    const asio::any_io_executor executor = stream.executor();
    // Shared: a wake-up that was posted may run after this function has returned.
    const auto watch = std::make_shared<Watch>(executor);
    events.attach([executor, watch] { asio::post(executor, [watch] { watch->changed.cancel(); }); });
    stream.clear_deadline();
    asio::co_spawn(executor, watch_client(stream, events, watch), asio::detached);

    while (true) {
        // Asked before taking: what is pushed in between is taken, and closing comes last.
        const bool closed = events.is_closed();
        std::string text = events.take();
        if (text.empty()) {
            if (closed) break;
            watch->changed.expires_after(heartbeat);
            const auto [error] = co_await watch->changed.async_wait(asio::as_tuple(asio::use_awaitable));
            if (error) continue;
            text = ": still here\n\n";
        }
        const auto written = co_await stream.write_all(text, {}, write_timeout);
        if (!written) break;
    }
    events.detach();
    events.close();
    stream.close();
    while (!watch->over) {
        watch->changed.expires_at(std::chrono::steady_clock::time_point::max());
        co_await watch->changed.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

}  // namespace palette::http
