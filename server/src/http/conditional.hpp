#pragma once

// Files over HTTP as RFC 9110 wants them: ETag with If-None-Match (304), one byte Range (206, 416) with
// If-Range. Pure, any thread; the file itself is opened when the response is sent.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "http/message.hpp"

namespace palette::http {

struct FileFacts {
    std::filesystem::path path;
    std::uint64_t bytes = 0;
    std::string content_type;
    std::string etag;           // with its quotes: quoted_etag(sha256); empty: no validation
    std::string cache_control;  // "public, max-age=31536000, immutable"; empty: not sent
};

// The answer to a GET or HEAD of this file. Further headers (Content-Disposition) may be added to it.
[[nodiscard]] Response file_response(const Request& request, FileFacts facts);

[[nodiscard]] std::string quoted_etag(std::string_view value);

// True when If-None-Match names `etag` (weak comparison, lists, "*"): the answer is not_modified().
[[nodiscard]] bool is_unchanged(const Request& request, std::string_view etag);
[[nodiscard]] Response not_modified(std::string_view etag, std::string_view cache_control);

struct ByteRange {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};
struct WholeFile {};
struct Unsatisfiable {};
// What "bytes=..." asks of `bytes` bytes. Several ranges, other units and nonsense mean the whole file, as
// RFC 9110 allows.
[[nodiscard]] std::variant<WholeFile, ByteRange, Unsatisfiable> parse_range(std::string_view value,
                                                                            std::uint64_t bytes);

}  // namespace palette::http
