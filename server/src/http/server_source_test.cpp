// Bodies that are made while they are sent.

#include <gtest/gtest.h>

#include "http/server.hpp"
#include "http/testing.hpp"

namespace palette::http {
namespace {

constexpr std::string_view kEnd = "0\r\n\r\n";

// Some pieces, then the end or a failure.
class Pieces final : public BodySource {
  public:
    Pieces(std::vector<std::string> pieces, bool fails) : pieces_(std::move(pieces)), fails_(fails) {}
    Result<std::string> next() override {
        if (at_ < pieces_.size()) return pieces_[at_++];
        if (fails_) return fail(ErrorKind::io, "gone", "It is gone.");
        return std::string{};
    }

  private:
    std::vector<std::string> pieces_;
    bool fails_;
    std::size_t at_ = 0;
};

boost::asio::awaitable<Response> answer(Request& request) {
    Response response{200, {{"Content-Type", "text/plain"}}, {}};
    if (request.path == "/nothing") {
        response.body = std::make_shared<Pieces>(std::vector<std::string>{}, false);
    } else {
        response.body = std::make_shared<Pieces>(std::vector<std::string>{"one", std::string(20, '2')},
                                                 request.path == "/broken");
    }
    co_return response;
}

Router router() {
    Router router;
    for (const char* path : {"/all", "/nothing", "/broken"}) {
        router.add(Method::get, path, [](Request& request) { return answer(request); });
    }
    return router;
}

TEST(ServerSource, SendsPiecesAsChunksAndKeepsTheConnection) {
    const RunningServer server(router());
    auto client = server.connect();
    for (int i = 0; i < 2; ++i) {
        const Reply reply = client.ask("GET /all HTTP/1.1\r\nHost: x\r\n\r\n");
        EXPECT_EQ(reply.headers.find("Transfer-Encoding"), "chunked");
        EXPECT_EQ(reply.headers.find("Content-Length"), std::nullopt);
        EXPECT_EQ(client.receive_until(kEnd), "3\r\none\r\n14\r\n22222222222222222222\r\n0\r\n\r\n");
    }
    client.send("GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(client.receive().status, 200);
    EXPECT_EQ(client.receive_until(kEnd), kEnd);
    client.send("HEAD /all HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(client.receive(false).status, 200);
    EXPECT_EQ(client.ask("GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n").status, 200) << "HEAD sent no body";
}

TEST(ServerSource, CutsABodyOffThatCannotBeFinished) {
    const RunningServer server(router());
    auto client = server.connect();
    EXPECT_EQ(client.ask("GET /broken HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
    EXPECT_EQ(client.receive_all(), "3\r\none\r\n14\r\n22222222222222222222");
}

TEST(ServerSource, SendsOldClientsTheBodyAsItIs) {
    const RunningServer server(router());
    auto client = server.connect();
    const Reply reply = client.ask("GET /all HTTP/1.0\r\nHost: x\r\n\r\n");
    EXPECT_EQ(reply.headers.find("Transfer-Encoding"), std::nullopt);
    EXPECT_EQ(client.receive_all(), "one22222222222222222222");
}

}  // namespace
}  // namespace palette::http
