// Requests a second of a handler that does nothing, over keep-alive connections of the same machine: what
// HTTP itself costs. Clients and server share the cores, so a real server has more to give.

#include <vector>

#include <benchmark/benchmark.h>

#include "http/server.hpp"
#include "http/testing.hpp"

namespace palette::http {
namespace {

boost::asio::awaitable<Response> hello(Request& /*request*/) {
    co_return make_response(200, "application/json", R"({"hello":"world"})");
}

constexpr std::size_t kFileBytes = 30'000;  // a rendition

class Files {
  public:
    Files() { write_file(folder_.path() / "file", std::string(kFileBytes, 'x')); }
    boost::asio::awaitable<Response> send(Request& /*request*/) {
        co_return Response{
            .status = 200,
            .headers = {},
            .body = FileBody{.path = folder_.path() / "file", .offset = 0, .length = kFileBytes}};
    }

  private:
    TemporaryFolder folder_;
};

// All connections ask, then all are read: `connections` requests are in the server at a time.
void ask_repeatedly(benchmark::State& state, std::string_view request) {
    Files files;
    Router router;
    router.add(Method::get, "/api/v1/images/{id}", hello);
    router.add(Method::get, "/file", [&files](Request& asked) { return files.send(asked); });
    ServerSettings settings;
    settings.threads = 1;
    const RunningServer server(std::move(router), settings);
    std::vector<TestClient> clients;
    clients.reserve(static_cast<std::size_t>(state.range(0)));
    for (std::int64_t i = 0; i < state.range(0); ++i) clients.push_back(server.connect());
    for (auto _ : state) {
        for (TestClient& client : clients) client.send(request);
        for (TestClient& client : clients) benchmark::DoNotOptimize(client.receive().status);
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

void BM_TinyHandler(benchmark::State& state) {
    ask_repeatedly(state, "GET /api/v1/images/7 HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n");
}
BENCHMARK(BM_TinyHandler)->Arg(1)->Arg(50)->UseRealTime();

void BM_File(benchmark::State& state) {
    ask_repeatedly(state, "GET /file HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n");
}
BENCHMARK(BM_File)->Arg(1)->Arg(50)->UseRealTime();

}  // namespace
}  // namespace palette::http
