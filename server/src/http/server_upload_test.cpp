// Forms and their files on the way in: limits, failures, and nothing left behind.

#include <atomic>
#include <sys/mount.h>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "http/server.hpp"
#include "http/testing.hpp"

namespace palette::http {
namespace {

constexpr Multipart kLimits{
    .file_bytes_max = 1'000'000, .files_max = 2, .fields_max = 3, .field_bytes_max = 100};

std::string part(const std::string& disposition, std::string_view data) {
    std::string text = "--XX\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n";
    text += data;
    text += "\r\n";
    return text;
}

std::string field(const std::string& name, std::string_view value) {
    return part("name=" + name, value);
}

std::string file(const std::string& name, std::string_view data) {
    return part("name=file; filename=\"" + name + "\"", data);
}

std::string request(const std::string& parts) {
    const std::string body = parts + "--XX--\r\n";
    return "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; "
           "boundary=XX\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

class ServerUploadTest : public testing::Test {
  protected:
    // Says what came; keeps the first file when asked to.
    boost::asio::awaitable<Response> upload(Request& request) {
        ++uploads_;
        std::string text;
        for (const auto& [name, value] : request.form.fields) text += fmt::format("{}={};", name, value);
        for (const auto& upload : request.form.files) {
            const std::string data = read_file(upload.file.path());
            text += fmt::format("{}:{}:{}:{}:{};", upload.field, upload.file_name, upload.content_type,
                                upload.bytes, data.size() < 100 ? data : std::to_string(data.size()));
        }
        if (request.form.field("keep")) {
            std::filesystem::rename(request.form.files.at(0).file.path(), server_.folder() / "kept");
        }
        co_return make_response(200, "text/plain", text);
    }

    Router router() {
        Router router;
        router.add(Method::post, "/upload", [this](Request& request) { return upload(request); },
                   {.body = kLimits, .guard = {}});
        return router;
    }

    static ServerSettings impatient() {
        ServerSettings settings;
        settings.body_timeout = std::chrono::milliseconds(500);
        settings.stop_timeout = std::chrono::milliseconds(100);
        return settings;
    }

    bool nothing_is_left() {
        return eventually([this] { return server_.spooled_files() == 0; });
    }

    std::atomic<int> uploads_ = 0;
    RunningServer server_{router(), impatient()};
};

TEST_F(ServerUploadTest, GivesTheHandlerFieldsAndFiles) {
    const Reply reply = server_.connect().ask(request(
        field("title", "A caf\xC3\xA9") + file("C:\\pictures\\../cat.png", "meow") + field("tags", "a,b") +
        "--XX\r\nContent-Disposition: form-data; name=b; filename=b\r\nContent-Type: image/png\r\n\r\n\r\n"));
    EXPECT_EQ(reply.body, "title=A caf\xC3\xA9;tags=a,b;file:cat.png::4:meow;b:b:image/png:0:;");
    EXPECT_TRUE(nothing_is_left());
}

TEST_F(ServerUploadTest, IgnoresAFileInputWithoutAChoice) {
    EXPECT_EQ(server_.connect().ask(request(field("title", "x") + file("", ""))).body, "title=x;");
}

TEST_F(ServerUploadTest, TakesALargeFileInChunksAndKeepsTheConnection) {
    TestClient client = server_.connect();
    const std::string data(1'000'000, 'x');
    client.send(
        "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=\"XX\"\r\n"
        "Transfer-Encoding: chunked\r\n\r\n");
    std::string body = file("a", data) + "--XX--";
    while (!body.empty()) {
        const std::string piece = body.substr(0, 0xFFFF);
        body.erase(0, piece.size());
        std::array<char, 16> size{};
        const auto end = std::to_chars(size.data(), size.data() + size.size(), piece.size(), 16).ptr;
        client.send(std::string(size.data(), end) + "\r\n" + piece + "\r\n");
    }
    client.send("0\r\n\r\n");
    EXPECT_EQ(client.receive().body, "file:a::1000000:1000000;");
    EXPECT_EQ(client.ask(request(field("a", "b"))).body, "a=b;");
    EXPECT_TRUE(nothing_is_left());
}

TEST_F(ServerUploadTest, LeavesAFileThatTheHandlerRenamed) {
    EXPECT_EQ(server_.connect().ask(request(field("keep", "") + file("a", "meow"))).status, 200);
    EXPECT_TRUE(nothing_is_left());
    EXPECT_EQ(read_file(server_.folder() / "kept"), "meow");
}

struct RefusedUpload {
    const char* name;
    std::string request;
    int status;
    std::string code;
};

class RefusedUploads : public ServerUploadTest, public testing::WithParamInterface<RefusedUpload> {};

TEST_P(RefusedUploads, AreAnsweredAndLeaveNothing) {
    TestClient client = server_.connect();
    client.send(GetParam().request);
    const Reply reply = client.receive();
    EXPECT_EQ(reply.status, GetParam().status);
    EXPECT_NE(reply.body.find('"' + GetParam().code + '"'), std::string::npos) << reply.body;
    EXPECT_TRUE(nothing_is_left());
    EXPECT_EQ(uploads_, 0);
}

std::string with_headers(const std::string& headers, const std::string& body) {
    return "POST /upload HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n" + body;
}

INSTANTIATE_TEST_SUITE_P(
    Table, RefusedUploads,
    testing::Values(
        RefusedUpload{"file_too_large", request(file("a", std::string(1'000'001, 'x'))), 413,
                      "file_too_large"},
        RefusedUpload{"too_many_files", request(file("a", "x") + file("b", "x") + file("c", "x")), 413,
                      "too_many_files"},
        RefusedUpload{"too_many_fields",
                      request(field("a", "") + field("b", "") + field("c", "") + field("d", "")), 413,
                      "too_many_fields"},
        RefusedUpload{"field_too_large", request(field("a", std::string(101, 'x'))), 413, "field_too_large"},
        RefusedUpload{"field_in_another_encoding", request(file("a", "x") + field("a", "\xFF")), 400,
                      "multipart_malformed"},
        RefusedUpload{"part_header_too_large", request(part("name=a; x=" + std::string(9000, 'x'), "")), 413,
                      "part_header_too_large"},
        RefusedUpload{"malformed", request(file("a", "x") + "--XX\r\nnothing\r\n\r\n"), 400,
                      "multipart_malformed"},
        RefusedUpload{"no_last_boundary",
                      with_headers("Content-Type: multipart/form-data; boundary=XX\r\nContent-Length: " +
                                       std::to_string(file("a", "x").size()) + "\r\n",
                                   file("a", "x")),
                      400, "multipart_malformed"},
        RefusedUpload{"no_body", with_headers("Content-Type: multipart/form-data; boundary=XX\r\n", ""), 400,
                      "multipart_malformed"},
        RefusedUpload{"no_boundary",
                      with_headers("Content-Type: multipart/form-data\r\nContent-Length: 1\r\n", "x"), 415,
                      "unsupported_content_type"},
        RefusedUpload{"no_form",
                      with_headers("Content-Type: application/json\r\nContent-Length: 2\r\n", "{}"), 415,
                      "unsupported_content_type"},
        RefusedUpload{
            "said_to_be_too_large",
            with_headers("Content-Type: multipart/form-data; boundary=XX\r\nContent-Length: 9000000\r\n", ""),
            413, "body_too_large"},
        RefusedUpload{
            "stops_in_the_middle",
            with_headers("Content-Type: multipart/form-data; boundary=XX\r\nContent-Length: 90000\r\n",
                         file("a", std::string(10'000, 'x'))),
            408, "request_timeout"}),
    [](const auto& row) { return row.param.name; });

TEST_F(ServerUploadTest, SaysThatAFileIsTooLargeWhileTheClientStillSends) {
    TestClient client = server_.connect();
    client.send(
        "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=XX\r\n"
        "Content-Length: 2000000\r\n\r\n" +
        file("a", std::string(1'900'000, 'x')));
    EXPECT_EQ(client.receive().status, 413);
    EXPECT_TRUE(client.is_ended());
    EXPECT_TRUE(nothing_is_left());
}

TEST_F(ServerUploadTest, LeavesNothingWhenTheClientVanishes) {
    TestClient client = server_.connect();
    client.send(
        "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=XX\r\n"
        "Content-Length: 900000\r\n\r\n" +
        file("a", std::string(200'000, 'x')));
    EXPECT_TRUE(eventually([&] { return server_.spooled_files() == 1; }));
    client.vanish();
    EXPECT_TRUE(nothing_is_left());
    EXPECT_EQ(uploads_, 0);
}

TEST_F(ServerUploadTest, LeavesNothingWhenTheServerStopsInTheMiddle) {
    TestClient client = server_.connect();
    client.send(
        "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=XX\r\n"
        "Content-Length: 900000\r\n\r\n" +
        file("a", std::string(200'000, 'x')));
    EXPECT_TRUE(eventually([&] { return server_.spooled_files() == 1; }));
    server_.stop();
    EXPECT_TRUE(nothing_is_left());
}

// A file system of 256 KiB, for as long as it lives.
class TinyDisk {
  public:
    TinyDisk() : mounted_(::mount("tmpfs", folder_.path().c_str(), "tmpfs", 0, "size=256k") == 0) {}
    ~TinyDisk() {
        if (mounted_) ::umount(folder_.path().c_str());
    }
    TinyDisk(const TinyDisk&) = delete;
    TinyDisk& operator=(const TinyDisk&) = delete;

    [[nodiscard]] bool is_mounted() const { return mounted_; }
    [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }

  private:
    TemporaryFolder folder_;
    bool mounted_;
};

boost::asio::awaitable<Response> accept_upload(Request& /*request*/) {
    co_return make_response(200, "text/plain", "");
}

TEST(ServerOnAFullDisk, RefusesAnUploadAndTakesTheNextThatFits) {
    const TinyDisk disk;
    if (!disk.is_mounted()) GTEST_SKIP() << "needs the right to mount a tmpfs";
    ServerSettings settings;
    settings.spool_directory = disk.path();
    Router router;
    router.add(Method::post, "/upload", accept_upload, {.body = kLimits, .guard = {}});
    const RunningServer server(std::move(router), settings);
    const Reply reply = server.connect().ask(request(file("a", std::string(900'000, 'x'))));
    EXPECT_EQ(reply.status, 507);
    EXPECT_NE(reply.body.find("\"disk_full\""), std::string::npos);
    EXPECT_TRUE(eventually([&] { return std::filesystem::is_empty(disk.path()); }));
    // A file's name goes before its blocks do: those stay until the server closes it.
    EXPECT_TRUE(eventually([&] {
        const auto space = std::filesystem::space(disk.path());
        return space.free == space.capacity;
    }));
    EXPECT_EQ(server.connect().ask(request(file("a", std::string(100'000, 'x')))).status, 200);
}

}  // namespace
}  // namespace palette::http
