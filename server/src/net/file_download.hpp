#pragma once

// Brings one large file from a server that the operator named onto the disk, and goes on where an earlier try
// stopped (Range with If-Range): for model weights, which are gigabytes. Unlike HttpClient, which strangers
// make ask, it asks whatever address it is given, also one of the own network, follows redirects to other
// hosts but never from https to http, and goes through the proxy of the environment (https_proxy, http_proxy,
// no_proxy).
//
// Blocks for as long as the file takes; any thread.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "base/result.hpp"

namespace palette::net {

struct DownloadLimits {
    std::uint64_t bytes_max = 8'000'000'000;
    long redirects_max = 10;
    std::chrono::milliseconds connect_timeout{15'000};
    // Slower than this for so long is as good as nothing.
    std::chrono::seconds stall_timeout{30};
    long stall_bytes_per_second = 1'000;
    // Of one transfer that was cut off, each going on where the one before ended.
    int attempts = 4;
    std::chrono::milliseconds first_pause{500};  // before the second; each later one twice as long
};

// How much of the file is there, of how much; 0 while that is not known.
using DownloadProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

// Writes to `file`.part and keeps beside it, in `file`.origin, what tells the same version again; when all is
// there it is synced and renamed to `file`. What was cut off stays for the next call. Fails with
//   url_failed     remote_failed   no such host, TLS, a status that is no success, an answer that is none
//   url_timeout    timed_out       no connection, or too slow
//   cut_off        remote_failed   the transfer ended before the file did, again and again
//   file_too_large too_large       over DownloadLimits::bytes_max
// and as the disk does. Messages name the address.
Result<void> download_file(const std::string& url, const std::filesystem::path& file,
                           const DownloadLimits& limits, const DownloadProgress& on_progress);

}  // namespace palette::net
