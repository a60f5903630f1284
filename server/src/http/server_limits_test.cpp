// Slow, silent and too many clients: every wait ends and every count has a limit.

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "http/server.hpp"
#include "http/testing.hpp"

namespace palette::http {
namespace {

using boost::asio::awaitable;
using std::chrono::milliseconds;

constexpr std::string_view kHello = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n";
constexpr std::size_t kLargeBytes = 64UL * 1024 * 1024;  // more than any socket buffers

awaitable<Response> hello(Request& /*request*/) {
    co_return make_response(200, "text/plain", "hello");
}

awaitable<Response> large(Request& /*request*/) {
    co_return make_response(200, "text/plain", std::string(kLargeBytes, 'x'));
}

Router example_router() {
    Router router;
    router.add(Method::get, "/hello", hello);
    router.add(Method::get, "/large", large);
    router.add(Method::post, "/body", hello, {.body = Buffered{}, .guard = {}});
    return router;
}

ServerSettings impatient() {
    ServerSettings settings;
    settings.header_timeout = milliseconds(150);
    settings.idle_timeout = milliseconds(150);
    settings.body_timeout = milliseconds(150);
    settings.write_timeout = milliseconds(150);
    return settings;
}

TEST(ServerLimits, CloseAClientThatNeverAsks) {
    const RunningServer server(example_router(), impatient());
    EXPECT_TRUE(server.connect().is_ended());
}

TEST(ServerLimits, CloseAnIdleConnectionWithoutAWord) {
    const RunningServer server(example_router(), impatient());
    TestClient client = server.connect();
    EXPECT_EQ(client.ask(kHello).status, 200);
    EXPECT_TRUE(client.is_ended());
}

TEST(ServerLimits, EndAHeadThatTricklesIn) {
    const RunningServer server(example_router(), impatient());
    TestClient client = server.connect();
    EXPECT_EQ(client.ask(kHello).status, 200);
    const auto start = std::chrono::steady_clock::now();
    client.send("GET /hello HTTP/1.1\r\n");
    // A byte every now and then does not buy more time.
    while (client.send("A: b\r\n") && std::chrono::steady_clock::now() - start < milliseconds(400)) {
        std::this_thread::sleep_for(milliseconds(20));
    }
    EXPECT_EQ(client.receive().status, 408);
}

TEST(ServerLimits, CloseAClientThatSendsNothingButEmptyLines) {
    const RunningServer server(example_router(), impatient());
    TestClient client = server.connect();
    EXPECT_EQ(client.ask(kHello).status, 200);
    EXPECT_TRUE(eventually([&] { return !client.send("\r\n"); }));
}

TEST(ServerLimits, EndABodyThatStops) {
    const RunningServer server(example_router(), impatient());
    TestClient client = server.connect();
    client.send("POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
    EXPECT_EQ(client.receive().status, 408);
    EXPECT_TRUE(client.is_ended());
}

TEST(ServerLimits, LetASlowBodyGoOn) {
    ServerSettings settings;
    settings.body_timeout = milliseconds(400);
    const RunningServer server(example_router(), settings);
    TestClient client = server.connect();
    client.send("POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n");
    for (int i = 0; i < 10; ++i) {
        std::this_thread::sleep_for(milliseconds(60));
        client.send("x");
    }
    EXPECT_EQ(client.receive().status, 200);
}

TEST(ServerLimits, EndAClientThatTakesNothing) {
    ServerSettings settings = impatient();
    std::atomic<bool> done = false;
    settings.on_request = [&](const RequestRecord&) { done = true; };
    const RunningServer server(example_router(), settings);
    TestClient client = server.connect();
    client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(eventually([&] { return done.load(); }));
    EXPECT_LT(client.receive_all().size(), kLargeBytes);
}

TEST(ServerLimits, SendALargeBodyToAClientThatReads) {
    const RunningServer server(example_router());
    TestClient client = server.connect();
    EXPECT_EQ(client.ask("GET /large HTTP/1.1\r\nHost: x\r\n\r\n").body.size(), kLargeBytes);
    EXPECT_EQ(client.ask(kHello).status, 200);
}

TEST(ServerLimits, RefuseConnectionsBeyondTheMost) {
    ServerSettings settings;
    settings.connections_max = 2;
    const RunningServer server(example_router(), settings);
    TestClient first = server.connect();
    EXPECT_EQ(first.ask(kHello).status, 200);
    {
        TestClient second = server.connect();
        EXPECT_EQ(second.ask(kHello).status, 200);
        TestClient third = server.connect();
        const Reply reply = third.receive();
        EXPECT_EQ(reply.status, 503);
        EXPECT_EQ(reply.headers.find("Retry-After"), "5");
        EXPECT_TRUE(third.is_ended());
    }
    EXPECT_TRUE(eventually([&] { return server.connect().ask(kHello).status == 200; }));
}

TEST(ServerLimits, ServeTwoHundredConnectionsAtOnce) {
    constexpr std::size_t kClients = 200;
    constexpr int kRounds = 5;
    const RunningServer server(example_router());
    std::vector<TestClient> clients;
    clients.reserve(kClients);
    for (std::size_t i = 0; i < kClients; ++i) clients.push_back(server.connect());
    for (int round = 0; round < kRounds; ++round) {
        for (TestClient& client : clients) client.send(kHello);
        for (TestClient& client : clients) ASSERT_EQ(client.receive().body, "hello");
    }
}

}  // namespace
}  // namespace palette::http
