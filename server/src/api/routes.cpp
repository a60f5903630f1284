#include "api/routes.hpp"

#include "api/operations.hpp"
#include "api/problems.hpp"
#include "http/blocking.hpp"

namespace palette::api {
namespace {

using Operation = Result<http::Response> (*)(Services&, http::Request&);

constexpr std::size_t kJsonBytesMax = 256 * 1024;

// An operation as a Handler: runs it on a pool and turns its Error into a problem.
struct OnPool {
    Services* services;
    ThreadPool* pool;
    Operation operation;

    boost::asio::awaitable<http::Response> operator()(http::Request& request) const {
        auto response =
            co_await http::on_pool(*pool, [this, &request] { return operation(*services, request); });
        co_return response ? std::move(*response) : problem_of(response.error());
    }
};

// Answers on the event loop: it says only that the process lives, also when the pools are full.
struct Health {
    boost::asio::awaitable<http::Response> operator()(http::Request&) const {
        co_return http::make_response(200, "text/plain", "ok\n");
    }
};

}  // namespace

http::Router make_routes(Services& services) {
    http::Router router;
    const auto query = [&](Operation operation) { return OnPool{&services, &services.query_pool, operation}; };
    const auto upload = [&](Operation operation) { return OnPool{&services, &services.upload_pool, operation}; };
    const http::RouteOptions json{http::Buffered{kJsonBytesMax}, {}};
    const http::RouteOptions file{http::Multipart{.file_bytes_max = services.limits.original_bytes_max}, {}};
    using enum http::Method;

    router.add(get, "/api/v1/images", query(list_images));
    router.add(post, "/api/v1/images", upload(create_image), file);
    router.add(get, "/api/v1/images/{id}", query(get_image));
    router.add(patch, "/api/v1/images/{id}", query(update_image), json);
    router.add(del, "/api/v1/images/{id}", query(delete_image));
    router.add(get, "/api/v1/images/{id}/similar", query(list_similar_images));
    router.add(get, "/api/v1/images/{id}/original", query(get_original));
    router.add(get, "/api/v1/images/{id}/renditions/{width}", query(get_rendition));
    router.add(get, "/api/v1/search", query(search_images));
    router.add(post, "/api/v1/search/examples", upload(create_search_example), file);
    router.add(get, "/api/v1/tags", query(list_tags));
    router.add(get, "/api/v1/library", query(get_library));
    router.add(get, "/api/v1/events", query(stream_events));
    router.add(get, "/healthz", Health{});
    router.add(get, "/readyz", query(get_readiness));
    router.add(get, "/metrics", query(get_metrics));
    router.add(get, "/openapi.yaml", query(get_openapi));
    return router;
}

}  // namespace palette::api
