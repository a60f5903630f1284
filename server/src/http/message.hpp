#pragma once

// A request as a handler sees it and a response as it gives it back: plain values, no network types.
//
// A Request belongs to its connection and lives until its response is written; a handler may move parts out
// of it (the body, an uploaded file). Not shared between threads: the connection waits while the handler's
// work is on a pool.

#include <any>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "http/spool.hpp"

namespace palette::http {

class EventStream;

enum class Method : std::uint8_t { get, head, post, put, patch, del, options };

[[nodiscard]] std::string_view to_string(Method method);  // "GET"

// Header fields in the order given. Names compare without regard to case; lookups are linear, as there are
// few.
class Headers {
  public:
    using Field = std::pair<std::string, std::string>;

    Headers() = default;
    Headers(std::initializer_list<Field> fields) : fields_(fields) {}

    void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
    // Replaces every field of this name.
    void set(std::string_view name, std::string value);
    // The first field of this name.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
    [[nodiscard]] std::size_t count(std::string_view name) const;

    [[nodiscard]] auto begin() const { return fields_.begin(); }
    [[nodiscard]] auto end() const { return fields_.end(); }

  private:
    std::vector<Field> fields_;
};

// One file of a multipart form, complete in the spool directory. Removed when this goes, unless it was
// renamed away.
struct UploadedFile {
    std::string field;
    std::string
        file_name;  // as the client named it: one clean line without folders; may be empty; not to be trusted
    std::string content_type;  // as the client said; not to be trusted
    SpooledFile file;          // file.path()
    std::uint64_t bytes = 0;
};

// Where a Streamed body goes. Used by one thread at a time; its end, whenever it comes, is the end of the
// body.
class BodySink {
  public:
    BodySink() = default;
    virtual ~BodySink() = default;
    BodySink(const BodySink&) = delete;
    BodySink& operator=(const BodySink&) = delete;
    // Blocks: runs on the server's disk pool. After a failure no more comes.
    virtual Result<void> append(std::string_view bytes) = 0;
};

struct Form {
    std::vector<std::pair<std::string, std::string>> fields;  // values are valid UTF-8
    std::vector<UploadedFile> files;

    [[nodiscard]] std::optional<std::string_view> field(std::string_view name) const;
};

// Decoded names and values in the order they came; a name may repeat.
using Parameters = std::vector<std::pair<std::string, std::string>>;

struct Request {
    Method method = Method::get;
    std::string target;          // as it came: "/api/v1/search?q=a%20cat"
    std::string path;            // decoded, valid UTF-8, starts with '/', no empty, "." or ".." segment
    std::string route;           // the pattern that matched: "/api/v1/images/{id}"; empty for the fallback
    Parameters path_parameters;  // what stood for {id}
    Parameters query;
    Headers headers;
    std::string body;                // under a Buffered rule
    Form form;                       // under a Multipart rule
    std::unique_ptr<BodySink> sink;  // under a Streamed rule, with the whole body in it
    std::string remote_address;      // of the person, if the server trusts its proxy; no port
    bool secure = false;             // the person came over HTTPS, as a trusted proxy says
    std::any context;                // what the route's guard found out, for the handler

    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const {
        return headers.find(name);
    }
    // The value of {name}; empty when the route has no such parameter.
    [[nodiscard]] std::string_view path_parameter(std::string_view name) const;
    [[nodiscard]] std::optional<std::string_view> query_value(std::string_view name) const;  // the first
    [[nodiscard]] std::vector<std::string_view> query_values(std::string_view name) const;
    [[nodiscard]] std::optional<std::string_view> cookie(std::string_view name) const;
};

// Part of a file, read on the server's disk pool while it is sent. A file that cannot be opened is answered
// 404, one that is shorter than offset + length 500.
struct FileBody {
    std::filesystem::path path;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

// A body that is made while it is sent, of a length that nobody knows before. Used by one thread at a time.
class BodySource {
  public:
    BodySource() = default;
    virtual ~BodySource() = default;
    BodySource(const BodySource&) = delete;
    BodySource& operator=(const BodySource&) = delete;
    // The next bytes; empty at the end. Blocks: runs on the server's disk pool. A failure cuts the body off
    // so that the client can tell.
    virtual Result<std::string> next() = 0;
};

// Bytes that many responses share, such as a file of the web app.
using SharedBytes = std::shared_ptr<const std::string>;

// Content-Length, Connection, X-Content-Type-Options and Referrer-Policy are added by the server (the last
// two unless set). Control characters in a header's value are sent as spaces.
struct Response {
    int status = 200;
    Headers headers;
    std::variant<std::string, SharedBytes, FileBody, std::shared_ptr<EventStream>,
                 std::shared_ptr<BodySource>>
        body;
};

[[nodiscard]] Response make_response(int status, std::string_view content_type, std::string body);

// "Not Found"; "Unknown" for a number without a name.
[[nodiscard]] std::string_view reason_phrase(int status);

// The value of Content-Disposition for a name from outside, after RFC 6266: `inline` or `attachment`.
[[nodiscard]] std::string content_disposition(std::string_view kind, std::string_view file_name);

}  // namespace palette::http
