// Files on their way out.

#include <atomic>
#include <sys/stat.h>

#include <gtest/gtest.h>

#include "http/conditional.hpp"
#include "http/server.hpp"
#include "http/testing.hpp"

namespace palette::http {
namespace {

constexpr std::size_t kLargeBytes = 5UL * 1024 * 1024 + 17;

// Text in which every position can be told from its neighbours.
std::string pattern(std::size_t bytes) {
    std::string text(bytes, '\0');
    std::uint32_t state = 1;
    for (char& character : text) {
        state = state * 1664525U + 1013904223U;
        character = static_cast<char>(state >> 24U);
    }
    return text;
}

class ServerFilesTest : public testing::Test {
  protected:
    ServerFilesTest() {
        write_file(folder_.path() / "small", "0123456789");
        write_file(folder_.path() / "empty", "");
        write_file(folder_.path() / "large", large_);
        std::filesystem::create_directory(folder_.path() / "folder");
        std::filesystem::create_symlink(folder_.path() / "small", folder_.path() / "link");
        ::mkfifo((folder_.path() / "pipe").c_str(), 0600);
    }

    boost::asio::awaitable<Response> send_file(Request& request) {
        const auto name = request.path_parameter("name");
        co_return file_response(request, {.path = folder_.path() / name,
                                          .bytes = name == "large" ? kLargeBytes : (name == "empty" ? 0 : 10),
                                          .content_type = "image/png",
                                          .etag = "\"v1\"",
                                          .cache_control = ""});
    }

    Router router() {
        Router router;
        router.add(Method::get, "/{name}", [this](Request& request) { return send_file(request); });
        return router;
    }

    static ServerSettings counting(std::atomic<int>& requests) {
        ServerSettings settings;
        settings.on_request = [&requests](const RequestRecord&) { ++requests; };
        return settings;
    }

    const std::string large_ = pattern(kLargeBytes);
    TemporaryFolder folder_;
    std::atomic<int> requests_ = 0;
    RunningServer server_{router(), counting(requests_)};
};

TEST_F(ServerFilesTest, AreSentWhole) {
    TestClient client = server_.connect();
    EXPECT_EQ(client.ask("GET /small HTTP/1.1\r\nHost: x\r\n\r\n").body, "0123456789");
    EXPECT_EQ(client.ask("GET /empty HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
    EXPECT_EQ(client.ask("GET /large HTTP/1.1\r\nHost: x\r\n\r\n").body, large_);
    EXPECT_EQ(client.ask("GET /small HTTP/1.1\r\nHost: x\r\n\r\n").body, "0123456789");
}

TEST_F(ServerFilesTest, AreSentInPart) {
    TestClient client = server_.connect();
    const Reply small = client.ask("GET /small HTTP/1.1\r\nHost: x\r\nRange: bytes=2-4\r\n\r\n");
    EXPECT_EQ(small.status, 206);
    EXPECT_EQ(small.body, "234");
    EXPECT_EQ(small.headers.find("Content-Range"), "bytes 2-4/10");
    const Reply large = client.ask("GET /large HTTP/1.1\r\nHost: x\r\nRange: bytes=1000000-2999999\r\n\r\n");
    EXPECT_EQ(large.body, large_.substr(1'000'000, 2'000'000));
    const Reply none = client.ask("GET /small HTTP/1.1\r\nHost: x\r\nRange: bytes=10-\r\n\r\n");
    EXPECT_EQ(none.status, 416);
    EXPECT_EQ(none.headers.find("Content-Range"), "bytes */10");
}

TEST_F(ServerFilesTest, AreNotSentAgainWhenUnchanged) {
    TestClient client = server_.connect();
    const Reply reply = client.ask("GET /small HTTP/1.1\r\nHost: x\r\nIf-None-Match: \"v1\"\r\n\r\n");
    EXPECT_EQ(reply.status, 304);
    EXPECT_EQ(reply.headers.count("Content-Length"), 0U);
    EXPECT_EQ(client.ask("GET /small HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
}

TEST_F(ServerFilesTest, HaveAHeadWithoutABody) {
    TestClient client = server_.connect();
    client.send("HEAD /large HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(client.receive(false).headers.find("Content-Length"), std::to_string(kLargeBytes));
    EXPECT_EQ(client.ask("GET /small HTTP/1.1\r\nHost: x\r\n\r\n").body, "0123456789");
}

TEST_F(ServerFilesTest, ThatAreNoFilesAreNotFound) {
    TestClient client = server_.connect();
    for (const std::string name : {"missing", "folder", "link", "pipe"}) {
        EXPECT_EQ(client.ask("GET /" + name + " HTTP/1.1\r\nHost: x\r\n\r\n").status, 404) << name;
    }
    EXPECT_EQ(client.ask("GET /small HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
}

TEST_F(ServerFilesTest, ThatAreTooShortAreAnError) {
    write_file(folder_.path() / "short", "01234");
    EXPECT_EQ(server_.connect().ask("GET /short HTTP/1.1\r\nHost: x\r\n\r\n").status, 500);
}

TEST_F(ServerFilesTest, AreGivenUpWhenTheClientVanishes) {
    TestClient client = server_.connect();
    client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    client.receive_until("\r\n\r\n");
    client.vanish();
    EXPECT_TRUE(eventually([&] { return requests_ == 1; }));
}

}  // namespace
}  // namespace palette::http
