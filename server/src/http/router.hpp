#pragma once

// Which handler answers which path, and what may come with the request.
//
// Filled by the owner before the server is opened, read by all connections afterwards. A pattern is literal
// segments and
// `{name}` segments, each of which takes one whole, non-empty segment:
// "/api/v1/images/{id}/renditions/{width}". Where two patterns match, the one with the earlier literal wins.
// HEAD is answered by GET's handler without its body, OPTIONS by the list of methods, a known path under
// another method by 405 with Allow, an unknown path by the fallback or 404.

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "http/message.hpp"

namespace palette::http {

// Runs on the connection's strand: it must not block, and hops to a pool (http/blocking.hpp) for work that
// does. An exception becomes a 500 with code `internal`.
using Handler = std::function<boost::asio::awaitable<Response>(Request&)>;

// Runs before the body is read: an answer ends the request there (a 401 costs no upload), none lets it go on.
using Guard = std::function<boost::asio::awaitable<std::optional<Response>>(Request&)>;

inline constexpr std::size_t kIgnoredBodyBytesMax = 64UL * 1024;

// The handler wants no body: up to kIgnoredBodyBytesMax are read and forgotten, more is answered 413.
struct NoBody {};

struct Buffered {
    std::size_t bytes_max = 1024UL * 1024;
};

// multipart/form-data; anything else is answered 415. Over a limit: 413.
struct Multipart {
    std::uint64_t file_bytes_max = 64UL * 1024 * 1024;
    std::size_t files_max = 1;
    std::size_t fields_max = 64;
    std::size_t field_bytes_max = 64UL * 1024;
};

// The body is written where it shall lie while it comes: what came before a connection breaks is not lost.
// `open` runs after the guard and before the first byte is read; an answer instead of a sink ends the
// request. A sink's failure is answered by `refuse`.
struct Streamed {
    using Opened = std::expected<std::unique_ptr<BodySink>, Response>;

    std::uint64_t bytes_max = 0;
    std::function<boost::asio::awaitable<Opened>(Request&)> open;
    std::function<Response(const Error&)> refuse;
};

using BodyRule = std::variant<NoBody, Buffered, Multipart, Streamed>;

struct RouteOptions {
    BodyRule body = NoBody{};
    Guard guard;
};

class Router {
  public:
    // Wrong patterns and the same method and pattern twice are bugs: asserted.
    void add(Method method, std::string_view pattern, Handler handler, RouteOptions options = {});

    // Answers GET and HEAD of paths no route has: the web app. Paths under `reserved` prefixes ("/api/") stay
    // 404.
    void set_fallback(Handler handler, std::vector<std::string> reserved = {});

    struct Route {
        Handler handler;
        RouteOptions options;
        bool exists = false;
    };
    struct Match {
        const Route* route = nullptr;  // none: answer `refusal`
        std::string_view pattern;      // empty for the fallback and for 404
        Parameters parameters;
        std::optional<Response> refusal;  // 404, 405, or the answer to OPTIONS
    };
    // `path` as in Request.
    [[nodiscard]] Match match(Method method, std::string_view path) const;

  private:
    struct Entry {
        std::string pattern;
        std::vector<std::string> segments;
        std::array<Route, 7> routes;  // by Method
    };
    [[nodiscard]] static std::string allowed_methods(const Entry& entry);

    std::vector<Entry> entries_;  // sorted so that the first match wins
    Route fallback_;
    std::vector<std::string> reserved_;
};

}  // namespace palette::http
