#include "http/connection.hpp"

#include <exception>
#include <utility>

#include <boost/asio/post.hpp>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "http/ascii.hpp"
#include "http/blocking.hpp"
#include "http/body_reader.hpp"
#include "http/cross_site.hpp"
#include "http/event_sender.hpp"
#include "http/event_stream.hpp"
#include "http/multipart_parser.hpp"
#include "http/response_writer.hpp"
#include "http/target.hpp"

namespace palette::http {

namespace asio = boost::asio;

namespace {

Problem problem(int status, std::string code, std::string detail) {
    return {.status = status, .code = std::move(code), .detail = std::move(detail), .retry_after = {}};
}

Response internal_problem() {
    return problem_response(problem(500, "internal", "Something went wrong in the server."));
}

// The client's own address and scheme, which a proxy hides. The last entry is the proxy's own word; those
// before it are the client's.
void believe_proxy(Request& request) {
    if (const auto forwarded = request.header("X-Forwarded-For")) {
        const auto last = trim(split(*forwarded, ',').back());
        if (!last.empty()) request.remote_address = last;
    }
    if (const auto scheme = request.header("X-Forwarded-Proto")) {
        request.secure = equal_ignoring_case(trim(split(*scheme, ',').back()), "https");
    }
}

Response too_many_event_streams() {
    constexpr auto kRetryAfter = std::chrono::seconds(30);
    return problem_response({.status = 503,
                             .code = "too_many_event_streams",
                             .detail = "Too many clients listen for events. Try again later.",
                             .retry_after = kRetryAfter});
}

Response run_failed(const Request& request, const std::exception_ptr& thrown) {
    spdlog::error("{} {}: {}", to_string(request.method), printable(request.target),
                  detail::error_of(thrown).internal_detail);
    return internal_problem();
}

// One of the few connections that may stay open for events.
class EventStreamSlot {
  public:
    explicit EventStreamSlot(ServerContext& server) : server_(server), position_(++server.event_streams) {}
    ~EventStreamSlot() { --server_.event_streams; }
    EventStreamSlot(const EventStreamSlot&) = delete;
    EventStreamSlot& operator=(const EventStreamSlot&) = delete;

    [[nodiscard]] bool is_taken() const { return position_ <= server_.settings.event_streams_max; }

  private:
    ServerContext& server_;
    const std::size_t position_;
};

}  // namespace

Connection::Connection(asio::ip::tcp::socket socket, ServerContext& server)
    : server_(server), stream_(std::move(socket)), reader_(stream_, server.settings) {}

asio::awaitable<void> Connection::run() {
    try {
        co_await serve();
    } catch (const std::exception& exception) {
        spdlog::error("a connection failed: {}", exception.what());
    }
    stream_.close();
}

void Connection::stop() {
    asio::post(stream_.executor(), [self = shared_from_this()] {
        if (self->events_) self->events_->close();
        self->end_if_idle();
    });
}

void Connection::cut() {
    asio::post(stream_.executor(), [self = shared_from_this()] { self->stream_.close(); });
}

void Connection::end_if_idle() {
    if (reader_.is_idle()) stream_.close();
}

asio::awaitable<void> Connection::serve() {
    while (!server_.stopping) {
        auto head = co_await reader_.read_head();
        if (!head) {
            if (!head.error().problem) co_return;
            const SendOptions options{.head_only = false,
                                      .after = AfterResponse::close,
                                      .write_timeout = server_.settings.write_timeout};
            spdlog::debug("{} from {}: {}", head.error().problem->status, stream_.remote_address(),
                          head.error().problem->detail);
            co_await send_response(stream_, problem_response(*head.error().problem), options, *server_.disk);
            break;
        }
        const Next next = co_await exchange(std::move(*head));
        if (next == Next::end) break;
    }
    // A client with nothing under way needs no time to take its leave when the server stops.
    if (server_.stopping && reader_.is_body_read()) co_return;
    co_await stream_.close_gently();
}

asio::awaitable<Connection::Next> Connection::exchange(RequestHead head) {
    const Stopwatch watch;
    Request request;
    Response response = co_await respond(head, request);
    std::optional<EventStreamSlot> slot;
    if (const auto* events = std::get_if<std::shared_ptr<EventStream>>(&response.body)) {
        slot.emplace(server_);
        // Kept before `stopping` is read: stop() sets it first and closes this stream after.
        events_ = *events;
        if (!slot->is_taken() || server_.stopping) {
            events_->close();
            response = too_many_event_streams();
            slot.reset();
        }
    }
    const bool keep = head.keep_alive && reader_.is_body_read() && !slot && !server_.stopping;
    const SendOptions options{.head_only = request.method == Method::head,
                              .after = keep ? AfterResponse::keep_alive : AfterResponse::close,
                              .write_timeout = server_.settings.write_timeout};
    const Sent sent = co_await send_response(stream_, std::move(response), options, *server_.disk);
    report(request, head.target, sent.status, watch.elapsed_ms());
    if (slot && sent.complete && !options.head_only) {
        co_await send_events(stream_, *events_, server_.settings.heartbeat, server_.settings.write_timeout);
    }
    if (slot) events_->close();
    const bool go_on = keep && sent.complete;
    co_return go_on ? Next::request : Next::end;
}

void Connection::report(const Request& request, std::string_view target, int status, double ms) const {
    spdlog::debug("{} {} {} {:.1f} ms {}", to_string(request.method), printable(target), status, ms,
                  request.remote_address);
    if (!server_.settings.on_request) return;
    server_.settings.on_request(
        {.route = request.route, .method = request.method, .status = status, .seconds = ms / 1000});
}

// Fills the request from its head; a problem when it must not go on.
std::optional<Problem> Connection::prepare(RequestHead& head, Request& request) const {
    request.method = head.method.value_or(Method::get);
    request.headers = std::move(head.headers);
    request.remote_address = stream_.remote_address();
    if (server_.settings.behind_proxy) believe_proxy(request);
    if (!head.method) return problem(501, "method_not_implemented", "The server does not know this method.");
    if (head.target.size() > server_.settings.target_bytes_max) {
        return problem(414, "target_too_long", "The address of the request is too long.");
    }
    auto target = parse_target(head.target);
    if (!target) return problem(400, "invalid_target", "The address of the request is not valid.");
    request.target = head.target;
    request.path = std::move(target->path);
    request.query = std::move(target->query);
    if (is_cross_site(request, server_.settings.behind_proxy)) {
        return problem(403, "cross_site", "Another site may not act here in your name.");
    }
    return std::nullopt;
}

asio::awaitable<Response> Connection::respond(RequestHead& head, Request& request) {
    if (const auto refused = prepare(head, request)) co_return problem_response(*refused);
    Router::Match match = server_.router.match(request.method, request.path);
    request.route = match.pattern;
    request.path_parameters = std::move(match.parameters);
    if (match.refusal) {
        co_await settle_body(head);
        co_return std::move(*match.refusal);
    }
    co_return co_await handle(*match.route, head, request);
}

asio::awaitable<Response> Connection::handle(const Router::Route& route, const RequestHead& head,
                                             Request& request) {
    std::exception_ptr thrown;
    try {
        if (route.options.guard) {
            auto answer = co_await route.options.guard(request);
            if (answer) {
                co_await settle_body(head);
                co_return std::move(*answer);
            }
        }
        const auto* streamed = std::get_if<Streamed>(&route.options.body);
        if (streamed != nullptr) {
            auto opened = co_await streamed->open(request);
            if (!opened) {
                co_await settle_body(head);
                co_return std::move(opened.error());
            }
            request.sink = std::move(*opened);
        }
        const auto read = co_await read_body(route.options.body, head, request);
        if (!read && read.error().of_sink) co_return streamed->refuse(*read.error().of_sink);
        if (!read) {
            co_return problem_response(read.error().problem.value_or(
                problem(400, "body_incomplete", "The body of the request ended before its time.")));
        }
        co_return co_await route.handler(request);
    } catch (...) {
        thrown = std::current_exception();
    }
    co_return run_failed(request, thrown);
}

asio::awaitable<std::expected<void, ReadFailure>> Connection::read_body(const BodyRule& rule,
                                                                        const RequestHead& head,
                                                                        Request& request) {
    const auto* streamed = std::get_if<Streamed>(&rule);
    const auto* buffered = std::get_if<Buffered>(&rule);
    const auto* multipart = std::get_if<Multipart>(&rule);
    std::optional<std::string> boundary;
    std::uint64_t bytes_max = kIgnoredBodyBytesMax;
    if (buffered != nullptr) bytes_max = buffered->bytes_max;
    if (streamed != nullptr) bytes_max = streamed->bytes_max;
    if (multipart != nullptr) {
        bytes_max = form_bytes_max(*multipart);
        boundary = multipart_boundary(request.header("Content-Type").value_or(std::string_view{}));
        if (!boundary) {
            co_await settle_body(head);
            co_return std::unexpected(ReadFailure{
                problem(415, "unsupported_content_type", "This address takes multipart/form-data only.")});
        }
    }
    // Said before a byte of it is read, and before the client is told to go on.
    if (head.content_length.value_or(0) > bytes_max) {
        co_return std::unexpected(ReadFailure{problem(413, "body_too_large", "The body is too large.")});
    }
    if (head.expects_continue) {
        constexpr std::string_view kGoOn = "HTTP/1.1 100 Continue\r\n\r\n";
        const auto told = co_await stream_.write_all(kGoOn, {}, server_.settings.write_timeout);
        if (!told) co_return std::unexpected(ReadFailure{});
    }
    if (streamed != nullptr) {
        co_return co_await stream_body(reader_, bytes_max, *request.sink, *server_.disk);
    }
    if (multipart != nullptr) {
        auto form = co_await read_form(reader_, *boundary, *multipart, *server_.spool, *server_.disk);
        if (!form) co_return std::unexpected(std::move(form.error()));
        request.form = std::move(*form);
    } else if (buffered != nullptr) {
        auto body = co_await read_buffered(reader_, buffered->bytes_max);
        if (!body) co_return std::unexpected(std::move(body.error()));
        request.body = std::move(*body);
    } else {
        co_return co_await discard_body(reader_, kIgnoredBodyBytesMax);
    }
    co_return std::expected<void, ReadFailure>{};
}

asio::awaitable<void> Connection::settle_body(const RequestHead& head) {
    const bool small = head.content_length && *head.content_length <= kIgnoredBodyBytesMax;
    if (!small || head.expects_continue) co_return;
    // A failure shows in is_body_read(), and ends the connection there.
    const auto discarded = co_await discard_body(reader_, kIgnoredBodyBytesMax);
    static_cast<void>(discarded);
}

}  // namespace palette::http
