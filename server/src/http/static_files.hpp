#pragma once

// The built web app: a folder read into memory once, at the start.
//
// `index.html` is revalidated each time, `/assets/*` (named by content) is kept for a year, the rest is
// revalidated. `NAME.br` and `NAME.gz` beside a file are sent to clients that accept them. A GET of a path
// that has no file, whose last segment has no dot and which accepts text/html is answered with index.html:
// the app routes by itself. Symbolic links and hidden files are not served. Immutable after load(): any
// thread.

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "http/message.hpp"

namespace palette::http {

class StaticFiles {
  public:
    static constexpr std::size_t kBytesMax = 256UL * 1024 * 1024;

    // A missing folder is not an error: every page then says that the web app is not built. Unreadable files
    // and a folder over kBytesMax are (ErrorKind::io, too_large).
    [[nodiscard]] static Result<StaticFiles> load(const std::filesystem::path& folder);

    StaticFiles(StaticFiles&&) = default;
    StaticFiles& operator=(StaticFiles&&) = default;

    // To a GET or HEAD: the router's fallback.
    [[nodiscard]] Response answer(const Request& request) const;

  private:
    StaticFiles() = default;

    struct Encoded {
        SharedBytes bytes;
        std::string etag;
    };
    struct File {
        std::string content_type;
        std::string cache_control;
        Encoded plain;
        Encoded brotli;  // no bytes: there is none
        Encoded gzip;
    };
    void add(const std::string& name, SharedBytes bytes);
    [[nodiscard]] const File* find(const Request& request) const;
    [[nodiscard]] Response send(const Request& request, const File& file) const;

    std::map<std::string, File, std::less<>> files_;  // by path: "/assets/index-BX1.js"
    const File* index_ = nullptr;                     // into files_; none: the web app is not built
    std::string content_security_policy_;
};

}  // namespace palette::http
