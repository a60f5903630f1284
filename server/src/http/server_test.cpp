// What one request and one connection may be: the rules of HTTP/1.1 as the server keeps them.

#include "http/server.hpp"

#include <mutex>
#include <stdexcept>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "http/conditional.hpp"
#include "http/problem.hpp"
#include "http/testing.hpp"

namespace palette::http {
namespace {

using boost::asio::awaitable;

awaitable<Response> hello(Request& /*request*/) {
    co_return make_response(200, "text/plain", "hello");
}

// Method, path, parameters, query, body: what the handler got.
awaitable<Response> echo(Request& request) {
    std::string text(to_string(request.method));
    text += " " + request.path;
    for (const auto& [name, value] : request.path_parameters) text += fmt::format(" {}={}", name, value);
    for (const auto& [name, value] : request.query) text += fmt::format(" ?{}={}", name, value);
    text += " " + request.body;
    co_return make_response(200, "text/plain", text);
}

awaitable<Response> who(Request& request) {
    co_return make_response(200, "text/plain", request.remote_address + (request.secure ? " secure" : ""));
}

awaitable<Response> throws(Request& /*request*/) {
    throw std::runtime_error("it broke");
    co_return Response{};
}

awaitable<Response> no_content(Request& /*request*/) {
    co_return Response{.status = 204, .headers = {}, .body = {}};
}

awaitable<std::optional<Response>> let_nobody_in(Request& /*request*/) {
    co_return problem_response(
        {.status = 401, .code = "login_needed", .detail = "Log in.", .retry_after = {}});
}

awaitable<std::optional<Response>> remember_cat(Request& request) {
    request.context = std::string("cat");
    co_return std::nullopt;
}

awaitable<Response> tell_context(Request& request) {
    co_return make_response(200, "text/plain", std::any_cast<std::string>(request.context));
}

class ServerTest : public testing::Test {
  protected:
    static Router example_router() {
        Router router;
        router.add(Method::get, "/hello", hello);
        router.add(Method::get, "/echo/{name}", echo);
        router.add(Method::get, "/who", who);
        router.add(Method::get, "/throws", throws);
        router.add(Method::get, "/no_content", no_content);
        router.add(Method::post, "/no_body", hello);
        router.add(Method::post, "/echo", echo, {.body = Buffered{.bytes_max = 100}, .guard = {}});
        router.add(Method::post, "/guarded", echo, {.body = Buffered{}, .guard = let_nobody_in});
        router.add(Method::get, "/context", tell_context, {.body = {}, .guard = remember_cat});
        return router;
    }

    RunningServer server_{example_router()};
};

TEST_F(ServerTest, AnswersARequest) {
    const Reply reply = server_.connect().ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, "hello");
    EXPECT_EQ(reply.headers.find("Content-Type"), "text/plain");
    EXPECT_EQ(reply.headers.find("X-Content-Type-Options"), "nosniff");
}

TEST_F(ServerTest, GivesTheHandlerParametersAndQuery) {
    const Reply reply = server_.connect().ask("GET /echo/caf%C3%A9?q=a+b&q=c HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(reply.body, "GET /echo/café name=café ?q=a b ?q=c ");
}

TEST_F(ServerTest, KeepsTheConnectionForFurtherRequests) {
    TestClient client = server_.connect();
    for (int i = 0; i < 3; ++i) EXPECT_EQ(client.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").body, "hello");
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
    TestClient client = server_.connect();
    client.send(
        "GET /echo/1 HTTP/1.1\r\nHost: x\r\n\r\n"
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
        "\r\nPOST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
        "chunked\r\n\r\n2\r\nde\r\n1\r\nf\r\n0\r\n\r\n"
        "GET /echo/4 HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(client.receive().body, "GET /echo/1 name=1 ");
    EXPECT_EQ(client.receive().body, "POST /echo abc");
    EXPECT_EQ(client.receive().body, "POST /echo def");
    EXPECT_EQ(client.receive().body, "GET /echo/4 name=4 ");
}

TEST_F(ServerTest, TakesARequestByteByByte) {
    TestClient client = server_.connect();
    for (const char byte :
         std::string_view("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                          "3;ext=1\r\nabc\r\n0\r\nTrailer: x\r\n\r\n")) {
        client.send({&byte, 1});
    }
    EXPECT_EQ(client.receive().body, "POST /echo abc");
    EXPECT_EQ(client.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
}

TEST_F(ServerTest, ClosesWhenTheClientAsksForIt) {
    TestClient client = server_.connect();
    const Reply reply = client.ask("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(reply.headers.find("Connection"), "close");
    EXPECT_EQ(reply.body, "hello");
    EXPECT_TRUE(client.is_ended());
}

TEST_F(ServerTest, ClosesAfterARequestOfHttp10) {
    TestClient client = server_.connect();
    EXPECT_EQ(client.ask("GET /hello HTTP/1.0\r\n\r\n").body, "hello");
    EXPECT_TRUE(client.is_ended());
}

TEST_F(ServerTest, AnswersAClientThatHasEndedItsSide) {
    TestClient client = server_.connect();
    client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    client.end_sending();
    EXPECT_EQ(client.receive().body, "hello");
    EXPECT_TRUE(client.is_ended());
}

TEST_F(ServerTest, AnswersHeadWithTheHeadOfGet) {
    TestClient client = server_.connect();
    client.send("HEAD /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    const Reply reply = client.receive(false);
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.headers.find("Content-Length"), "5");
    EXPECT_EQ(client.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").body, "hello");
}

TEST_F(ServerTest, SendsNoLengthWithoutContent) {
    TestClient client = server_.connect();
    const Reply reply = client.ask("GET /no_content HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(reply.status, 204);
    EXPECT_EQ(reply.headers.count("Content-Length"), 0U);
    EXPECT_EQ(client.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").body, "hello");
}

TEST_F(ServerTest, RefusesAnotherMethodWithAllow) {
    const Reply reply = server_.connect().ask("DELETE /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(reply.status, 405);
    EXPECT_EQ(reply.headers.find("Allow"), "GET, HEAD, OPTIONS");
    EXPECT_NE(reply.body.find("\"method_not_allowed\""), std::string::npos);
}

TEST_F(ServerTest, AnswersAnExceptionWith500AndLives) {
    TestClient client = server_.connect();
    const Reply reply = client.ask("GET /throws HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(reply.status, 500);
    EXPECT_NE(reply.body.find("\"internal\""), std::string::npos);
    EXPECT_EQ(reply.body.find("it broke"), std::string::npos);
    EXPECT_EQ(client.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
}

TEST_F(ServerTest, LetsAGuardAnswerBeforeTheBody) {
    TestClient client = server_.connect();
    client.send("POST /guarded HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
    EXPECT_EQ(client.receive().status, 401);
    EXPECT_TRUE(client.is_ended());
}

TEST_F(ServerTest, KeepsTheConnectionWhenARefusedBodyIsSmall) {
    TestClient client = server_.connect();
    EXPECT_EQ(client.ask("POST /guarded HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc").status, 401);
    EXPECT_EQ(client.ask("POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc").status, 404);
    EXPECT_EQ(client.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
}

TEST_F(ServerTest, HandsTheGuardsFindingToTheHandler) {
    EXPECT_EQ(server_.connect().ask("GET /context HTTP/1.1\r\nHost: x\r\n\r\n").body, "cat");
}

TEST_F(ServerTest, ForgetsABodyNobodyWantsUpToALimit) {
    TestClient client = server_.connect();
    EXPECT_EQ(client.ask("POST /no_body HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}").status, 200);
    client.send("POST /no_body HTTP/1.1\r\nHost: x\r\nContent-Length: " +
                std::to_string(kIgnoredBodyBytesMax + 1) + "\r\n\r\n");
    EXPECT_EQ(client.receive().status, 413);
    EXPECT_TRUE(client.is_ended());
}

TEST_F(ServerTest, TakesABodyUpToItsLimit) {
    TestClient client = server_.connect();
    const std::string body(100, 'x');
    EXPECT_EQ(client.ask("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n" + body).status, 200);
    EXPECT_EQ(client.ask("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n" + body + "x").status,
              413);
    EXPECT_TRUE(client.is_ended());
}

TEST_F(ServerTest, CountsTheBytesOfChunks) {
    TestClient client = server_.connect();
    client.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n" +
                std::string(64, 'x') + "\r\n40\r\n" + std::string(64, 'x') + "\r\n");
    const Reply reply = client.receive();
    EXPECT_EQ(reply.status, 413);
    EXPECT_NE(reply.body.find("\"body_too_large\""), std::string::npos);
}

TEST_F(ServerTest, TellsAWaitingClientToSendItsBody) {
    TestClient client = server_.connect();
    client.send("POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    EXPECT_EQ(client.receive_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("abc");
    EXPECT_EQ(client.receive().body, "POST /echo abc");
}

TEST_F(ServerTest, RefusesAWaitingClientWithoutItsBody) {
    TestClient client = server_.connect();
    client.send("POST /guarded HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    EXPECT_EQ(client.receive().status, 401);
    EXPECT_TRUE(client.is_ended());
}

TEST_F(ServerTest, RefusesWhatAnotherSiteSends) {
    TestClient client = server_.connect();
    const Reply reply =
        client.ask("POST /no_body HTTP/1.1\r\nHost: x\r\nOrigin: https://evil\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(reply.status, 403);
    EXPECT_NE(reply.body.find("\"cross_site\""), std::string::npos);
    EXPECT_EQ(client.ask("GET /hello HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: cross-site\r\n\r\n").status, 200);
}

TEST_F(ServerTest, KnowsTheClientsAddressAndBelievesNoStranger) {
    const Reply reply = server_.connect().ask(
        "GET /who HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: https\r\n\r\n");
    EXPECT_EQ(reply.body, "127.0.0.1");
}

TEST(ServerBehindAProxy, BelievesTheProxysLastWord) {
    Router router;
    router.add(Method::get, "/who", who);
    ServerSettings settings;
    settings.behind_proxy = true;
    const RunningServer server(std::move(router), settings);
    const Reply reply = server.connect().ask(
        "GET /who HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 10.0.0.1, 192.0.2.1\r\nX-Forwarded-Proto: "
        "https\r\n\r\n");
    EXPECT_EQ(reply.body, "192.0.2.1 secure");
}

struct RefusedRequest {
    const char* name;
    std::string request;
    int status;
};

class RefusedRequests : public ServerTest, public testing::WithParamInterface<RefusedRequest> {};

TEST_P(RefusedRequests, AreAnsweredAndTheServerLives) {
    TestClient client = server_.connect();
    client.send(GetParam().request);
    EXPECT_EQ(client.receive().status, GetParam().status);
    EXPECT_EQ(server_.connect().ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
}

std::string get(const std::string& target) {
    return "GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n";
}

std::string post(const std::string& headers) {
    return "POST /echo HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n";
}

INSTANTIATE_TEST_SUITE_P(
    Table, RefusedRequests,
    testing::Values(
        RefusedRequest{"no_http", "\x16\x03\x01\x02 hello\r\n\r\n", 400},
        RefusedRequest{"no_version", "GET /hello\r\n\r\n", 400},
        RefusedRequest{"http_2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
        RefusedRequest{"unknown_method", "BREW /hello HTTP/1.1\r\nHost: x\r\n\r\n", 501},
        RefusedRequest{"trace", "TRACE /hello HTTP/1.1\r\nHost: x\r\n\r\n", 501},
        RefusedRequest{"no_host", "GET /hello HTTP/1.1\r\n\r\n", 400},
        RefusedRequest{"two_hosts", "GET /hello HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400},
        RefusedRequest{"nowhere", get("/nowhere"), 404}, RefusedRequest{"double_slash", get("//hello"), 400},
        RefusedRequest{"dot_dot", get("/../etc/passwd"), 400},
        RefusedRequest{"escaped_dot_dot", get("/%2e%2e/etc/passwd"), 400},
        RefusedRequest{"nul", get("/a%00b"), 400}, RefusedRequest{"bad_percent", get("/a%xy"), 400},
        RefusedRequest{"non_ascii", get("/\xC3\xA9"), 400},
        RefusedRequest{"absolute_target", get("http://x/hello"), 400},
        RefusedRequest{"long_target", get("/" + std::string(9000, 'a')), 414},
        RefusedRequest{"longer_target_than_any_header", get("/" + std::string(40'000, 'a')), 414},
        RefusedRequest{"long_header",
                       "GET /hello HTTP/1.1\r\nHost: x\r\nA: " + std::string(20'000, 'a') + "\r\n\r\n", 431},
        RefusedRequest{"space_before_colon", "GET /hello HTTP/1.1\r\nHost: x\r\nA : b\r\n\r\n", 400},
        RefusedRequest{"line_without_colon", "GET /hello HTTP/1.1\r\nHost: x\r\nabc\r\n\r\n", 400},
        RefusedRequest{"nul_in_header",
                       "GET /hello HTTP/1.1\r\nHost: x\r\nA: b" + std::string(1, '\0') + "\r\n\r\n", 400},
        RefusedRequest{"two_lengths", post("Content-Length: 3\r\nContent-Length: 4\r\n") + "abcd", 400},
        RefusedRequest{"two_equal_lengths", post("Content-Length: 3\r\nContent-Length: 3\r\n") + "abc", 400},
        RefusedRequest{"list_of_lengths", post("Content-Length: 3, 3\r\n") + "abc", 400},
        RefusedRequest{"negative_length", post("Content-Length: -3\r\n"), 400},
        RefusedRequest{"signed_length", post("Content-Length: +3\r\n") + "abc", 400},
        RefusedRequest{"huge_length", post("Content-Length: 99999999999999999999\r\n"), 400},
        RefusedRequest{"length_and_chunks",
                       post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n", 400},
        RefusedRequest{"chunks_and_length",
                       post("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n") + "0\r\n\r\n", 400},
        RefusedRequest{"two_encodings",
                       post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n",
                       400},
        RefusedRequest{"unknown_encoding", post("Transfer-Encoding: gzip\r\n"), 400},
        RefusedRequest{"nested_encoding", post("Transfer-Encoding: gzip, chunked\r\n") + "0\r\n\r\n", 400},
        RefusedRequest{"disguised_encoding", post("Transfer-Encoding: xchunked\r\n"), 400},
        RefusedRequest{"chunks_in_http_1_0",
                       "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        RefusedRequest{"bad_chunk", post("Transfer-Encoding: chunked\r\n") + "zz\r\nabc\r\n", 400},
        RefusedRequest{"bad_chunk_end", post("Transfer-Encoding: chunked\r\n") + "3\r\nabcdef\r\n", 400},
        RefusedRequest{"endless_chunk_header",
                       post("Transfer-Encoding: chunked\r\n") + "3;" + std::string(200'000, 'a'), 400},
        RefusedRequest{"unknown_expectation", post("Expect: a-pony\r\nContent-Length: 3\r\n") + "abc", 417}),
    [](const auto& row) { return row.param.name; });

TEST_F(ServerTest, RefusesABodyThatEndsBeforeItsTime) {
    TestClient client = server_.connect();
    client.send(post("Content-Length: 10\r\n") + "abc");
    client.end_sending();
    EXPECT_EQ(client.receive().status, 400);
}

TEST(ServerRecords, NameRouteMethodAndStatus) {
    std::mutex mutex;
    std::vector<std::string> records;
    ServerSettings settings;
    settings.on_request = [&](const RequestRecord& record) {
        const std::lock_guard lock(mutex);
        EXPECT_GE(record.seconds, 0);
        records.push_back(std::string(record.route) + " " + std::string(to_string(record.method)) + " " +
                          std::to_string(record.status));
    };
    Router router;
    router.add(Method::get, "/echo/{name}", echo);
    RunningServer server(std::move(router), settings);
    TestClient client = server.connect();
    client.ask("GET /echo/1 HTTP/1.1\r\nHost: x\r\n\r\n");
    client.ask("PUT /echo/2 HTTP/1.1\r\nHost: x\r\n\r\n");
    client.ask("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n");
    server.stop();
    EXPECT_EQ(records,
              (std::vector<std::string>{"/echo/{name} GET 200", "/echo/{name} PUT 405", " GET 404"}));
}

TEST(ServerOpen, SaysWhenThePortIsTaken) {
    RunningServer first{Router()};
    ServerSettings settings;
    settings.port = first.port();
    settings.spool_directory = first.folder() / "other";
    const auto second = Server::open(settings, Router());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, "address_in_use");
}

TEST(ServerOpen, SaysWhenTheAddressIsNone) {
    const TemporaryFolder folder;
    ServerSettings settings;
    settings.address = "localhost:8080";
    settings.spool_directory = folder.path();
    const auto server = Server::open(settings, Router());
    ASSERT_FALSE(server);
    EXPECT_EQ(server.error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace palette::http
