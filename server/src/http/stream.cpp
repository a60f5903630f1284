#include "http/stream.hpp"

#include <array>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace palette::http {

namespace asio = boost::asio;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

namespace {

constexpr auto kLingerTimeout = std::chrono::seconds(2);
constexpr std::size_t kLingerBytesMax = 8UL * 1024 * 1024;

// IPv4 clients of a dual-stack listener appear as ::ffff:192.0.2.1.
std::string address_of(const asio::ip::tcp::socket& socket) {
    error_code error;
    const auto endpoint = socket.remote_endpoint(error);
    if (error) return {};
    const auto address = endpoint.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    }
    return address.to_string();
}

}  // namespace

struct Stream::Impl {
    explicit Impl(asio::ip::tcp::socket connected)
        : socket(std::move(connected)), timer(socket.get_executor()), remote_address(address_of(socket)) {}

    asio::ip::tcp::socket socket;
    asio::steady_timer timer;
    std::string remote_address;
    Clock::time_point deadline = Clock::time_point::max();
    Clock::time_point timer_end = Clock::time_point::max();  // max: the timer does not run
    bool timed_out = false;

    // The timer is left running when a deadline moves away: most requests then never touch it.
    static void wait_until(const std::shared_ptr<Impl>& self, Clock::time_point end) {
        self->timer_end = end;
        self->timer.expires_at(end);
        self->timer.async_wait([weak = std::weak_ptr(self)](const error_code& error) {
            const auto impl = weak.lock();
            if (error || !impl) return;
            impl->timer_end = Clock::time_point::max();
            if (impl->deadline == Clock::time_point::max()) return;
            if (Clock::now() < impl->deadline) {
                wait_until(impl, impl->deadline);
                return;
            }
            impl->timed_out = true;
            error_code ignored;
            impl->socket.cancel(ignored);
        });
    }

    [[nodiscard]] std::unexpected<StreamEnd> failure() const {
        return std::unexpected(timed_out ? StreamEnd::timed_out : StreamEnd::closed);
    }
};

Stream::Stream(asio::ip::tcp::socket socket) : impl_(std::make_shared<Impl>(std::move(socket))) {
    error_code ignored;
    impl_->socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    impl_->socket.non_blocking(true, ignored);
}

Stream::~Stream() {
    close();
}

void Stream::set_deadline(Timeout from_now) {
    impl_->timed_out = false;
    impl_->deadline = Clock::now() + from_now;
    if (impl_->deadline < impl_->timer_end) Impl::wait_until(impl_, impl_->deadline);
}

void Stream::clear_deadline() {
    impl_->deadline = Clock::time_point::max();
}

asio::awaitable<std::expected<std::size_t, StreamEnd>> Stream::read_some(std::span<char> buffer,
                                                                         std::optional<Timeout> timeout) {
    if (timeout) set_deadline(*timeout);
    if (impl_->timed_out) co_return impl_->failure();
    const auto target = asio::buffer(buffer.data(), buffer.size());
    const auto [error, bytes] =
        co_await impl_->socket.async_read_some(target, asio::as_tuple(asio::use_awaitable));
    if (timeout) clear_deadline();
    if (error) co_return impl_->failure();
    co_return bytes;
}

asio::awaitable<std::expected<void, StreamEnd>> Stream::write_all(std::string_view first,
                                                                  std::string_view second, Timeout timeout) {
    while (!first.empty() || !second.empty()) {
        const std::array<asio::const_buffer, 2> source{asio::buffer(first), asio::buffer(second)};
        // Nearly every answer fits the socket's buffer at once: no deadline, no trip through the event loop.
        error_code error;
        std::size_t bytes = impl_->socket.write_some(source, error);
        if (error == asio::error::would_block) {
            set_deadline(timeout);
            std::tie(error, bytes) =
                co_await impl_->socket.async_write_some(source, asio::as_tuple(asio::use_awaitable));
            clear_deadline();
        }
        if (error) co_return impl_->failure();
        const std::size_t of_first = std::min(bytes, first.size());
        first.remove_prefix(of_first);
        second.remove_prefix(bytes - of_first);
    }
    co_return std::expected<void, StreamEnd>{};
}

asio::awaitable<void> Stream::close_gently() {
    error_code ignored;
    impl_->socket.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    constexpr std::size_t kChunkBytes = 16UL * 1024;
    std::vector<char> forgotten(kChunkBytes);
    std::size_t total = 0;
    set_deadline(kLingerTimeout);
    while (total < kLingerBytesMax) {
        const auto bytes = co_await read_some(forgotten, std::nullopt);
        if (!bytes) break;
        total += *bytes;
    }
    close();
}

void Stream::close() {
    error_code ignored;
    impl_->timer.cancel();
    impl_->socket.close(ignored);
}

asio::any_io_executor Stream::executor() const {
    return impl_->socket.get_executor();
}

const std::string& Stream::remote_address() const {
    return impl_->remote_address;
}

}  // namespace palette::http
