#include "http/cross_site.hpp"

#include <gtest/gtest.h>

namespace palette::http {
namespace {

struct Row {
    const char* name;
    Method method;
    Headers headers;
    bool cross_site;
    bool behind_proxy = false;
};

class CrossSite : public testing::TestWithParam<Row> {};

TEST_P(CrossSite, IsToldFromTheHeaders) {
    Request request;
    request.method = GetParam().method;
    request.headers = GetParam().headers;
    EXPECT_EQ(is_cross_site(request, GetParam().behind_proxy), GetParam().cross_site);
}

INSTANTIATE_TEST_SUITE_P(
    Table, CrossSite,
    testing::Values(
        Row{"program", Method::post, {{"Host", "art:8080"}}, false},
        Row{"own_page", Method::post, {{"Host", "art:8080"}, {"Origin", "http://art:8080"}}, false},
        Row{"own_page_in_capitals", Method::put, {{"Host", "Art"}, {"Origin", "https://aRT"}}, false},
        Row{"default_port", Method::post, {{"Host", "art:443"}, {"Origin", "https://art"}}, false},
        Row{"other_host", Method::post, {{"Host", "art"}, {"Origin", "https://evil"}}, true},
        Row{"other_port", Method::del, {{"Host", "art:8080"}, {"Origin", "http://art:9"}}, true},
        Row{"host_as_prefix", Method::patch, {{"Host", "art"}, {"Origin", "https://art.evil"}}, true},
        Row{"opaque_origin", Method::post, {{"Host", "art"}, {"Origin", "null"}}, true},
        Row{"no_host", Method::post, {{"Origin", "https://art"}}, true},
        Row{"reading", Method::get, {{"Host", "art"}, {"Origin", "https://evil"}}, false},
        Row{"reading_across", Method::get, {{"Host", "art"}, {"Sec-Fetch-Site", "cross-site"}}, false},
        Row{"said_cross", Method::post, {{"Host", "art"}, {"Sec-Fetch-Site", "cross-site"}}, true},
        Row{"said_something_else", Method::post, {{"Host", "art"}, {"Sec-Fetch-Site", "x"}}, true},
        Row{"said_same_origin_behind_a_renaming_proxy",
            Method::post,
            {{"Host", "127.0.0.1:8080"}, {"Origin", "https://art"}, {"Sec-Fetch-Site", "same-origin"}},
            false},
        Row{"typed_by_the_person", Method::post, {{"Host", "art"}, {"Sec-Fetch-Site", "none"}}, false},
        Row{"same_site_other_host",
            Method::post,
            {{"Host", "art.org"}, {"Origin", "https://blog.art.org"}, {"Sec-Fetch-Site", "same-site"}},
            true},
        Row{"forwarded_host_of_nobody_s_proxy",
            Method::post,
            {{"Host", "art"}, {"Origin", "https://evil"}, {"X-Forwarded-Host", "evil"}},
            true},
        Row{"forwarded_host",
            Method::post,
            {{"Host", "127.0.0.1"}, {"Origin", "https://art"}, {"X-Forwarded-Host", "art"}},
            false,
            true}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace palette::http
