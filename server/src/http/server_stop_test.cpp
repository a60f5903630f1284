// How a server ends: nothing that runs is lost, nothing that waits holds it up.

#include <atomic>
#include <future>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include "base/thread_pool.hpp"
#include "http/blocking.hpp"
#include "http/server.hpp"
#include "http/testing.hpp"

namespace palette::http {
namespace {

using boost::asio::awaitable;
using std::chrono::milliseconds;

class ServerStopTest : public testing::Test {
  protected:
    explicit ServerStopTest(milliseconds stop_timeout = std::chrono::minutes(1))
        : server_(router(), settings(stop_timeout)) {}

    awaitable<Response> slow(Request& /*request*/) {
        ++running_;
        const auto waited = co_await on_pool(pool_, [this] { go_.wait(); });
        EXPECT_TRUE(waited);
        co_return make_response(200, "text/plain", "done");
    }

    static awaitable<Response> hello(Request& /*request*/) {
        co_return make_response(200, "text/plain", "hello");
    }

    static awaitable<Response> large(Request& /*request*/) {
        co_return make_response(200, "text/plain", std::string(64UL * 1024 * 1024, 'x'));
    }

    Router router() {
        Router router;
        router.add(Method::get, "/slow", [this](Request& request) { return slow(request); });
        router.add(Method::get, "/hello", hello);
        router.add(Method::get, "/large", large);
        return router;
    }

    static ServerSettings settings(milliseconds stop_timeout) {
        ServerSettings settings;
        settings.stop_timeout = stop_timeout;
        return settings;
    }

    ThreadPool pool_{"slow", 1, 10};
    std::promise<void> gate_;
    std::shared_future<void> go_ = gate_.get_future().share();
    std::atomic<int> running_ = 0;
    RunningServer server_;
};

class ImpatientServerStopTest : public ServerStopTest {
  protected:
    ImpatientServerStopTest() : ServerStopTest(milliseconds(100)) {}
};

TEST_F(ServerStopTest, FinishesARunningRequestAndTakesNoOther) {
    TestClient client = server_.connect();
    client.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(eventually([&] { return running_ == 1; }));
    server_.server().stop();
    EXPECT_TRUE(eventually([&] {
        try {
            const TestClient late = server_.connect();
            return false;
        } catch (const std::system_error&) {
            return true;
        }
    }));
    gate_.set_value();
    const Reply reply = client.receive();
    EXPECT_EQ(reply.body, "done");
    EXPECT_EQ(reply.headers.find("Connection"), "close");
    EXPECT_TRUE(client.is_ended());
    server_.stop();
}

TEST_F(ServerStopTest, ClosesIdleConnectionsAtOnce) {
    TestClient used = server_.connect();
    TestClient unused = server_.connect();
    used.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(used.receive().body, "hello");
    const auto start = std::chrono::steady_clock::now();
    server_.stop();
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
    EXPECT_TRUE(used.is_ended());
    EXPECT_TRUE(unused.is_ended());
}

TEST_F(ImpatientServerStopTest, CutsWhatDoesNotEndInTime) {
    TestClient client = server_.connect();
    client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    client.receive_until("\r\n\r\n");
    server_.stop();
    EXPECT_LT(client.receive_all().size(), 64UL * 1024 * 1024);
}

TEST_F(ImpatientServerStopTest, WaitsForWorkOnPoolsAfterCutting) {
    TestClient client = server_.connect();
    client.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(eventually([&] { return running_ == 1; }));
    server_.server().stop();
    EXPECT_EQ(client.receive_all(), "");
    gate_.set_value();
    server_.stop();
}

TEST(ServerStop, WorksBeforeRunAndWithoutIt) {
    const TemporaryFolder folder;
    ServerSettings settings;
    settings.port = 0;
    settings.spool_directory = folder.path();
    auto stopped = Server::open(settings, Router());
    ASSERT_TRUE(stopped);
    (*stopped)->stop();
    (*stopped)->stop();
    (*stopped)->run();
    const auto never_run = Server::open(settings, Router());
    EXPECT_TRUE(never_run);
}

}  // namespace
}  // namespace palette::http
