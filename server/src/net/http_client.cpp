#include "net/http_client.hpp"

#include <algorithm>
#include <cctype>
#include <curl/curl.h>
#include <memory>
#include <unistd.h>
#include <utility>

#include <fmt/core.h>

#include "base/text.hpp"

namespace palette::net {
namespace {

using std::chrono::steady_clock;

constexpr long kStatusOk = 200;
constexpr const char* kUserAgent = "Palette/1 (self-hosted picture library)";

struct EasyCleanup {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct UrlCleanup {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
struct ListCleanup {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct StringFree {
    void operator()(char* text) const { curl_free(text); }
};
using Easy = std::unique_ptr<CURL, EasyCleanup>;
using Url = std::unique_ptr<CURLU, UrlCleanup>;
using List = std::unique_ptr<curl_slist, ListCleanup>;

std::unexpected<Error> refused(std::string why, std::string detail) {
    return fail(ErrorKind::refused, "url_refused", std::move(why), std::move(detail));
}

std::unexpected<Error> failed(std::string why, std::string detail) {
    return fail(ErrorKind::remote_failed, "url_failed", std::move(why), std::move(detail));
}

std::optional<std::string> part_of(const Url& url, CURLUPart part, unsigned flags = 0) {
    char* text = nullptr;
    if (curl_url_get(url.get(), part, &text, flags) != CURLUE_OK) return std::nullopt;
    const std::unique_ptr<char, StringFree> owned(text);
    return std::string(text);
}

// Read by the parser that will be connected by, so that both mean the same host.
Result<Url> parse_url(const std::string& text) {
    Url url(curl_url());
    const bool is_url =
        text.size() <= kUrlBytesMax && text.find('\0') == std::string::npos &&
        curl_url_set(url.get(), CURLUPART_URL, text.c_str(), CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK;
    if (!is_url) {
        return fail(ErrorKind::invalid, "url_invalid", "This is not the address of anything.",
                    printable(text));
    }
    const auto scheme = part_of(url, CURLUPART_SCHEME).value_or("");
    if (scheme != "http" && scheme != "https") {
        return refused("Only addresses that begin with http:// or https:// are asked.", printable(text));
    }
    if (part_of(url, CURLUPART_USER) || part_of(url, CURLUPART_PASSWORD)) {
        return refused("An address with a name or password in it is not asked.", "credentials in a url");
    }
    return url;
}

// One request on its way, as libcurl's callbacks see it.
struct Transfer {
    const AddressPolicy& policy;
    const std::atomic<bool>& stopping;
    const HttpClient::Sink& sink;
    std::uint64_t bytes_max;
    CURL* handle;
    bool only_ok;  // bodies of other answers do not count

    bool address_refused = false;
    std::uint64_t bytes = 0;
    std::optional<Error> error;

    static curl_socket_t open_socket(void* self, curlsocktype, curl_sockaddr* peer) {
        auto& transfer = *static_cast<Transfer*>(self);
        if (!transfer.policy.allows(peer->addr)) {
            transfer.address_refused = true;
            return CURL_SOCKET_BAD;
        }
        return ::socket(peer->family, peer->socktype | SOCK_CLOEXEC, peer->protocol);
    }

    static int watch(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
        return static_cast<Transfer*>(self)->stopping ? 1 : 0;
    }

    static std::size_t take(const char* data, std::size_t, std::size_t count, void* self) {
        auto& transfer = *static_cast<Transfer*>(self);
        if (transfer.only_ok) {
            long status = 0;
            curl_easy_getinfo(transfer.handle, CURLINFO_RESPONSE_CODE, &status);
            if (status != kStatusOk) return 0;  // what it says is in the status
        }
        transfer.bytes += count;
        if (transfer.bytes > transfer.bytes_max) {
            transfer.error = too_large(transfer.bytes_max);
            return 0;
        }
        auto taken = transfer.sink({data, count});
        if (taken) return count;
        transfer.error = std::move(taken.error());
        return 0;
    }

    static Error too_large(std::uint64_t bytes_max) {
        return {ErrorKind::too_large,
                "file_too_large",
                fmt::format("The file is larger than the {} MB that are accepted.", bytes_max / 1'000'000),
                {}};
    }
};

std::optional<Error> error_of(CURLcode code, const Transfer& transfer, const std::string& url) {
    if (code == CURLE_OK) return std::nullopt;
    if (transfer.error) return transfer.error;
    const std::string detail = printable(url) + ": " + curl_easy_strerror(code);
    if (transfer.stopping) return Error{ErrorKind::busy, "busy", "The server is about to stop.", detail};
    const auto remote = [&](std::string why) {
        return Error{ErrorKind::remote_failed, "url_failed", std::move(why), detail};
    };
    switch (code) {
        case CURLE_OPERATION_TIMEDOUT:
            return Error{ErrorKind::timed_out, "url_timeout", "The other server took too long.", detail};
        case CURLE_COULDNT_RESOLVE_HOST:
            return remote("There is no server of this name.");
        case CURLE_COULDNT_CONNECT:
            if (transfer.address_refused)
                return std::move(refused("Machines of a private network are not asked.", detail).error());
            return remote("The other server cannot be reached.");
        case CURLE_FILESIZE_EXCEEDED:
            return Transfer::too_large(transfer.bytes_max);
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CONNECT_ERROR:
            return remote("The other server cannot prove who it is.");
        default:
            return remote("The other server's answer makes no sense.");
    }
}

std::string media_type_of(CURL* handle) {
    const char* text = nullptr;
    if (curl_easy_getinfo(handle, CURLINFO_CONTENT_TYPE, &text) != CURLE_OK || text == nullptr) return {};
    std::string type(trim(split(text, ';').front()));
    std::ranges::transform(type, type.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return type;
}

// A handle with everything set that is the same for all requests.
Easy make_handle(Transfer& transfer, const Limits& limits, steady_clock::time_point deadline) {
    Easy easy(curl_easy_init());
    CURL* handle = easy.get();
    transfer.handle = handle;
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - steady_clock::now()).count();
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_PROXY,
                     "");  // the environment's proxy would be asked instead of the address
    curl_easy_setopt(handle, CURLOPT_USERAGENT, kUserAgent);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect_timeout.count()));
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<std::int64_t>(1, left)));
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(limits.stall_bytes_per_second));
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, static_cast<long>(limits.stall_timeout.count()));
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, &Transfer::open_socket);
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, &transfer);
    curl_easy_setopt(handle, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(limits.bytes_max));
    curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, &Transfer::watch);
    curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &transfer);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &Transfer::take);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &transfer);
    return easy;
}

}  // namespace

HttpClient::HttpClient(AddressPolicy policy, Limits limits) : policy_(std::move(policy)), limits_(limits) {
    static const CURLcode started =
        curl_global_init(CURL_GLOBAL_DEFAULT);  // once a process, before any handle
    static_cast<void>(started);
}

Result<Answer> HttpClient::download(const std::string& first, const Sink& sink) const {
    const auto deadline = steady_clock::now() + limits_.total_timeout;
    std::string address = first;
    for (int redirects = 0;; ++redirects) {
        auto url = parse_url(address);
        if (!url) return forward(url);
        Transfer transfer{policy_, stopping_, sink, limits_.bytes_max, nullptr, true};
        const Easy easy = make_handle(transfer, limits_, deadline);
        const List headers(curl_slist_append(nullptr, "Accept: image/*, */*;q=0.5"));
        curl_easy_setopt(easy.get(), CURLOPT_CURLU, url->get());
        curl_easy_setopt(easy.get(), CURLOPT_HTTPHEADER, headers.get());
        const CURLcode code = curl_easy_perform(easy.get());
        long status = 0;
        char* next = nullptr;
        curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
        curl_easy_getinfo(easy.get(), CURLINFO_REDIRECT_URL, &next);
        // take() stops at the first byte of a body that is not wanted.
        const bool stopped_by_us = code == CURLE_WRITE_ERROR && !transfer.error && status != kStatusOk;
        if (auto error = stopped_by_us ? std::nullopt : error_of(code, transfer, address)) {
            return std::unexpected(std::move(*error));
        }
        if (status == kStatusOk) return Answer{kStatusOk, address, media_type_of(easy.get())};
        if (next == nullptr) {
            return failed(fmt::format("The other server answered {}.", status), printable(address));
        }
        if (redirects == limits_.redirects_max) {
            return failed("The address leads to another one, and that to another, too many times.",
                          printable(first));
        }
        address = next;
    }
}

Result<TextAnswer> HttpClient::send(const Request& request) const {
    auto url = parse_url(request.url);
    if (!url) return forward(url);
    TextAnswer text;
    const Sink sink = [&](std::string_view bytes) -> Result<void> {
        text.body += bytes;
        return {};
    };
    Transfer transfer{policy_, stopping_, sink, limits_.bytes_max, nullptr, false};
    const Easy easy = make_handle(transfer, limits_, steady_clock::now() + limits_.total_timeout);
    List headers;
    for (const auto& line : request.headers)
        headers.reset(curl_slist_append(headers.release(), line.c_str()));
    curl_easy_setopt(easy.get(), CURLOPT_CURLU, url->get());
    curl_easy_setopt(easy.get(), CURLOPT_HTTPHEADER, headers.get());
    if (request.form) {
        curl_easy_setopt(easy.get(), CURLOPT_POST, 1L);
        curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDSIZE_LARGE,
                         static_cast<curl_off_t>(request.form->size()));
        curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDS, request.form->data());
    }
    const CURLcode code = curl_easy_perform(easy.get());
    if (auto error = error_of(code, transfer, request.url)) return std::unexpected(std::move(*error));
    long status = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
    text.answer = {static_cast<int>(status), request.url, media_type_of(easy.get())};
    return text;
}

std::string file_name_of_url(const std::string& text) {
    auto url = parse_url(text);
    if (!url) return {};
    const std::string path = part_of(*url, CURLUPART_PATH).value_or("/");
    // Split before it is decoded: a %2F is part of the name, and becomes harmless as one.
    const std::string segment = path.substr(path.rfind('/') + 1);
    int length = 0;
    const std::unique_ptr<char, StringFree> decoded(
        curl_easy_unescape(nullptr, segment.c_str(), static_cast<int>(segment.size()), &length));
    std::string name(decoded.get(), static_cast<std::size_t>(length));
    std::ranges::replace(name, '/', '_');
    return name;
}

}  // namespace palette::net
