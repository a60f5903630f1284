#include "http/target.hpp"

#include <gtest/gtest.h>

namespace palette::http {
namespace {

struct AcceptedTarget {
    const char* name;
    std::string target;
    std::string path;
    Parameters query;
};

class AcceptedTargets : public testing::TestWithParam<AcceptedTarget> {};

TEST_P(AcceptedTargets, AreDecoded) {
    const auto target = parse_target(GetParam().target);
    ASSERT_TRUE(target);
    EXPECT_EQ(target->path, GetParam().path);
    EXPECT_EQ(target->query, GetParam().query);
}

INSTANTIATE_TEST_SUITE_P(
    Table, AcceptedTargets,
    testing::Values(AcceptedTarget{"root", "/", "/", {}}, AcceptedTarget{"plain", "/a/b", "/a/b", {}},
                    AcceptedTarget{"escaped_path", "/caf%C3%A9%20x", "/café x", {}},
                    AcceptedTarget{"plus_stays_in_path", "/a+b", "/a+b", {}},
                    AcceptedTarget{"slash_at_the_end", "/a/", "/a", {}},
                    AcceptedTarget{"dots_in_a_name", "/a..b/.hidden/...", "/a..b/.hidden/...", {}},
                    AcceptedTarget{"query_in_order",
                                   "/s?q=a%20cat+b&tag=x&tag=y",
                                   "/s",
                                   {{"q", "a cat b"}, {"tag", "x"}, {"tag", "y"}}},
                    AcceptedTarget{
                        "query_without_value", "/s?a&b=&=c", "/s", {{"a", ""}, {"b", ""}, {"", "c"}}},
                    AcceptedTarget{"query_with_equals", "/s?a=b=c", "/s", {{"a", "b=c"}}},
                    AcceptedTarget{"empty_pairs", "/s?&&a=1&", "/s", {{"a", "1"}}},
                    AcceptedTarget{"query_with_slashes", "/s?p=/a/../b?", "/s", {{"p", "/a/../b?"}}}),
    [](const auto& row) { return row.param.name; });

struct RefusedTarget {
    const char* name;
    std::string target;
};

class RefusedTargets : public testing::TestWithParam<RefusedTarget> {};

TEST_P(RefusedTargets, AreRefused) {
    EXPECT_FALSE(parse_target(GetParam().target));
}

INSTANTIATE_TEST_SUITE_P(
    Table, RefusedTargets,
    testing::Values(
        RefusedTarget{"empty", ""}, RefusedTarget{"no_slash", "a"}, RefusedTarget{"star", "*"},
        RefusedTarget{"absolute", "http://example.org/"}, RefusedTarget{"double_slash", "//etc/passwd"},
        RefusedTarget{"double_slash_inside", "/a//b"}, RefusedTarget{"two_slashes_at_the_end", "/a//"},
        RefusedTarget{"dot", "/a/./b"}, RefusedTarget{"dot_dot", "/a/../b"},
        RefusedTarget{"dot_dot_last", "/a/.."}, RefusedTarget{"escaped_dot_dot", "/a/%2e%2E/b"},
        RefusedTarget{"half_escaped_dot_dot", "/.%2e/b"}, RefusedTarget{"escaped_slash", "/a%2fb"},
        RefusedTarget{"escaped_backslash", "/a%5cb"}, RefusedTarget{"backslash", "/a\\b"},
        RefusedTarget{"nul_in_path", "/a%00"}, RefusedTarget{"line_break_in_path", "/a%0d%0a"},
        RefusedTarget{"nul_in_query", "/a?b=%00"}, RefusedTarget{"cut_escape", "/a%2"},
        RefusedTarget{"lone_percent", "/a%"}, RefusedTarget{"not_hex", "/a%zz"},
        RefusedTarget{"bad_escape_in_query", "/a?b=%"}, RefusedTarget{"raw_non_ascii", "/caf\xC3\xA9"},
        RefusedTarget{"escaped_non_utf8", "/%ff"}, RefusedTarget{"non_utf8_in_query", "/?q=%ff"},
        RefusedTarget{"overlong_slash", "/%c0%af"}, RefusedTarget{"fragment", "/a#b"},
        RefusedTarget{"space", "/a b"}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace palette::http
