#pragma once

// Asks other servers over HTTP (libcurl), within limits: which addresses (AddressPolicy, looked at for every
// connection), how many bytes, how long, how many redirects. Redirects are followed here, one by one, each
// held to the same rules as the first address. No cookies, no proxy, no compression, no credentials but those
// a caller puts into a header.
//
// Safe to call from any thread that may block: a call takes up to Limits::total_timeout. Owned by app/.
//
// All calls fail with
//   url_invalid   invalid       no address, or one that is too long
//   url_refused   refused       not http or https, with a password in it, or of a machine that may not be
//   asked url_timeout   timed_out     no connection, too slow, or too long altogether url_failed
//   remote_failed no such host, TLS, too many redirects, or an answer that is none file_too_large too_large
//   over Limits::bytes_max
// and with what a sink fails with.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "net/address_policy.hpp"

namespace palette::net {

inline constexpr std::size_t kUrlBytesMax = 4096;

struct Limits {
    std::uint64_t bytes_max = 512'000'000;
    int redirects_max = 5;
    std::chrono::milliseconds connect_timeout{10'000};  // with the look-up of the name
    std::chrono::milliseconds total_timeout{120'000};   // redirects included
    // Slower than this for so long is as good as nothing.
    std::chrono::seconds stall_timeout{15};
    std::uint64_t stall_bytes_per_second = 1'000;
};

// What is known of an answer besides its body.
struct Answer {
    int status = 0;
    std::string url;         // after redirects
    std::string media_type;  // as the server says, without parameters, in lower case; may be empty
};

struct Request {
    std::string url;
    std::vector<std::string> headers;  // "Name: value"
    std::optional<std::string> form;   // application/x-www-form-urlencoded: makes it a POST
};

struct TextAnswer {
    Answer answer;
    std::string body;
};

class HttpClient {
  public:
    explicit HttpClient(AddressPolicy policy, Limits limits = {});

    // Takes the bytes of an answer as they come; what it fails with ends the request.
    using Sink = std::function<Result<void>(std::string_view bytes)>;

    // GET, redirects followed. An answer other than 200 is `url_failed`, and its body does not reach `sink`.
    Result<Answer> download(const std::string& url, const Sink& sink) const;

    // One request whose answer is small: its body as it is, whatever the status. Redirects are not followed.
    Result<TextAnswer> send(const Request& request) const;

    // Ends what is under way, soon, and everything that begins later at once: for the end of the program.
    void stop() { stopping_ = true; }

  private:
    const AddressPolicy policy_;
    const Limits limits_;
    std::atomic<bool> stopping_{false};
};

// The last segment of an address's path with its %XX decoded, as a file's name; empty when there is none.
[[nodiscard]] std::string file_name_of_url(const std::string& url);

}  // namespace palette::net
