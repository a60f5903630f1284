#include "net/file_download.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <curl/curl.h>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string_view>
#include <system_error>
#include <thread>
#include <unistd.h>

#include <fmt/core.h>

#include "base/text.hpp"

namespace palette::net {
namespace {

namespace fs = std::filesystem;

constexpr long kOk = 200;
constexpr long kPartialContent = 206;
constexpr long kRangeNotSatisfiable = 416;
constexpr std::uint64_t kProgressBytes = 1 << 20;  // that an attempt brought, to count as getting on
constexpr const char* kUserAgent = "Palette/1 (self-hosted picture library)";

struct EasyCleanup {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct ListCleanup {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

fs::path beside(const fs::path& file, const char* ending) {
    auto path = file;
    path += ending;
    return path;
}

Error disk_error(const char* action, const fs::path& path) {
    const int number = errno;
    const bool is_full = number == ENOSPC || number == EDQUOT;
    return {is_full ? ErrorKind::no_space : ErrorKind::io, is_full ? "disk_full" : "file_io",
            is_full ? "The disk is full." : "The file could not be written.",
            fmt::format("{} {}: {}", action, path.string(), std::generic_category().message(number)),
            std::nullopt};
}

// The partial file on the disk, opened to be gone on with.
class PartialFile {
  public:
    explicit PartialFile(fs::path path)
        : path_(std::move(path)), descriptor_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644)) {}
    ~PartialFile() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    PartialFile(const PartialFile&) = delete;
    PartialFile& operator=(const PartialFile&) = delete;

    [[nodiscard]] std::optional<Error> error() const { return error_; }
    [[nodiscard]] std::uint64_t size() const { return size_; }

    bool open() {
        const off_t end = descriptor_ < 0 ? -1 : ::lseek(descriptor_, 0, SEEK_END);
        if (end < 0) return failed("open");
        size_ = static_cast<std::uint64_t>(end);
        return true;
    }
    bool begin_again() {
        if (::ftruncate(descriptor_, 0) != 0 || ::lseek(descriptor_, 0, SEEK_SET) != 0)
            return failed("truncate");
        size_ = 0;
        return true;
    }
    bool append(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) return failed("write");
            size_ += static_cast<std::uint64_t>(written);
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
        return true;
    }
    bool sync() { return ::fdatasync(descriptor_) == 0 || failed("sync"); }

  private:
    bool failed(const char* action) {
        error_ = disk_error(action, path_);
        return false;
    }

    const fs::path path_;
    const int descriptor_;
    std::uint64_t size_ = 0;
    std::optional<Error> error_;
};

// One request, as libcurl's callbacks see it.
struct Transfer {
    PartialFile& file;
    const DownloadLimits& limits;
    const DownloadProgress& on_progress;
    fs::path origin;  // where the version's mark is kept
    CURL* handle = nullptr;

    // Of the answer that comes last, after redirects.
    std::string etag;
    std::string last_modified;
    std::uint64_t range_begin = 0;
    bool began = false;
    bool too_large = false;
    bool refused = false;  // an answer whose body is not the file

    [[nodiscard]] long status() const {
        long code = 0;
        curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &code);
        return code;
    }

    // The size of the whole file, 0 where the server does not say.
    [[nodiscard]] std::uint64_t total() const {
        curl_off_t length = -1;
        curl_easy_getinfo(handle, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
        if (length < 0) return 0;
        return static_cast<std::uint64_t>(length) + (status() == kPartialContent ? range_begin : 0);
    }

    // Before the first byte: the file goes on, or begins again with what may be another version.
    bool begin() {
        began = true;
        const long code = status();
        refused = code != kOk && code != kPartialContent;
        if (refused) return false;
        if (code == kPartialContent) {
            refused = range_begin != file.size();
            return !refused;
        }
        if (!file.begin_again()) return false;
        // A weak mark does not promise the same bytes.
        const std::string mark = !etag.empty() && !etag.starts_with("W/") ? etag : last_modified;
        std::ofstream(origin, std::ios::binary | std::ios::trunc) << mark;
        return true;
    }

    static std::size_t take(const char* data, std::size_t, std::size_t count, void* self) {
        auto& transfer = *static_cast<Transfer*>(self);
        if (!transfer.began && !transfer.begin()) return 0;
        transfer.too_large = transfer.file.size() + count > transfer.limits.bytes_max;
        if (transfer.too_large || !transfer.file.append({data, count})) return 0;
        transfer.on_progress(transfer.file.size(), transfer.total());
        return count;
    }

    static std::size_t read_header(const char* data, std::size_t, std::size_t count, void* self) {
        auto& transfer = *static_cast<Transfer*>(self);
        const std::string_view line = trim({data, count});
        if (line.starts_with("HTTP/")) {  // the answer after a redirect begins
            transfer.etag.clear();
            transfer.last_modified.clear();
            transfer.range_begin = 0;
            return count;
        }
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) return count;
        std::string name(line.substr(0, colon));
        std::ranges::transform(name, name.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        const std::string_view value = trim(line.substr(colon + 1));
        if (name == "etag") transfer.etag = value;
        if (name == "last-modified") transfer.last_modified = value;
        constexpr std::string_view kUnit = "bytes ";
        if (name == "content-range" && value.starts_with(kUnit)) {
            std::from_chars(value.data() + kUnit.size(), value.data() + value.size(), transfer.range_begin);
        }
        return count;
    }
};

std::string content_of(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

// How one attempt ended.
struct Outcome {
    std::optional<Error> error;
    bool may_go_on = false;  // another attempt may bring more
};

Error remote_error(const std::string& url, std::string why, const char* detail) {
    return {ErrorKind::remote_failed, "url_failed", printable(url) + ": " + std::move(why), detail,
            std::nullopt};
}

Outcome outcome_of(CURLcode code, const Transfer& transfer, const std::string& url) {
    const char* detail = curl_easy_strerror(code);
    if (auto error = transfer.file.error()) return {std::move(error), false};
    if (transfer.too_large) {
        return {Error{ErrorKind::too_large, "file_too_large",
                      fmt::format("{}: The file is larger than the {} GB that are accepted.", printable(url),
                                  transfer.limits.bytes_max / 1'000'000'000),
                      detail, std::nullopt},
                false};
    }
    const long status = transfer.status();
    if (transfer.refused || (code == CURLE_OK && !transfer.began && status != kOk)) {
        if (status == kPartialContent) {
            return {remote_error(url, "The server went on at another place than it was asked to.", detail),
                    false};
        }
        const bool is_passing = status >= 500 || status == 429;
        return {remote_error(url,
                             fmt::format("The server answered {}{}.", status,
                                         status == 404   ? ", there is no such file"
                                         : status == 401 ? ", it wants to know who is asking"
                                         : status == 403 ? ", it does not give it to us"
                                                         : ""),
                             detail),
                is_passing};
    }
    switch (code) {
        case CURLE_OK:
            return {};
        case CURLE_OPERATION_TIMEDOUT:
            return {Error{ErrorKind::timed_out, "url_timeout",
                          fmt::format("{}: The server sent nothing for {} seconds.", printable(url),
                                      transfer.limits.stall_timeout.count()),
                          detail, std::nullopt},
                    true};
        case CURLE_COULDNT_RESOLVE_HOST:
            return {remote_error(url, "There is no server of this name.", detail), false};
        case CURLE_COULDNT_RESOLVE_PROXY:
            return {remote_error(url, "There is no proxy of the name that the environment gives.", detail),
                    false};
        case CURLE_COULDNT_CONNECT:
            return {remote_error(url, "The server cannot be reached.", detail), false};
        case CURLE_TOO_MANY_REDIRECTS:
            return {remote_error(url, "It leads from one address to another and never to a file.", detail),
                    false};
        case CURLE_UNSUPPORTED_PROTOCOL:
            return {remote_error(url,
                                 "It leads to an address that is not asked: only https and http are, and "
                                 "never from https to http.",
                                 detail),
                    false};
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CONNECT_ERROR:
            return {remote_error(url, "The server cannot prove who it is.", detail), false};
        default: {
            const auto total = transfer.began ? transfer.total() : 0;
            const std::string of = total > 0 ? fmt::format(" of {}", total) : "";
            return {Error{ErrorKind::remote_failed, "cut_off",
                          fmt::format("{}: The transfer was cut off after {}{} bytes.", printable(url),
                                      transfer.file.size(), of),
                          detail, std::nullopt},
                    true};
        }
    }
}

Outcome attempt(const std::string& url, PartialFile& file, const fs::path& origin,
                const DownloadLimits& limits, const DownloadProgress& on_progress) {
    const std::unique_ptr<CURL, EasyCleanup> easy(curl_easy_init());
    CURL* handle = easy.get();
    Transfer transfer{file, limits, on_progress, origin, handle, {}, {}, 0, false, false, false};
    curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_USERAGENT, kUserAgent);
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(handle, CURLOPT_MAXREDIRS, limits.redirects_max);
    curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, url.starts_with("https:") ? "https" : "http,https");
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect_timeout.count()));
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, limits.stall_bytes_per_second);
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, static_cast<long>(limits.stall_timeout.count()));
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &Transfer::read_header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &transfer);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &Transfer::take);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &transfer);
    std::unique_ptr<curl_slist, ListCleanup> headers;
    // Without a mark of the version that was begun, going on might put two versions together.
    const std::string mark = content_of(origin);
    const bool goes_on = file.size() > 0 && !mark.empty();
    if (goes_on) {
        headers.reset(curl_slist_append(nullptr, ("If-Range: " + mark).c_str()));
        curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
        curl_easy_setopt(handle, CURLOPT_RANGE, fmt::format("{}-", file.size()).c_str());
    }
    const CURLcode code = curl_easy_perform(handle);
    // Nothing is left behind what is there; that it is all of it, whoever knows its sha256 finds out.
    if (goes_on && transfer.status() == kRangeNotSatisfiable) return {};
    // A file without any bytes has no first one.
    if (code == CURLE_OK && !transfer.began && transfer.status() == kOk) (void)transfer.begin();
    return outcome_of(code, transfer, url);
}

}  // namespace

Result<void> download_file(const std::string& url, const fs::path& file, const DownloadLimits& limits,
                           const DownloadProgress& on_progress) {
    static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);  // once a process
    static_cast<void>(started);
    const fs::path part = beside(file, ".part");
    const fs::path origin = beside(file, ".origin");
    PartialFile partial(part);
    if (!partial.open()) return std::unexpected(*partial.error());
    auto pause = limits.first_pause;
    for (int tries = 1;; ++tries) {
        const auto before = partial.size();
        auto outcome = attempt(url, partial, origin, limits, on_progress);
        if (!outcome.error) break;
        if (!outcome.may_go_on || tries == limits.attempts) return std::unexpected(std::move(*outcome.error));
        // Who gets on with it may go on for as long as it takes.
        if (partial.size() >= before + kProgressBytes) {
            tries = 0;
            pause = limits.first_pause;
        }
        std::this_thread::sleep_for(pause);
        pause *= 2;
    }
    if (!partial.sync()) return std::unexpected(*partial.error());
    if (::rename(part.c_str(), file.c_str()) != 0) return std::unexpected(disk_error("rename", part));
    std::error_code error;
    fs::remove(origin, error);
    return {};
}

}  // namespace palette::net
