#include "http/response_writer.hpp"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "base/log.hpp"
#include "http/ascii.hpp"
#include "http/blocking.hpp"
#include "http/disk_file.hpp"
#include "http/problem.hpp"

namespace palette::http {

namespace asio = boost::asio;

namespace {

constexpr std::uint64_t kFileChunkBytes = 256UL * 1024;

struct OpenedFile {
    DiskFile file;
    std::string first_chunk;
};

Result<OpenedFile> open_file(const FileBody& body, bool head_only) {
    auto file = DiskFile::open(body.path, body.offset + body.length);
    if (!file) return forward(file);
    std::string chunk(head_only ? 0 : std::min(body.length, kFileChunkBytes), '\0');
    auto read = file->read_at(body.offset, chunk);
    if (!read) return forward(read);
    return OpenedFile{.file = std::move(*file), .first_chunk = std::move(chunk)};
}

Response problem_of(const Error& error) {
    if (error.kind == ErrorKind::busy) {
        return problem_response({.status = 503,
                                 .code = "busy",
                                 .detail = error.public_message,
                                 .retry_after = std::chrono::seconds(1)});
    }
    spdlog::error("cannot send a file: {}", describe(error));
    if (error.kind == ErrorKind::not_found) {
        return problem_response(
            {.status = 404, .code = error.code, .detail = error.public_message, .retry_after = {}});
    }
    return problem_response({.status = 500,
                             .code = "internal",
                             .detail = "Something went wrong in the server.",
                             .retry_after = {}});
}

bool has_no_content(int status) {
    return status == 204 || status == 304;
}

asio::awaitable<Sent> send_bytes(Stream& stream, const Response& response, std::string_view body,
                                 SendOptions options) {
    std::optional<std::uint64_t> length;
    if (!has_no_content(response.status)) length = body.size();
    const std::string head = encode_head(response, length, options.after);
    const std::string_view sent_body = options.head_only || !length ? std::string_view{} : body;
    const auto written = co_await stream.write_all(head, sent_body, options.write_timeout);
    co_return Sent{.status = response.status, .complete = written.has_value()};
}

asio::awaitable<Sent> send_file(Stream& stream, const Response& response, const FileBody& body,
                                SendOptions options, ThreadPool& disk) {
    auto opened = co_await on_pool(disk, [&] { return open_file(body, options.head_only); });
    if (!opened) {
        const Response problem = problem_of(opened.error());
        co_return co_await send_bytes(stream, problem, std::get<std::string>(problem.body), options);
    }
    const std::string head = encode_head(response, body.length, options.after);
    auto written = co_await stream.write_all(head, opened->first_chunk, options.write_timeout);
    const std::uint64_t end = body.offset + (options.head_only ? 0 : body.length);
    std::string& chunk = opened->first_chunk;
    std::uint64_t at = body.offset + chunk.size();
    while (written && at < end) {
        chunk.resize(std::min(end - at, kFileChunkBytes));
        const auto read = co_await on_pool(disk, [&] { return opened->file.read_at(at, chunk); });
        if (!read) {
            spdlog::error("cannot send {}: {}", body.path.string(), describe(read.error()));
            co_return Sent{.status = response.status, .complete = false};
        }
        at += chunk.size();
        written = co_await stream.write_all(chunk, {}, options.write_timeout);
    }
    co_return Sent{.status = response.status, .complete = written.has_value()};
}

// In chunks (RFC 9112, 7.1), whose missing end tells a client that something is missing; to one whose
// connection ends here, which may be of HTTP/1.0, as it is.
asio::awaitable<Sent> send_source(Stream& stream, Response response, BodySource& source, SendOptions options,
                                  ThreadPool& disk) {
    const bool chunked = options.after == AfterResponse::keep_alive;
    if (chunked) response.headers.add("Transfer-Encoding", "chunked");
    const std::string head = encode_head(response, std::nullopt, options.after);
    auto written = co_await stream.write_all(head, {}, options.write_timeout);
    std::string_view line_end;  // of the chunk before
    bool at_end = options.head_only;
    while (written && !at_end) {
        const auto piece = co_await on_pool(disk, [&source] { return source.next(); });
        if (!piece) {
            spdlog::error("cannot make a response: {}", describe(piece.error()));
            co_return Sent{.status = response.status, .complete = false};
        }
        at_end = piece->empty();
        const std::string frame = !chunked ? std::string()
                                  : at_end ? fmt::format("{}0\r\n\r\n", line_end)
                                           : fmt::format("{}{:x}\r\n", line_end, piece->size());
        line_end = "\r\n";
        written = co_await stream.write_all(frame, *piece, options.write_timeout);
    }
    co_return Sent{.status = response.status, .complete = written.has_value()};
}

}  // namespace

std::string encode_head(const Response& response, std::optional<std::uint64_t> content_length,
                        AfterResponse after) {
    constexpr std::size_t kUsualHeadBytes = 512;
    std::string head;
    head.reserve(kUsualHeadBytes);
    fmt::format_to(std::back_inserter(head), "HTTP/1.1 {} {}\r\n", response.status,
                   reason_phrase(response.status));
    for (const auto& [name, value] : response.headers) {
        head += name;
        head += ": ";
        // A line break in a value would let it pass for further headers.
        std::ranges::transform(value, std::back_inserter(head),
                               [](char character) { return is_control(character) ? ' ' : character; });
        head += "\r\n";
    }
    if (response.headers.count("X-Content-Type-Options") == 0) head += "X-Content-Type-Options: nosniff\r\n";
    if (response.headers.count("Referrer-Policy") == 0) head += "Referrer-Policy: same-origin\r\n";
    if (content_length) fmt::format_to(std::back_inserter(head), "Content-Length: {}\r\n", *content_length);
    if (after == AfterResponse::close) head += "Connection: close\r\n";
    head += "\r\n";
    return head;
}

asio::awaitable<Sent> send_response(Stream& stream, Response response, SendOptions options,
                                    ThreadPool& disk) {
    if (const auto* text = std::get_if<std::string>(&response.body)) {
        co_return co_await send_bytes(stream, response, *text, options);
    }
    if (const auto* shared = std::get_if<SharedBytes>(&response.body)) {
        co_return co_await send_bytes(stream, response, **shared, options);
    }
    if (const auto* file = std::get_if<FileBody>(&response.body)) {
        co_return co_await send_file(stream, response, *file, options, disk);
    }
    if (const auto* source = std::get_if<std::shared_ptr<BodySource>>(&response.body)) {
        const auto kept = *source;
        co_return co_await send_source(stream, std::move(response), *kept, options, disk);
    }
    const std::string head = encode_head(response, std::nullopt, AfterResponse::close);
    const auto written = co_await stream.write_all(head, {}, options.write_timeout);
    co_return Sent{.status = response.status, .complete = written.has_value()};
}

}  // namespace palette::http
