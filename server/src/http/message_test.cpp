#include "http/message.hpp"

#include <gtest/gtest.h>

#include "http/event_stream.hpp"
#include "http/problem.hpp"
#include "http/response_writer.hpp"

namespace palette::http {
namespace {

TEST(Headers, CompareNamesWithoutCase) {
    Headers headers{{"Accept", "a"}, {"accept", "b"}};
    EXPECT_EQ(headers.find("ACCEPT"), "a");
    EXPECT_EQ(headers.count("Accept"), 2U);
    EXPECT_EQ(headers.find("Accept-Encoding"), std::nullopt);
    headers.set("ACCEPT", "c");
    EXPECT_EQ(headers.count("accept"), 1U);
    EXPECT_EQ(headers.find("accept"), "c");
}

TEST(Request, FindsACookie) {
    Request request;
    request.headers.add("Cookie", "a=1; session=x=y ;b=2");
    request.headers.add("Cookie", "c=3");
    EXPECT_EQ(request.cookie("a"), "1");
    EXPECT_EQ(request.cookie("session"), "x=y");
    EXPECT_EQ(request.cookie("c"), "3");
    EXPECT_EQ(request.cookie("sess"), std::nullopt);
}

TEST(Request, GivesRepeatedQueryValuesInOrder) {
    Request request;
    request.query = {{"tag", "x"}, {"q", "cat"}, {"tag", "y"}};
    EXPECT_EQ(request.query_value("tag"), "x");
    EXPECT_EQ(request.query_values("tag"), (std::vector<std::string_view>{"x", "y"}));
    EXPECT_TRUE(request.query_values("none").empty());
}

TEST(ContentDisposition, NamesFilesSafely) {
    EXPECT_EQ(content_disposition("inline", "cat.png"),
              "inline; filename=\"cat.png\"; filename*=UTF-8''cat.png");
    EXPECT_EQ(content_disposition("attachment", "a \"b\"\r\n/é.png"),
              "attachment; filename=\"a _b_____.png\"; filename*=UTF-8''a%20%22b%22__%C3%A9.png");
}

TEST(Problem, IsWrittenAsRfc9457Says) {
    const Response response = problem_response({.status = 404,
                                                .code = "image_not_found",
                                                .detail = "No \"such\" Image.",
                                                .retry_after = std::chrono::seconds(7)});
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(response.headers.find("Content-Type"), "application/problem+json");
    EXPECT_EQ(response.headers.find("Retry-After"), "7");
    EXPECT_EQ(std::get<std::string>(response.body),
              R"({"type":"about:blank","title":"Not Found","status":404,"code":"image_not_found",)"
              R"("detail":"No \"such\" Image."})");
}

TEST(ResponseHead, KeepsLineBreaksInValuesFromBecomingHeaders) {
    Response response;
    response.headers.add("X-Name", "a\r\nSet-Cookie: b");
    EXPECT_EQ(encode_head(response, 0, AfterResponse::keep_alive),
              "HTTP/1.1 200 OK\r\nX-Name: a  Set-Cookie: b\r\nX-Content-Type-Options: nosniff\r\n"
              "Referrer-Policy: same-origin\r\nContent-Length: 0\r\n\r\n");
}

}  // namespace
}  // namespace palette::http
