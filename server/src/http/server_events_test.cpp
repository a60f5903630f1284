// Server-sent events over the network.

#include <atomic>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include "http/event_stream.hpp"
#include "http/server.hpp"
#include "http/testing.hpp"

namespace palette::http {
namespace {

using boost::asio::awaitable;

constexpr std::string_view kListen = "GET /events HTTP/1.1\r\nHost: x\r\n\r\n";

class ServerEventsTest : public testing::Test {
  protected:
    awaitable<Response> listen(Request& request) {
        auto stream = std::make_shared<EventStream>();
        if (const auto seen = request.header("Last-Event-ID")) {
            stream->push({.id = "8", .name = "missed", .data = "after " + std::string(*seen)});
        }
        {
            const std::lock_guard lock(mutex_);
            last_ = stream;
        }
        Response response = make_response(200, "text/event-stream", "");
        response.body = stream;
        co_return response;
    }

    std::shared_ptr<EventStream> last_stream() {
        const std::lock_guard lock(mutex_);
        return last_;
    }

    Router router() {
        Router router;
        router.add(Method::get, "/events", [this](Request& request) { return listen(request); });
        return router;
    }

    static ServerSettings settings() {
        ServerSettings settings;
        settings.heartbeat = std::chrono::milliseconds(50);
        settings.event_streams_max = 2;
        settings.write_timeout = std::chrono::milliseconds(1000);
        return settings;
    }

    TestClient listener() {
        TestClient client = server_.connect();
        client.send(kListen);
        EXPECT_NE(client.receive_until("\r\n\r\n").find("text/event-stream"), std::string::npos);
        return client;
    }

    std::mutex mutex_;
    std::shared_ptr<EventStream> last_;
    RunningServer server_{router(), settings()};
};

TEST_F(ServerEventsTest, ArriveInOrderFromManyThreads) {
    TestClient client = listener();
    const auto stream = last_stream();
    constexpr int kThreads = 4;
    constexpr int kEventsPerThread = 100;
    {
        std::vector<std::jthread> publishers;
        publishers.reserve(kThreads);
        for (int i = 0; i < kThreads; ++i) {
            publishers.emplace_back([&stream, i] {
                for (int event = 0; event < kEventsPerThread; ++event) {
                    stream->push({.id = "", .name = std::to_string(i), .data = std::to_string(event)});
                    std::this_thread::yield();
                }
            });
        }
    }
    stream->push({.id = "", .name = "end", .data = ""});
    const std::string text = client.receive_until("event: end\n");
    for (int i = 0; i < kThreads; ++i) {
        std::size_t at = 0;
        for (int event = 0; event < kEventsPerThread; ++event) {
            at = text.find("event: " + std::to_string(i) + "\ndata: " + std::to_string(event) + "\n", at);
            ASSERT_NE(at, std::string::npos) << i << ' ' << event;
        }
    }
}

TEST_F(ServerEventsTest, TellTheHandlerWhatTheClientSawLast) {
    TestClient client = listener();
    last_stream()->push({.id = "7", .name = "", .data = ""});
    EXPECT_NE(client.receive_until("\n\n").find("id: 7\n"), std::string::npos);
    client.vanish();
    TestClient again = server_.connect();
    again.send("GET /events HTTP/1.1\r\nHost: x\r\nLast-Event-ID: 7\r\n\r\n");
    again.receive_until("\r\n\r\n");
    EXPECT_EQ(again.receive_until("\n\n"), "id: 8\nevent: missed\ndata: after 7\n\n");
}

TEST_F(ServerEventsTest, HaveAHeartbeat) {
    TestClient client = listener();
    EXPECT_EQ(client.receive_until("\n\n"), ": still here\n\n");
    EXPECT_EQ(client.receive_until("\n\n"), ": still here\n\n");
}

TEST_F(ServerEventsTest, EndWhenTheStreamIsClosedAfterItsLastEvent) {
    TestClient client = listener();
    const auto stream = last_stream();
    stream->push({.id = "", .name = "", .data = "last"});
    stream->close();
    EXPECT_NE(client.receive_all().find("data: last\n\n"), std::string::npos);
}

TEST_F(ServerEventsTest, CloseTheStreamOfAClientThatGoes) {
    {
        const TestClient client = listener();
    }
    EXPECT_TRUE(eventually([&] { return last_stream()->is_closed(); }));
    TestClient other = listener();
    const auto stream = last_stream();
    other.vanish();
    EXPECT_TRUE(eventually([&] { return stream->is_closed(); }));
}

TEST_F(ServerEventsTest, CloseTheStreamOfAClientThatIsTooSlow) {
    TestClient client = listener();
    const auto stream = last_stream();
    // More than the sockets take, faster than anybody reads.
    const std::string data(100'000, 'x');
    EXPECT_TRUE(eventually([&] { return !stream->push({.id = "", .name = "", .data = data}); }));
    EXPECT_TRUE(stream->is_closed());
}

TEST_F(ServerEventsTest, HaveALimitedNumberOfListeners) {
    TestClient first = listener();
    {
        const TestClient second = listener();
        const Reply refused = server_.connect().ask(kListen);
        EXPECT_EQ(refused.status, 503);
        EXPECT_NE(refused.body.find("\"too_many_event_streams\""), std::string::npos);
        EXPECT_TRUE(last_stream()->is_closed());
    }
    EXPECT_TRUE(eventually([&] {
        TestClient again = server_.connect();
        again.send(kListen);
        return again.receive_until("\r\n\r\n").starts_with("HTTP/1.1 200");
    }));
}

TEST_F(ServerEventsTest, AnswerHeadAndEnd) {
    TestClient client = server_.connect();
    client.send("HEAD /events HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(client.receive(false).status, 200);
    EXPECT_TRUE(client.is_ended());
    EXPECT_TRUE(eventually([&] { return last_stream()->is_closed(); }));
}

TEST_F(ServerEventsTest, EndWhenTheServerStops) {
    TestClient client = listener();
    server_.stop();
    EXPECT_TRUE(last_stream()->is_closed());
    EXPECT_TRUE(client.receive_all().find("event:") == std::string::npos);
}

}  // namespace
}  // namespace palette::http
