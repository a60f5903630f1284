#include "http/static_files.hpp"

#include <gtest/gtest.h>

#include "http/testing.hpp"

namespace palette::http {
namespace {

namespace fs = std::filesystem;

class StaticFilesTest : public testing::Test {
  protected:
    StaticFilesTest() {
        write("index.html",
              "<html><script>alert(1)</script><script type=\"module\" src=\"/assets/a.js\"></script></html>");
        write("assets/a.js", "let a = 1;");
        write("assets/a.js.br", "BR");
        write("assets/a.js.gz", "GZ");
        write("favicon.svg", "<svg/>");
        write("fonts/f.woff2", "f");
        write(".hidden/secret.txt", "s");
        write(".env", "s");
        write_file(outside_.path() / "secret.txt", "s");
        fs::create_symlink(outside_.path() / "secret.txt", folder_.path() / "link.txt");
        fs::create_directory_symlink(outside_.path(), folder_.path() / "linked");
    }

    void write(const std::string& name, std::string_view text) { write_file(folder_.path() / name, text); }

    Response get(const std::string& path, Headers headers = {}) {
        Request request;
        request.path = path;
        request.headers = std::move(headers);
        return StaticFiles::load(folder_.path())->answer(request);
    }

    static std::string body_of(const Response& response) { return *std::get<SharedBytes>(response.body); }

    TemporaryFolder folder_;
    TemporaryFolder outside_;
};

struct Row {
    const char* name;
    std::string path;
    int status;
    std::string content_type;
    std::string cache_control;
};

class StaticFilesTable : public StaticFilesTest, public testing::WithParamInterface<Row> {};

TEST_P(StaticFilesTable, AreServedWithTypeAndLifetime) {
    const Response response = get(GetParam().path);
    EXPECT_EQ(response.status, GetParam().status);
    EXPECT_EQ(response.headers.find("Content-Type"), GetParam().content_type);
    EXPECT_EQ(response.headers.find("Cache-Control"), GetParam().cache_control);
}

INSTANTIATE_TEST_SUITE_P(
    Table, StaticFilesTable,
    testing::Values(Row{"root", "/", 200, "text/html; charset=utf-8", "no-cache"},
                    Row{"index", "/index.html", 200, "text/html; charset=utf-8", "no-cache"},
                    Row{"script", "/assets/a.js", 200, "text/javascript; charset=utf-8",
                        "public, max-age=31536000, immutable"},
                    Row{"icon", "/favicon.svg", 200, "image/svg+xml", "no-cache"},
                    Row{"font", "/fonts/f.woff2", 200, "font/woff2", "no-cache"},
                    Row{"missing", "/assets/b.js", 404, "application/problem+json", "no-store"},
                    Row{"folder", "/assets", 404, "application/problem+json", "no-store"},
                    Row{"hidden_file", "/.env", 404, "application/problem+json", "no-store"},
                    Row{"hidden_folder", "/.hidden/secret.txt", 404, "application/problem+json", "no-store"},
                    Row{"compressed_copy", "/assets/a.js.br", 404, "application/problem+json", "no-store"},
                    Row{"link", "/link.txt", 404, "application/problem+json", "no-store"},
                    Row{"through_a_linked_folder", "/linked/secret.txt", 404, "application/problem+json",
                        "no-store"}),
    [](const auto& row) { return row.param.name; });

TEST_F(StaticFilesTest, AnswersThePagesOfTheAppWithItsIndex) {
    const Headers browser{{"Accept", "text/html,application/xhtml+xml"}};
    EXPECT_EQ(get("/images/7", browser).status, 200);
    EXPECT_EQ(get("/images/7", browser).headers.find("Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(get("/images/7.png", browser).status, 404);
    EXPECT_EQ(get("/images/7", {{"Accept", "*/*"}}).status, 404);
    EXPECT_EQ(get("/images/7").status, 404);
}

struct EncodingRow {
    const char* name;
    std::string accept_encoding;
    std::string body;
    std::string content_encoding;
};

class Encodings : public StaticFilesTest, public testing::WithParamInterface<EncodingRow> {};

TEST_P(Encodings, AreChosenByWhatTheClientAccepts) {
    const Response response = get("/assets/a.js", {{"Accept-Encoding", GetParam().accept_encoding}});
    EXPECT_EQ(body_of(response), GetParam().body);
    EXPECT_EQ(response.headers.find("Content-Encoding").value_or(""), GetParam().content_encoding);
    EXPECT_EQ(response.headers.find("Vary"), "Accept-Encoding");
}

INSTANTIATE_TEST_SUITE_P(Table, Encodings,
                         testing::Values(EncodingRow{"none", "", "let a = 1;", ""},
                                         EncodingRow{"browser", "gzip, deflate, br, zstd", "BR", "br"},
                                         EncodingRow{"gzip_only", "GZIP", "GZ", "gzip"},
                                         EncodingRow{"brotli_refused", "br;q=0, gzip;q=0.5", "GZ", "gzip"},
                                         EncodingRow{"any", "*", "BR", "br"},
                                         EncodingRow{"any_but_brotli", "*, br; q=0.000", "GZ", "gzip"},
                                         EncodingRow{"identity", "identity", "let a = 1;", ""},
                                         EncodingRow{"all_refused", "*;q=0", "let a = 1;", ""}),
                         [](const auto& row) { return row.param.name; });

TEST_F(StaticFilesTest, RevalidatesByVersionAndEncoding) {
    const auto etag = [&](const std::string& encoding) {
        return std::string(*get("/assets/a.js", {{"Accept-Encoding", encoding}}).headers.find("ETag"));
    };
    EXPECT_NE(etag("br"), etag("gzip"));
    const Response same = get("/assets/a.js", {{"Accept-Encoding", "br"}, {"If-None-Match", etag("br")}});
    EXPECT_EQ(same.status, 304);
    EXPECT_EQ(same.headers.find("Vary"), "Accept-Encoding");
    EXPECT_EQ(get("/assets/a.js", {{"Accept-Encoding", "gzip"}, {"If-None-Match", etag("br")}}).status, 200);
    const std::string before = etag("");
    write("assets/a.js", "let a = 2;");
    EXPECT_NE(etag(""), before);
}

TEST_F(StaticFilesTest, AllowsOnlyTheInlineScriptsOfTheIndex) {
    const Response response = get("/");
    // printf 'alert(1)' | openssl dgst -sha256 -binary | base64
    EXPECT_EQ(response.headers.find("Content-Security-Policy"),
              "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
              "script-src 'self' 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='; "
              "object-src 'none'; base-uri 'none'; frame-ancestors 'none'");
}

TEST_F(StaticFilesTest, SaysWhenTheWebAppIsNotBuilt) {
    const auto site = StaticFiles::load(folder_.path() / "nowhere");
    ASSERT_TRUE(site);
    const Response response = site->answer({});
    EXPECT_EQ(response.status, 503);
    EXPECT_NE(std::get<std::string>(response.body).find("not built"), std::string::npos);
}

}  // namespace
}  // namespace palette::http
