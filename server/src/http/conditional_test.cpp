#include "http/conditional.hpp"

#include <gtest/gtest.h>

namespace palette::http {
namespace {

constexpr std::uint64_t kFileBytes = 100;

struct RangeRow {
    const char* name;
    std::string range;
    int status;
    std::uint64_t offset;
    std::uint64_t length;
    std::string content_range;
};

class Ranges : public testing::TestWithParam<RangeRow> {};

FileFacts example_file() {
    return {.path = "/x",
            .bytes = kFileBytes,
            .content_type = "image/png",
            .etag = "\"v1\"",
            .cache_control = "no-cache"};
}

TEST_P(Ranges, AreAnsweredAsRfc9110Says) {
    Request request;
    request.headers.add("Range", GetParam().range);
    const Response response = file_response(request, example_file());
    EXPECT_EQ(response.status, GetParam().status);
    EXPECT_EQ(response.headers.find("Content-Range").value_or(""), GetParam().content_range);
    if (GetParam().status == 416) return;
    const auto& body = std::get<FileBody>(response.body);
    EXPECT_EQ(body.offset, GetParam().offset);
    EXPECT_EQ(body.length, GetParam().length);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Ranges,
    testing::Values(RangeRow{"first_bytes", "bytes=0-9", 206, 0, 10, "bytes 0-9/100"},
                    RangeRow{"one_byte", "bytes=5-5", 206, 5, 1, "bytes 5-5/100"},
                    RangeRow{"last_byte", "bytes=99-99", 206, 99, 1, "bytes 99-99/100"},
                    RangeRow{"to_the_end", "bytes=90-", 206, 90, 10, "bytes 90-99/100"},
                    RangeRow{"end_is_cut", "bytes=90-1000", 206, 90, 10, "bytes 90-99/100"},
                    RangeRow{"last_bytes", "bytes=-10", 206, 90, 10, "bytes 90-99/100"},
                    RangeRow{"more_last_bytes_than_there_are", "bytes=-1000", 206, 0, 100, "bytes 0-99/100"},
                    RangeRow{"unit_in_capitals", "Bytes=0-0", 206, 0, 1, "bytes 0-0/100"},
                    RangeRow{"huge_end", "bytes=0-99999999999999999999", 206, 0, 100, "bytes 0-99/100"},
                    RangeRow{"after_the_end", "bytes=100-", 416, 0, 0, "bytes */100"},
                    RangeRow{"huge_start", "bytes=99999999999999999999-", 416, 0, 0, "bytes */100"},
                    RangeRow{"no_last_bytes", "bytes=-0", 416, 0, 0, "bytes */100"},
                    RangeRow{"backwards", "bytes=9-0", 200, 0, 100, ""},
                    RangeRow{"several", "bytes=0-1,3-4", 200, 0, 100, ""},
                    RangeRow{"another_unit", "rows=0-1", 200, 0, 100, ""},
                    RangeRow{"nonsense", "bytes=a-b", 200, 0, 100, ""},
                    RangeRow{"only_a_hyphen", "bytes=-", 200, 0, 100, ""},
                    RangeRow{"no_hyphen", "bytes=5", 200, 0, 100, ""},
                    RangeRow{"negative", "bytes=--5", 200, 0, 100, ""}),
    [](const auto& row) { return row.param.name; });

TEST(FileResponse, OfAnEmptyFileHasNoRanges) {
    EXPECT_TRUE(std::holds_alternative<Unsatisfiable>(parse_range("bytes=0-", 0)));
    EXPECT_TRUE(std::holds_alternative<Unsatisfiable>(parse_range("bytes=-5", 0)));
}

TEST(FileResponse, SaysWhatTheFileIs) {
    const Response response = file_response({}, example_file());
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.headers.find("ETag"), "\"v1\"");
    EXPECT_EQ(response.headers.find("Content-Type"), "image/png");
    EXPECT_EQ(response.headers.find("Accept-Ranges"), "bytes");
    EXPECT_EQ(response.headers.find("Cache-Control"), "no-cache");
}

struct ValidatorRow {
    const char* name;
    std::string if_none_match;
    int status;
};

class Validators : public testing::TestWithParam<ValidatorRow> {};

TEST_P(Validators, DecideWhetherTheFileIsSent) {
    Request request;
    request.headers.add("If-None-Match", GetParam().if_none_match);
    EXPECT_EQ(file_response(request, example_file()).status, GetParam().status);
}

INSTANTIATE_TEST_SUITE_P(Table, Validators,
                         testing::Values(ValidatorRow{"same", "\"v1\"", 304},
                                         ValidatorRow{"weak", "W/\"v1\"", 304},
                                         ValidatorRow{"in_a_list", "\"v0\", \"v1\"", 304},
                                         ValidatorRow{"any", "*", 304}, ValidatorRow{"other", "\"v2\"", 200},
                                         ValidatorRow{"without_quotes", "v1", 200},
                                         ValidatorRow{"empty", "", 200}),
                         [](const auto& row) { return row.param.name; });

TEST(FileResponse, TakesARangeOnlyOfTheVersionTheClientHas) {
    Request request;
    request.headers.add("Range", "bytes=0-9");
    request.headers.add("If-Range", "\"v0\"");
    EXPECT_EQ(file_response(request, example_file()).status, 200);
    request.headers.set("If-Range", "\"v1\"");
    EXPECT_EQ(file_response(request, example_file()).status, 206);
    request.headers.set("If-Range", "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(file_response(request, example_file()).status, 200);
}

}  // namespace
}  // namespace palette::http
