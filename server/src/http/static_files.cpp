#include "http/static_files.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <span>
#include <system_error>
#include <vector>

#include <fmt/core.h>
#include <sodium.h>

#include "base/encoding.hpp"
#include "base/text.hpp"
#include "http/ascii.hpp"
#include "http/conditional.hpp"
#include "http/problem.hpp"

namespace palette::http {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kIndex = "/index.html";
constexpr std::size_t kEtagBytes = 12;

using Digest = std::array<std::uint8_t, crypto_hash_sha256_BYTES>;

Digest sha256(std::string_view bytes) {
    Digest digest{};
    crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    return digest;
}

std::string_view content_type_of(const fs::path& path) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 22> kTypes{{
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json"},
        {".map", "application/json"},
        {".webmanifest", "application/manifest+json"},
        {".txt", "text/plain; charset=utf-8"},
        {".xml", "application/xml"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".jpeg", "image/jpeg"},
        {".gif", "image/gif"},
        {".webp", "image/webp"},
        {".avif", "image/avif"},
        {".ico", "image/x-icon"},
        {".woff", "font/woff"},
        {".woff2", "font/woff2"},
        {".ttf", "font/ttf"},
        {".wasm", "application/wasm"},
        {".pdf", "application/pdf"},
    }};
    const std::string extension = path.extension().string();
    const auto* found = std::ranges::find_if(
        kTypes, [&](const auto& type) { return equal_ignoring_case(type.first, extension); });
    return found == kTypes.end() ? "application/octet-stream" : found->second;
}

// The contents of all scripts that stand in the page itself.
std::vector<std::string_view> inline_scripts(std::string_view page) {
    constexpr std::string_view kOpen = "<script";
    constexpr std::string_view kClose = "</script";
    std::vector<std::string_view> scripts;
    while (true) {
        const auto open = page.find(kOpen);
        if (open == std::string_view::npos) return scripts;
        const auto tag_end = page.find('>', open);
        if (tag_end == std::string_view::npos) return scripts;
        const auto close = page.find(kClose, tag_end);
        if (close == std::string_view::npos) return scripts;
        const bool elsewhere = page.substr(open, tag_end - open).find(" src") != std::string_view::npos;
        const std::string_view content = page.substr(tag_end + 1, close - tag_end - 1);
        if (!elsewhere && !content.empty()) scripts.push_back(content);
        page.remove_prefix(close + kClose.size());
    }
}

std::string content_security_policy(std::string_view index_page) {
    std::string script_sources = "'self'";
    for (const std::string_view script : inline_scripts(index_page)) {
        script_sources += fmt::format(" 'sha256-{}'", to_base64(sha256(script)));
    }
    return fmt::format(
        "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; script-src {}; "
        "object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
        script_sources);
}

std::unexpected<Error> unreadable(const fs::path& path, const std::error_code& error) {
    return fail(ErrorKind::io, "web_app_unreadable", "The web app's files cannot be read.",
                fmt::format("{}: {}", path.string(), error.message()));
}

Result<std::string> read_whole(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    if (!stream) return unreadable(path, std::make_error_code(std::errc::io_error));
    return bytes;
}

// What lies in the folder, by path from it, without links, hidden files and what is no plain file.
Result<std::vector<fs::path>> list_files(const fs::path& folder, std::size_t bytes_max) {
    std::vector<fs::path> files;
    std::error_code error;
    std::size_t total = 0;
    fs::recursive_directory_iterator it(folder, error);
    for (; !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
        if (it->path().filename().string().starts_with('.')) {
            it.disable_recursion_pending();
            continue;
        }
        if (it->is_symlink(error) || !it->is_regular_file(error)) continue;
        total += it->file_size(error);
        files.push_back(it->path());
    }
    if (error) return unreadable(folder, error);
    if (total > bytes_max) {
        return fail(ErrorKind::too_large, "web_app_too_large", "The web app's files are too large.",
                    fmt::format("{}: {} bytes, at most {}", folder.string(), total, bytes_max));
    }
    return files;
}

// Whether Accept-Encoding takes `coding`: named without q=0, or meant by "*".
bool accepts_coding(std::string_view header, std::string_view coding) {
    bool accepted = false;
    for (std::string_view item : split(header, ',')) {
        const std::string_view name = trim(take_until(item, ';'));
        const bool named = equal_ignoring_case(name, coding);
        if (!named && name != "*") continue;
        std::string_view quality = trim(item);
        const bool weighted = quality.starts_with("q=");
        if (weighted) quality.remove_prefix(2);
        // Zero is written "0", "0.0" to "0.000".
        const bool refused = weighted && quality.find_first_not_of("0.") == std::string_view::npos;
        if (named) return !refused;
        accepted = !refused;
    }
    return accepted;
}

Response not_built_page() {
    return make_response(503, "text/html; charset=utf-8",
                         "<!doctype html><html lang=\"en\"><title>Palette</title>"
                         "<p>The server runs, but its web app is not built. "
                         "<code>./dev build</code> builds it.</p></html>");
}

}  // namespace

Result<StaticFiles> StaticFiles::load(const fs::path& folder) {
    StaticFiles site;
    std::error_code error;
    if (!fs::is_directory(folder, error)) return site;
    auto listed = list_files(folder, kBytesMax);
    if (!listed) return forward(listed);
    std::ranges::sort(*listed);  // a file comes before its compressed copies
    for (const fs::path& path : *listed) {
        auto bytes = read_whole(path);
        if (!bytes) return forward(bytes);
        std::string name = "/";
        name += path.lexically_relative(folder).generic_string();
        site.add(name, std::make_shared<const std::string>(std::move(*bytes)));
    }
    const auto index = site.files_.find(kIndex);
    if (index == site.files_.end()) return site;
    site.index_ = &index->second;
    site.content_security_policy_ = content_security_policy(*site.index_->plain.bytes);
    return site;
}

void StaticFiles::add(const std::string& name, SharedBytes bytes) {
    const auto digest = sha256(*bytes);
    const std::string version = to_base64url(std::span(digest).first<kEtagBytes>());
    const bool brotli = name.ends_with(".br");
    if (brotli || name.ends_with(".gz")) {
        const auto original = files_.find(name.substr(0, name.size() - 3));
        if (original == files_.end()) return;
        Encoded& encoded = brotli ? original->second.brotli : original->second.gzip;
        encoded = {.bytes = std::move(bytes), .etag = quoted_etag(version + (brotli ? "-br" : "-gz"))};
        return;
    }
    const bool named_by_content = name.starts_with("/assets/");
    files_[name] = {
        .content_type = std::string(content_type_of(name)),
        .cache_control = named_by_content ? "public, max-age=31536000, immutable" : "no-cache",
        .plain = {.bytes = std::move(bytes), .etag = quoted_etag(version)},
        .brotli = {},
        .gzip = {},
    };
}

Response StaticFiles::answer(const Request& request) const {
    if (index_ == nullptr) return not_built_page();
    const File* file = find(request);
    if (file == nullptr) {
        return problem_response({.status = 404,
                                 .code = "not_found",
                                 .detail = "There is nothing at this address.",
                                 .retry_after = {}});
    }
    return send(request, *file);
}

const StaticFiles::File* StaticFiles::find(const Request& request) const {
    if (request.path == "/") return index_;
    const auto found = files_.find(request.path);
    if (found != files_.end()) return &found->second;
    const std::string_view last = std::string_view(request.path).substr(request.path.rfind('/') + 1);
    const bool may_be_page = last.find('.') == std::string_view::npos;
    const auto accepted = request.header("Accept").value_or(std::string_view{});
    return may_be_page && accepted.find("text/html") != std::string_view::npos ? index_ : nullptr;
}

Response StaticFiles::send(const Request& request, const File& file) const {
    const auto accepted = request.header("Accept-Encoding").value_or(std::string_view{});
    const Encoded* chosen = &file.plain;
    std::string_view coding;
    if (file.brotli.bytes && accepts_coding(accepted, "br")) {
        chosen = &file.brotli;
        coding = "br";
    } else if (file.gzip.bytes && accepts_coding(accepted, "gzip")) {
        chosen = &file.gzip;
        coding = "gzip";
    }
    const bool unchanged = is_unchanged(request, chosen->etag);
    Response response = not_modified(chosen->etag, file.cache_control);
    if (file.brotli.bytes || file.gzip.bytes) response.headers.add("Vary", "Accept-Encoding");
    if (&file == index_) response.headers.add("Content-Security-Policy", content_security_policy_);
    if (unchanged) return response;
    response.status = 200;
    response.headers.add("Content-Type", file.content_type);
    if (!coding.empty()) response.headers.add("Content-Encoding", std::string(coding));
    response.body = chosen->bytes;
    return response;
}

}  // namespace palette::http
