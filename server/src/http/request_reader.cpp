#include "http/request_reader.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>

#include "http/ascii.hpp"

namespace palette::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using beast::http::verb;
using boost::system::error_code;

namespace {

constexpr std::size_t kBufferBytes = 4UL * 1024;
constexpr std::size_t kBodyBufferBytes = 64UL * 1024;  // also the most one line between two chunks may take

std::unexpected<ReadFailure> refuse(int status, std::string code, std::string detail) {
    return std::unexpected(ReadFailure{
        Problem{.status = status, .code = std::move(code), .detail = std::move(detail), .retry_after = {}}});
}

std::unexpected<ReadFailure> gone() {
    return std::unexpected(ReadFailure{});
}

std::unexpected<ReadFailure> malformed(const error_code& error) {
    return refuse(400, "malformed_request", "The request is not valid HTTP/1.1: " + error.message() + ".");
}

std::optional<Method> method_of(verb method) {
    switch (method) {
        case verb::get:
            return Method::get;
        case verb::head:
            return Method::head;
        case verb::post:
            return Method::post;
        case verb::put:
            return Method::put;
        case verb::patch:
            return Method::patch;
        case verb::delete_:
            return Method::del;
        case verb::options:
            return Method::options;
        default:
            return std::nullopt;
    }
}

}  // namespace

struct RequestReader::Impl {
    using Parser = beast::http::request_parser<beast::http::buffer_body>;

    Impl(Stream& connection, const ServerSettings& server_settings)
        : stream(connection), settings(server_settings), buffer(kBufferBytes) {}

    Stream& stream;
    const ServerSettings& settings;
    std::optional<Parser> parser;
    std::vector<char> buffer;
    std::size_t begin = 0;  // what was received and not parsed lies in [begin, end)
    std::size_t end = 0;
    bool idle = false;
    bool first_request = true;

    [[nodiscard]] std::size_t available() const { return end - begin; }
    [[nodiscard]] std::string_view unparsed() const { return {buffer.data() + begin, available()}; }

    // Room for at least one more byte, in a buffer that grows to `bytes_max`; false when there is none.
    bool make_room(std::size_t bytes_max) {
        if (begin > 0) {
            std::memmove(buffer.data(), buffer.data() + begin, available());
            end -= begin;
            begin = 0;
        }
        if (end == buffer.size()) buffer.resize(std::max(std::min(end * 2, bytes_max), buffer.size()));
        return end < buffer.size();
    }

    std::span<char> room() { return std::span(buffer).subspan(end); }

    // Parses what is there as far as it goes. need_more is no error: it says so by returning no progress.
    error_code parse() {
        error_code error;
        begin += parser->put(asio::const_buffer(buffer.data() + begin, available()), error);
        if (error == beast::http::error::need_more || error == beast::http::error::need_buffer) error = {};
        return error;
    }

    // Clients may send an empty line after a former request's body: RFC 9112, 2.2.
    void skip_empty_lines() {
        while (unparsed().starts_with("\r\n")) begin += 2;
    }

    [[nodiscard]] std::unexpected<ReadFailure> head_too_large(std::size_t parsed) const {
        const bool in_request_line = parsed == 0 && unparsed().find('\n') == std::string_view::npos;
        if (in_request_line) return refuse(414, "target_too_long", "The address of the request is too long.");
        return refuse(431, "header_too_large", "The request's header fields are too large.");
    }

    asio::awaitable<std::expected<void, ReadFailure>> parse_head();
    [[nodiscard]] std::expected<RequestHead, ReadFailure> take_head() const;
};

asio::awaitable<std::expected<void, ReadFailure>> RequestReader::Impl::parse_head() {
    const std::size_t bytes_max = settings.header_bytes_max;
    std::size_t parsed = 0;
    bool was_idle = false;
    bool was_started = false;
    parser.emplace();
    parser->header_limit(static_cast<std::uint32_t>(bytes_max));
    parser->body_limit(boost::none);
    while (true) {
        if (parsed == 0) skip_empty_lines();
        if (available() > 0) {
            const std::size_t before = begin;
            const error_code error = parse();
            parsed += begin - before;
            if (error == beast::http::error::header_limit || parsed > bytes_max) {
                co_return head_too_large(parsed);
            }
            if (error) co_return malformed(error);
            if (parser->is_header_done()) co_return std::expected<void, ReadFailure>{};
        }
        if (parsed + available() >= bytes_max || !make_room(bytes_max)) co_return head_too_large(parsed);
        const bool started = parsed + available() > 0;
        // Each deadline is set once: neither empty lines nor single bytes buy more time.
        if (started && !was_started) {
            stream.set_deadline(settings.header_timeout);
            was_started = true;
        }
        if (!started && !was_idle) {
            stream.set_deadline(first_request ? settings.header_timeout : settings.idle_timeout);
            was_idle = true;
        }
        idle = !started;
        const auto bytes = co_await stream.read_some(room(), std::nullopt);
        idle = false;
        if (!bytes && bytes.error() == StreamEnd::timed_out && started) {
            co_return refuse(408, "request_timeout", "The request did not arrive in time.");
        }
        if (!bytes) co_return gone();
        end += *bytes;
    }
}

std::expected<RequestHead, ReadFailure> RequestReader::Impl::take_head() const {
    const auto& message = parser->get();
    RequestHead head;
    head.method = method_of(message.method());
    head.target = std::string(message.target());
    for (const auto& field : message) {
        head.headers.add(std::string(field.name_string()), std::string(field.value()));
    }

    const bool is_http_1_1 = message.version() == 11;
    if (is_http_1_1 && head.headers.count("Host") != 1) {
        return refuse(400, "malformed_request", "The request needs one Host.");
    }
    // Beast lets equal lengths and unknown encodings through; a proxy in front may read them differently.
    const auto length = head.headers.find("Content-Length");
    if (head.headers.count("Content-Length") > 1 || (length && length->find(',') != std::string_view::npos)) {
        return refuse(400, "malformed_request", "The request has more than one Content-Length.");
    }
    if (const auto encoding = head.headers.find("Transfer-Encoding");
        encoding && (!is_http_1_1 || !equal_ignoring_case(*encoding, "chunked"))) {
        return refuse(400, "malformed_request", "The only transfer encoding taken is chunked.");
    }

    // HTTP/1.0 would need its keep-alive announced; nobody misses it.
    head.keep_alive = is_http_1_1 && message.keep_alive();
    head.has_body = !parser->is_done();
    if (!parser->chunked()) head.content_length = parser->content_length().value_or(0);
    if (const auto expectation = head.headers.find("Expect"); expectation && is_http_1_1) {
        if (!equal_ignoring_case(*expectation, "100-continue")) {
            return refuse(417, "expectation_failed", "The only expectation met is 100-continue.");
        }
        head.expects_continue = head.has_body;
    }
    return head;
}

RequestReader::RequestReader(Stream& stream, const ServerSettings& settings)
    : impl_(std::make_unique<Impl>(stream, settings)) {}

RequestReader::~RequestReader() = default;

asio::awaitable<std::expected<RequestHead, ReadFailure>> RequestReader::read_head() {
    if (impl_->available() == 0 && impl_->buffer.size() > kBufferBytes) {
        // A connection that waits keeps no more than it must.
        impl_->buffer = std::vector<char>(kBufferBytes);
        impl_->begin = impl_->end = 0;
    }
    auto parsed = co_await impl_->parse_head();
    impl_->stream.clear_deadline();
    impl_->first_request = false;
    if (!parsed) co_return std::unexpected(std::move(parsed.error()));
    co_return impl_->take_head();
}

asio::awaitable<std::expected<std::size_t, ReadFailure>> RequestReader::read_body(std::span<char> out) {
    auto& body = impl_->parser->get().body();
    body.data = out.data();
    body.size = out.size();
    body.more = true;
    while (!impl_->parser->is_done()) {
        while (impl_->available() > 0 && !impl_->parser->is_done()) {
            const std::size_t before = impl_->begin;
            const error_code error = impl_->parse();
            if (error) co_return malformed(error);
            if (impl_->begin == before) break;
        }
        const std::size_t produced = out.size() - body.size;
        if (produced > 0) co_return produced;
        if (impl_->parser->is_done()) break;
        if (!impl_->make_room(kBodyBufferBytes)) {
            co_return refuse(400, "malformed_request", "A chunk's header or the trailer is too long.");
        }
        const auto bytes = co_await impl_->stream.read_some(impl_->room(), impl_->settings.body_timeout);
        if (!bytes && bytes.error() == StreamEnd::timed_out) {
            co_return refuse(408, "request_timeout", "The request did not arrive in time.");
        }
        if (!bytes) co_return gone();
        impl_->end += *bytes;
    }
    co_return out.size() - body.size;
}

bool RequestReader::is_body_read() const {
    return !impl_->parser || impl_->parser->is_done();
}

bool RequestReader::is_idle() const {
    return impl_->idle;
}

}  // namespace palette::http
