#pragma once

// Pictures from the web: fetches what an address points at, within net/'s rules, and hands it to the
// acceptor. Blocks for as long as net::Limits allow, so it has a pool of its own. Any thread. Owned by app/.

#include <filesystem>
#include <string>

#include "base/result.hpp"
#include "ingest/acceptor.hpp"
#include "net/http_client.hpp"

namespace palette::ingest {

class UrlSource {
  public:
    // `folder` is for files on their way.
    UrlSource(std::filesystem::path folder, const net::HttpClient& client, Acceptor& acceptor)
        : folder_(std::move(folder)), client_(client), acceptor_(acceptor) {}

    // The address is kept as the Image's source. Fails as net::HttpClient::download, with `url_no_picture`
    // for a web page, and as Acceptor::accept.
    Result<Accepted> accept(const std::string& url, AcceptOptions options);

  private:
    const std::filesystem::path folder_;
    const net::HttpClient& client_;
    Acceptor& acceptor_;
};

}  // namespace palette::ingest
