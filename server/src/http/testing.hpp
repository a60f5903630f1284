#pragma once

// For tests and benchmarks: a server on a free port, a client that speaks HTTP byte by byte, a folder that
// goes away. A client belongs to one thread; what takes longer than kPatience counts as not coming.

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/time.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

#include "base/ids.hpp"
#include "http/message.hpp"
#include "http/server.hpp"

namespace palette::http {

inline constexpr auto kPatience = std::chrono::seconds(20);

class TemporaryFolder {
  public:
    TemporaryFolder()
        : path_(std::filesystem::temp_directory_path() / ("palette-http-" + encode_id(new_id_value()))) {
        std::filesystem::create_directories(path_);
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

inline void write_file(const std::filesystem::path& path, std::string_view text) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
}

inline std::string read_file(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

// Whether `condition` becomes true in time.
inline bool eventually(const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
}

struct Reply {
    int status = 0;  // 0: none came
    Headers headers;
    std::string body;
};

class TestClient {
  public:
    explicit TestClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
            throw std::system_error(errno, std::generic_category(), "connect");
        }
        const int yes = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
        const timeval patience{.tv_sec = std::chrono::seconds(kPatience).count(), .tv_usec = 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
        ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    }
    ~TestClient() {
        if (socket_ >= 0) ::close(socket_);
    }
    TestClient(TestClient&& other) noexcept
        : socket_(std::exchange(other.socket_, -1)), received_(std::move(other.received_)) {}
    TestClient& operator=(TestClient&&) = delete;

    // False when the server no longer takes bytes.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    // The next response; `with_body` is false after HEAD.
    Reply receive(bool with_body = true) {
        const std::string head = receive_until("\r\n\r\n");
        Reply reply;
        if (head.size() < 12) return reply;
        std::from_chars(head.data() + 9, head.data() + 12, reply.status);
        for (std::size_t at = head.find("\r\n") + 2; at + 2 < head.size();) {
            const std::size_t end = head.find("\r\n", at);
            const std::size_t colon = head.find(": ", at);
            reply.headers.add(head.substr(at, colon - at), head.substr(colon + 2, end - colon - 2));
            at = end + 2;
        }
        const auto length = reply.headers.find("Content-Length");
        if (!with_body || !length) return reply;
        const std::size_t bytes = std::stoul(std::string(*length));
        while (received_.size() < bytes && receive_some()) {
        }
        reply.body = received_.substr(0, bytes);
        received_.erase(0, bytes);
        return reply;
    }

    Reply ask(std::string_view request) {
        send(request);
        return receive();
    }

    // Everything up to and with `text`; empty when it does not come.
    std::string receive_until(std::string_view text) {
        while (received_.find(text) == std::string::npos) {
            if (!receive_some()) return {};
        }
        const std::size_t end = received_.find(text) + text.size();
        std::string taken = received_.substr(0, end);
        received_.erase(0, end);
        return taken;
    }

    // Everything until the server closes.
    std::string receive_all() {
        while (receive_some()) {
        }
        return std::exchange(received_, {});
    }

    // The server ends the connection without another byte.
    bool is_ended() { return !receive_some() && received_.empty() && !timed_out_; }

    void end_sending() { ::shutdown(socket_, SHUT_WR); }

    // Goes as a killed program goes: with a reset, without a good-bye.
    void vanish() {
        const linger at_once{.l_onoff = 1, .l_linger = 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
        ::close(std::exchange(socket_, -1));
    }

  private:
    bool receive_some() {
        std::array<char, 16384> chunk{};
        const ssize_t bytes = ::recv(socket_, chunk.data(), chunk.size(), 0);
        timed_out_ = bytes < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
        if (bytes <= 0) return false;
        received_.append(chunk.data(), static_cast<std::size_t>(bytes));
        return true;
    }

    int socket_;
    std::string received_;
    bool timed_out_ = false;
};

// A server that runs on a thread of its own until this ends.
class RunningServer {
  public:
    explicit RunningServer(Router router, ServerSettings settings = {}) {
        settings.port = 0;
        if (settings.spool_directory.empty()) settings.spool_directory = spool();
        auto opened = Server::open(std::move(settings), std::move(router));
        if (!opened) throw std::runtime_error(describe(opened.error()));
        server_ = std::move(*opened);
        thread_ = std::jthread([this] { server_->run(); });
    }
    ~RunningServer() { stop(); }
    RunningServer(const RunningServer&) = delete;
    RunningServer& operator=(const RunningServer&) = delete;

    // Returns when the server has ended.
    void stop() {
        server_->stop();
        if (thread_.joinable()) thread_.join();
    }

    [[nodiscard]] Server& server() { return *server_; }
    [[nodiscard]] std::uint16_t port() const { return server_->port(); }
    [[nodiscard]] TestClient connect() const { return TestClient(port()); }
    [[nodiscard]] std::filesystem::path spool() const { return folder_.path() / "spool"; }
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }

    [[nodiscard]] std::size_t spooled_files() const {
        return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(spool()), {}));
    }

  private:
    TemporaryFolder folder_;
    std::unique_ptr<Server> server_;
    std::jthread thread_;
};

}  // namespace palette::http
