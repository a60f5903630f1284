#include "http/server.hpp"

#include <mutex>
#include <pthread.h>
#include <thread>
#include <unordered_set>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/core.h>

#include "base/log.hpp"
#include "http/connection.hpp"
#include "http/response_writer.hpp"

namespace palette::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr int kBacklog = 1024;
constexpr std::size_t kRefusalsAtOnceMax = 128;
constexpr auto kPauseAfterFailedAccept = std::chrono::milliseconds(100);

std::unexpected<Error> fail_to_listen(const ServerSettings& settings, const error_code& error) {
    const std::string detail =
        fmt::format("{} port {}: {}", settings.address, settings.port, error.message());
    if (error == asio::error::address_in_use) {
        return fail(ErrorKind::conflict, "address_in_use",
                    fmt::format("Another program already listens on port {}.", settings.port), detail);
    }
    return fail(ErrorKind::io, "cannot_listen", fmt::format("Cannot listen on port {}.", settings.port),
                detail);
}

// Each connection has one piece of work on the disk pool at most, and may leave files to remove.
std::size_t disk_queue_length_max(const ServerSettings& settings) {
    return settings.connections_max * 4;
}

}  // namespace

struct Server::Impl {
    explicit Impl(ServerSettings settings, Router router)
        : context{.settings = std::move(settings),
                  .router = std::move(router),
                  .disk = nullptr,
                  .spool = nullptr,
                  .event_streams = 0,
                  .stopping = false} {}

    ServerContext context;
    asio::io_context io;
    asio::strand<asio::io_context::executor_type> strand = asio::make_strand(io);  // of the two below
    tcp::acceptor acceptor{strand};
    asio::steady_timer stop_timer{strand};
    std::atomic<std::size_t> refusals = 0;
    std::uint16_t port = 0;
    std::mutex mutex;
    std::unordered_set<std::shared_ptr<Connection>> connections;  // shared with the coroutine that runs each

    Result<void> listen();
    asio::awaitable<void> accept();
    asio::awaitable<void> serve(std::shared_ptr<Connection> connection);
    asio::awaitable<void> refuse(tcp::socket socket);
    void take(tcp::socket socket);
    void begin_stop();
    void run_loop();

    [[nodiscard]] std::size_t connection_count() {
        const std::lock_guard lock(mutex);
        return connections.size();
    }
    [[nodiscard]] std::vector<std::shared_ptr<Connection>> all_connections() {
        const std::lock_guard lock(mutex);
        return {connections.begin(), connections.end()};
    }
};

Result<void> Server::Impl::listen() {
    error_code error;
    const auto address = asio::ip::make_address(context.settings.address, error);
    if (error) {
        return fail(ErrorKind::invalid, "address_invalid",
                    fmt::format("\"{}\" is not an IP address.", context.settings.address));
    }
    const tcp::endpoint endpoint(address, context.settings.port);
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error && address.is_v6() && address.is_unspecified()) {
        acceptor.set_option(asio::ip::v6_only(false), error);
    }
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(kBacklog, error);
    if (error) return fail_to_listen(context.settings, error);
    port = acceptor.local_endpoint().port();
    return {};
}

asio::awaitable<void> Server::Impl::accept() {
    while (acceptor.is_open()) {
        auto [error, socket] =
            co_await acceptor.async_accept(asio::make_strand(io), asio::as_tuple(asio::use_awaitable));
        if (!error) {
            take(tcp::socket(std::move(socket)));
            continue;
        }
        if (!acceptor.is_open()) break;
        // Usually no file descriptors left: they come back as connections end.
        spdlog::warn("cannot accept a connection: {}", error.message());
        asio::steady_timer pause(strand, kPauseAfterFailedAccept);
        co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

void Server::Impl::take(tcp::socket socket) {
    const auto executor = socket.get_executor();
    if (connection_count() >= context.settings.connections_max) {
        if (refusals >= kRefusalsAtOnceMax) return;
        ++refusals;
        asio::co_spawn(executor, refuse(std::move(socket)), asio::detached);
        return;
    }
    auto connection = std::make_shared<Connection>(std::move(socket), context);
    {
        const std::lock_guard lock(mutex);
        connections.insert(connection);
    }
    asio::co_spawn(executor, serve(std::move(connection)), asio::detached);
}

asio::awaitable<void> Server::Impl::serve(std::shared_ptr<Connection> connection) {
    co_await connection->run();
    bool last = false;
    {
        const std::lock_guard lock(mutex);
        connections.erase(connection);
        last = connections.empty();
    }
    if (last && context.stopping) asio::post(strand, [this] { stop_timer.cancel(); });
}

asio::awaitable<void> Server::Impl::refuse(tcp::socket socket) {
    constexpr auto kRetryAfter = std::chrono::seconds(5);
    Stream stream(std::move(socket));
    const Response response = problem_response({.status = 503,
                                                .code = "too_many_connections",
                                                .detail = "The server has too many clients. Try again soon.",
                                                .retry_after = kRetryAfter});
    const auto& body = std::get<std::string>(response.body);
    const std::string head = encode_head(response, body.size(), AfterResponse::close);
    const auto written = co_await stream.write_all(head, body, context.settings.write_timeout);
    if (written) co_await stream.close_gently();
    --refusals;
}

void Server::Impl::begin_stop() {
    error_code ignored;
    acceptor.close(ignored);
    const auto running = all_connections();
    if (running.empty()) return;
    for (const auto& connection : running) connection->stop();
    stop_timer.expires_after(context.settings.stop_timeout);
    stop_timer.async_wait([this](const error_code& error) {
        if (error) return;
        const auto late = all_connections();
        spdlog::warn("cutting {} connections that did not end in time", late.size());
        for (const auto& connection : late) connection->cut();
    });
}

void Server::Impl::run_loop() {
    while (true) {
        try {
            io.run();
            return;
        } catch (const std::exception& exception) {
            // Nothing of ours throws here; a bug in one handler must not end the others.
            spdlog::error("the event loop caught: {}", exception.what());
        }
    }
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::open(ServerSettings settings, Router router) {
    auto impl = std::make_unique<Impl>(std::move(settings), std::move(router));
    ServerContext& context = impl->context;
    context.disk = std::make_shared<ThreadPool>("http-disk", context.settings.disk_threads,
                                                disk_queue_length_max(context.settings));
    auto spool = Spool::open(context.settings.spool_directory, context.disk);
    if (!spool) return forward(spool);
    context.spool = std::move(*spool);
    auto listening = impl->listen();
    if (!listening) return forward(listening);
    return std::unique_ptr<Server>(new Server(std::move(impl)));
}

std::uint16_t Server::port() const {
    return impl_->port;
}

void Server::run() {
    asio::co_spawn(impl_->strand, impl_->accept(), asio::detached);
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < impl_->context.settings.threads; ++i) {
        others.emplace_back([this] { impl_->run_loop(); });
        pthread_setname_np(others.back().native_handle(), "http-io");
    }
    impl_->run_loop();
}

void Server::stop() {
    if (impl_->context.stopping.exchange(true)) return;
    asio::post(impl_->strand, [impl = impl_.get()] { impl->begin_stop(); });
}

}  // namespace palette::http
