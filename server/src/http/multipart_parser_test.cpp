#include "http/multipart_parser.hpp"

#include <random>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace palette::http {
namespace {

struct Part {
    std::string name;
    std::optional<std::string> file_name;
    std::string content_type;
    std::string data;
    bool operator==(const Part&) const = default;
};

struct Parsed {
    std::vector<Part> parts;
    bool complete = false;
    std::optional<MultipartError> error;
};

// Feeds `body` in pieces of `step` bytes.
Parsed parse(std::string_view body, std::size_t step, std::string_view boundary = "XX") {
    MultipartParser parser(boundary);
    Parsed parsed;
    while (!body.empty()) {
        parser.feed(body.substr(0, step));
        body.remove_prefix(std::min(step, body.size()));
        while (true) {
            auto token = parser.next();
            if (!token) {
                parsed.error = token.error();
                return parsed;
            }
            if (auto* begin = std::get_if<PartBegin>(&*token)) {
                parsed.parts.push_back({begin->name, begin->file_name, begin->content_type, ""});
            }
            if (const auto* data = std::get_if<PartData>(&*token)) parsed.parts.back().data += data->bytes;
            parsed.complete = std::holds_alternative<FormEnd>(*token);
            if (parsed.complete || std::holds_alternative<NeedMore>(*token)) break;
        }
    }
    return parsed;
}

constexpr std::string_view kForm =
    "--XX\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nA cat\r\n"
    "--XX\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a \\\"b\\\".png\"\r\n"
    "Content-Type: image/png\r\n\r\n\r\n--X\r\n--X\r\n\r\n"
    "--XX  \r\nContent-Disposition: form-data; name=empty\r\n\r\n\r\n"
    "--XX--\r\nwhat follows";

TEST(MultipartParser, TakesAFormApartHoweverItArrives) {
    const std::vector<Part> expected{{"title", std::nullopt, "", "A cat"},
                                     {"file", "a \"b\".png", "image/png", "\r\n--X\r\n--X\r\n"},
                                     {"empty", std::nullopt, "", ""}};
    for (std::size_t step = 1; step <= kForm.size(); ++step) {
        const Parsed parsed = parse(kForm, step);
        EXPECT_FALSE(parsed.error) << step;
        EXPECT_TRUE(parsed.complete) << step;
        EXPECT_EQ(parsed.parts, expected) << step;
    }
}

TEST(MultipartParser, IgnoresAPreamble) {
    const Parsed parsed = parse("This is a form.\r\n" + std::string(kForm), 7);
    EXPECT_TRUE(parsed.complete);
    EXPECT_EQ(parsed.parts.size(), 3U);
}

TEST(MultipartParser, KeepsBytesThatLookLikeDelimiters) {
    std::mt19937 random(7);  // NOLINT(bugprone-random-generator-seed): the same form in every run
    constexpr std::string_view kAlphabet = "\r\n-X";
    std::string data;
    for (int i = 0; i < 5000; ++i) data += kAlphabet[random() % kAlphabet.size()];
    for (std::size_t at = 0; (at = data.find("--XX", at)) != std::string::npos;) data[at + 3] = '.';
    std::string body = "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n";
    body += data;
    body += "\r\n--XX--\r\n";
    for (const std::size_t step : {1U, 2U, 3U, 5U, 64U, 10000U}) {
        const Parsed parsed = parse(body, step);
        ASSERT_EQ(parsed.parts.size(), 1U);
        EXPECT_EQ(parsed.parts[0].data, data) << step;
        EXPECT_TRUE(parsed.complete);
    }
}

TEST(MultipartParser, IsNotCompleteWithoutTheLastDelimiter) {
    const Parsed parsed = parse(kForm.substr(0, kForm.find("--XX--")), 16);
    EXPECT_FALSE(parsed.error);
    EXPECT_FALSE(parsed.complete);
}

struct RefusedForm {
    const char* name;
    std::string body;
    MultipartError error;
};

class RefusedForms : public testing::TestWithParam<RefusedForm> {};

TEST_P(RefusedForms, AreRefusedHoweverTheyArrive) {
    for (const std::size_t step : {std::size_t{1}, std::size_t{100}, GetParam().body.size()}) {
        const Parsed parsed = parse(GetParam().body, step);
        ASSERT_TRUE(parsed.error) << step;
        EXPECT_EQ(*parsed.error, GetParam().error) << step;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Table, RefusedForms,
    testing::Values(
        RefusedForm{"no_disposition", "--XX\r\nContent-Type: a/b\r\n\r\nx\r\n--XX--",
                    MultipartError::malformed},
        RefusedForm{"no_header", "--XX\r\n\r\nx\r\n--XX--", MultipartError::malformed},
        RefusedForm{"no_name", "--XX\r\nContent-Disposition: form-data\r\n\r\nx\r\n--XX--",
                    MultipartError::malformed},
        RefusedForm{"attachment", "--XX\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--XX--",
                    MultipartError::malformed},
        RefusedForm{"open_quote", "--XX\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--XX--",
                    MultipartError::malformed},
        RefusedForm{"two_dispositions",
                    "--XX\r\nContent-Disposition: form-data; name=a\r\n"
                    "Content-Disposition: form-data; name=b\r\n\r\nx\r\n--XX--",
                    MultipartError::malformed},
        RefusedForm{"text_after_delimiter", "--XXY\r\nContent-Disposition: form-data; name=a\r\n\r\n",
                    MultipartError::malformed},
        RefusedForm{"endless_padding", "--XX" + std::string(100, ' '), MultipartError::malformed},
        RefusedForm{"endless_preamble", std::string(MultipartParser::kPreambleBytesMax + 10, 'x'),
                    MultipartError::malformed},
        RefusedForm{"endless_header",
                    "--XX\r\nA: " + std::string(MultipartParser::kPartHeaderBytesMax + 10, 'x'),
                    MultipartError::header_too_large},
        RefusedForm{"large_header",
                    "--XX\r\nA: " + std::string(MultipartParser::kPartHeaderBytesMax, 'x') + "\r\n\r\n",
                    MultipartError::header_too_large}),
    [](const auto& row) { return row.param.name; });

TEST(MultipartBoundary, IsFoundInTheContentType) {
    EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=abc"), "abc");
    EXPECT_EQ(multipart_boundary("Multipart/Form-Data;charset=utf-8;boundary=\"a b:c\""), "a b:c");
    EXPECT_EQ(multipart_boundary("multipart/form-data"), std::nullopt);
    EXPECT_EQ(multipart_boundary("multipart/form-data; boundary="), std::nullopt);
    EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=a\tb"), std::nullopt);
    EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=" + std::string(71, 'a')), std::nullopt);
    EXPECT_EQ(multipart_boundary("multipart/mixed; boundary=abc"), std::nullopt);
    EXPECT_EQ(multipart_boundary("application/json"), std::nullopt);
    EXPECT_EQ(multipart_boundary(""), std::nullopt);
}

}  // namespace
}  // namespace palette::http
