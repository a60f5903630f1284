#include "http/router.hpp"

#include <gtest/gtest.h>

namespace palette::http {
namespace {

boost::asio::awaitable<Response> nothing(Request& /*request*/) {
    co_return Response{};
}

Router example_router() {
    Router router;
    router.add(Method::get, "/", nothing);
    router.add(Method::get, "/images/{id}", nothing);
    router.add(Method::del, "/images/{id}", nothing);
    router.add(Method::get, "/images/newest", nothing);
    router.add(Method::get, "/images/{id}/renditions/{width}", nothing);
    router.add(Method::post, "/search", nothing);
    return router;
}

std::string_view allow_of(const Router::Match& match) {
    return match.refusal->headers.find("Allow").value_or("");
}

TEST(Router, FindsALiteralPattern) {
    const Router router = example_router();
    const auto match = router.match(Method::get, "/");
    ASSERT_NE(match.route, nullptr);
    EXPECT_EQ(match.pattern, "/");
}

TEST(Router, NamesWhatStandsForParameters) {
    const Router router = example_router();
    const auto match = router.match(Method::get, "/images/7/renditions/640");
    ASSERT_NE(match.route, nullptr);
    EXPECT_EQ(match.pattern, "/images/{id}/renditions/{width}");
    EXPECT_EQ(match.parameters, (Parameters{{"id", "7"}, {"width", "640"}}));
}

TEST(Router, PrefersALiteralToAParameter) {
    const Router router = example_router();
    EXPECT_EQ(router.match(Method::get, "/images/newest").pattern, "/images/newest");
}

TEST(Router, FallsBackToTheParameterForAMethodTheLiteralDoesNotHave) {
    const Router router = example_router();
    EXPECT_EQ(router.match(Method::del, "/images/newest").pattern, "/images/{id}");
}

TEST(Router, AnswersHeadWithTheHandlerOfGet) {
    const Router router = example_router();
    EXPECT_NE(router.match(Method::head, "/images/7").route, nullptr);
    EXPECT_EQ(router.match(Method::head, "/search").refusal->status, 405);
}

TEST(Router, RefusesAnotherMethodAndSaysWhichAreAllowed) {
    const Router router = example_router();
    const auto match = router.match(Method::put, "/images/7");
    ASSERT_TRUE(match.refusal);
    EXPECT_EQ(match.refusal->status, 405);
    EXPECT_EQ(allow_of(match), "GET, HEAD, DELETE, OPTIONS");
    EXPECT_EQ(match.pattern, "/images/{id}");
}

TEST(Router, AnswersOptionsByItself) {
    const Router router = example_router();
    const auto match = router.match(Method::options, "/search");
    ASSERT_TRUE(match.refusal);
    EXPECT_EQ(match.refusal->status, 204);
    EXPECT_EQ(allow_of(match), "POST, OPTIONS");
}

TEST(Router, KnowsNothingOfOtherPaths) {
    const Router router = example_router();
    for (const char* path : {"/image", "/images", "/images/7/renditions", "/images/7/renditions/1/2"}) {
        const auto match = router.match(Method::get, path);
        ASSERT_TRUE(match.refusal) << path;
        EXPECT_EQ(match.refusal->status, 404) << path;
    }
}

TEST(Router, GivesUnknownPathsToTheFallbackExceptReservedOnesAndOtherMethods) {
    Router router = example_router();
    router.set_fallback(nothing, {"/api/"});
    EXPECT_NE(router.match(Method::get, "/palettes/7").route, nullptr);
    EXPECT_NE(router.match(Method::head, "/palettes/7").route, nullptr);
    EXPECT_EQ(router.match(Method::get, "/palettes/7").pattern, "");
    EXPECT_EQ(router.match(Method::get, "/api/v1/nothing").refusal->status, 404);
    EXPECT_EQ(router.match(Method::post, "/palettes/7").refusal->status, 404);
}

}  // namespace
}  // namespace palette::http
