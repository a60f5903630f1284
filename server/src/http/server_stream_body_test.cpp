// Bodies that are written where they shall lie while they come.

#include <atomic>
#include <mutex>
#include <string>

#include <gtest/gtest.h>

#include "http/problem.hpp"
#include "http/server.hpp"
#include "http/testing.hpp"

namespace palette::http {
namespace {

class ServerStreamBodyTest : public testing::Test {
  protected:
    class Sink : public BodySink {
      public:
        explicit Sink(ServerStreamBodyTest& test) : test_(test) {}
        ~Sink() override { ++test_.ended_; }
        Result<void> append(std::string_view bytes) override {
            const std::lock_guard lock(test_.mutex_);
            if (bytes.find('!') != std::string_view::npos) {
                return fail(ErrorKind::no_space, "disk_full", "The disk is full.");
            }
            test_.received_ += bytes;
            return {};
        }

      private:
        ServerStreamBodyTest& test_;
    };

    boost::asio::awaitable<Streamed::Opened> open(Request& request) {
        if (request.query_value("refuse")) {
            co_return std::unexpected(problem_response({409, "offset_mismatch", "Not here.", std::nullopt}));
        }
        co_return std::make_unique<Sink>(*this);
    }
    static boost::asio::awaitable<Response> answer(Request& request) {
        co_return make_response(request.sink ? 200 : 500, "text/plain", "whole");
    }

    Router router() {
        Router router;
        const Streamed rule{
            .bytes_max = 1'000,
            .open = [this](Request& request) { return open(request); },
            .refuse =
                [](const Error& error) {
                    return problem_response({507, error.code, error.public_message, std::nullopt});
                }};
        router.add(Method::patch, "/upload", &answer, {.body = rule, .guard = {}});
        return router;
    }

    std::string received() {
        const std::lock_guard lock(mutex_);
        return received_;
    }
    static std::string request(const std::string& target, const std::string& body, std::size_t length) {
        return "PATCH " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(length) +
               "\r\n\r\n" + body;
    }

    std::mutex mutex_;
    std::string received_;
    std::atomic<int> ended_ = 0;
    RunningServer server_{router(), {}};
};

TEST_F(ServerStreamBodyTest, GoToTheirSinkAndKeepTheConnection) {
    TestClient client = server_.connect();
    EXPECT_EQ(client.ask(request("/upload", "hello", 5)).body, "whole");
    EXPECT_EQ(client.ask(request("/upload", "", 0)).body, "whole");
    EXPECT_EQ(received(), "hello");
    EXPECT_TRUE(eventually([this] { return ended_ == 2; }));
}

TEST_F(ServerStreamBodyTest, AreThereAsFarAsTheyCameWhenTheConnectionBreaks) {
    {
        TestClient client = server_.connect();
        client.send(request("/upload", "only a part", 500));
        EXPECT_TRUE(eventually([this] { return received() == "only a part"; }));
    }
    EXPECT_TRUE(eventually([this] { return ended_ == 1; }));
}

TEST_F(ServerStreamBodyTest, AreNotReadWhereTheyAreNotWanted) {
    TestClient client = server_.connect();
    EXPECT_EQ(client.ask(request("/upload?refuse=1", "hello", 5)).status, 409);
    EXPECT_EQ(server_.connect().ask(request("/upload", "", 1'001)).status, 413);
    EXPECT_EQ(received(), "");
}

TEST_F(ServerStreamBodyTest, AreAnsweredWithWhatTheirSinkFailedWith) {
    const Reply reply = server_.connect().ask(request("/upload", "oh!", 3));
    EXPECT_EQ(reply.status, 507);
    EXPECT_NE(reply.body.find("disk_full"), std::string::npos);
}

}  // namespace
}  // namespace palette::http
