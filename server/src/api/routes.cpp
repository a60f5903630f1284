#include "api/routes.hpp"

#include <algorithm>
#include <charconv>

#include "api/caller.hpp"
#include "api/json.hpp"
#include "api/operations.hpp"
#include "api/problems.hpp"
#include "http/blocking.hpp"

namespace palette::api {
namespace {

using Operation = Result<http::Response> (*)(Services&, http::Request&);

constexpr std::size_t kJsonBytesMax = 256 * 1024;
constexpr std::uint64_t kArchiveBytesMax = 4'000'000'000;

// Finds out who asks, unless a guard has done so.
Result<void> identify(Services& services, http::Request& request) {
    if (request.context.has_value()) return {};
    auto caller = find_caller(services, request);
    if (!caller) return forward(caller);
    request.context = std::move(*caller);
    return {};
}

Result<http::Response> identify_and_run(Services& services, http::Request& request, Operation operation) {
    if (auto identified = identify(services, request); !identified) return forward(identified);
    return operation(services, request);
}

// What every answer to somebody carries: a session's next token, and that others may get another answer.
void finish(http::Response& response, const http::Request& request) {
    const auto* caller = std::any_cast<accounts::Caller>(&request.context);
    if (caller != nullptr && caller->new_token && response.headers.count("Set-Cookie") == 0) {
        set_session_cookie(response, request, *caller->new_token);
    }
    const auto cache = response.headers.find("Cache-Control").value_or("");
    if (!cache.contains("immutable")) response.headers.add("Vary", "Cookie, Authorization");
}

// An operation as a Handler: runs it on a pool and turns its Error into a problem.
struct OnPool {
    Services* services;
    ThreadPool* pool;
    Operation operation;

    boost::asio::awaitable<http::Response> operator()(http::Request& request) const {
        auto response = co_await http::on_pool(
            *pool, [this, &request] { return identify_and_run(*services, request, operation); });
        http::Response answer = response ? std::move(*response) : problem_of(response.error());
        finish(answer, request);
        co_return answer;
    }
};

// What of the body is the file at least; 0 when it is not said.
std::uint64_t bytes_coming(const http::Request& request) {
    constexpr std::uint64_t kFormBytesMax = 64UL * 1024;  // all its words, and what stands between them
    const auto text = request.header("Content-Length").value_or("");
    std::uint64_t length = 0;
    std::from_chars(text.data(), text.data() + text.size(), length);
    return length - std::min(length, kFormBytesMax);
}

// A Guard that lets only those through who may upload and have room, before their bytes are read.
struct ForUploaders {
    Services* services;

    boost::asio::awaitable<std::optional<http::Response>> operator()(http::Request& request) const {
        auto allowed = co_await http::on_pool(services->query_pool, [this, &request]() -> Result<void> {
            if (auto identified = identify(*services, request); !identified) return identified;
            const Viewer& viewer = viewer_of(request);
            if (auto uploader = require_uploader(viewer); !uploader) return uploader;
            if (!viewer.person) return {};
            return services->quotas.check(*viewer.person, bytes_coming(request));
        });
        if (!allowed) co_return problem_of(allowed.error());
        co_return std::nullopt;
    }
};

// Opens the sink of an upload's body on the pool for uploads.
struct OpenUpload {
    Services* services;

    boost::asio::awaitable<http::Streamed::Opened> operator()(http::Request& request) const {
        auto sink = co_await http::on_pool(services->upload_pool,
                                           [this, &request] { return open_upload(*services, request); });
        if (!sink) co_return std::unexpected(problem_of(sink.error()));
        co_return std::move(*sink);
    }
};

// Answers on the event loop: it says only that the process lives, also when the pools are full.
struct Health {
    Services* services;
    boost::asio::awaitable<http::Response> operator()(http::Request&) const {
        co_return http::make_response(200, "text/plain", "ok\n" + line_of(services->models().change));
    }
};

}  // namespace

http::Router make_routes(Services& services) {
    http::Router router;
    const auto query = [&](Operation operation) {
        return OnPool{&services, &services.query_pool, operation};
    };
    const auto upload = [&](Operation operation) {
        return OnPool{&services, &services.upload_pool, operation};
    };
    const auto password = [&](Operation operation) {
        return OnPool{&services, &services.password_pool, operation};
    };
    const auto provider = [&](Operation operation) {
        return OnPool{&services, &services.provider_pool, operation};
    };
    const http::RouteOptions json{http::Buffered{kJsonBytesMax}, {}};
    const http::RouteOptions file{http::Multipart{.file_bytes_max = services.limits.original_bytes_max}, {}};
    const http::RouteOptions upload_form{file.body, ForUploaders{&services}};
    const http::RouteOptions archive{http::Multipart{.file_bytes_max = kArchiveBytesMax},
                                     ForUploaders{&services}};
    const http::RouteOptions upload_json{json.body, ForUploaders{&services}};
    const http::RouteOptions piece{
        http::Streamed{services.limits.original_bytes_max, OpenUpload{&services}, &problem_of},
        ForUploaders{&services}};
    using enum http::Method;

    router.add(get, "/api/v1/images", query(list_images));
    router.add(post, "/api/v1/images", upload(create_image), upload_form);
    router.add(post, "/api/v1/images/from-url",
               OnPool{&services, &services.fetch_pool, create_image_from_url}, upload_json);
    router.add(get, "/api/v1/images/{id}", query(get_image));
    router.add(patch, "/api/v1/images/{id}", query(update_image), json);
    router.add(del, "/api/v1/images/{id}", query(delete_image));
    router.add(post, "/api/v1/images/{id}/restore", query(restore_image));
    router.add(get, "/api/v1/images/{id}/similar", query(list_similar_images));
    router.add(get, "/api/v1/images/{id}/original", query(get_original));
    router.add(get, "/api/v1/images/{id}/renditions/{width}", query(get_rendition));
    router.add(get, "/api/v1/duplicates", query(list_duplicates));
    router.add(post, "/api/v1/duplicates/merge", query(merge_duplicates), json);
    router.add(post, "/api/v1/duplicates/dismiss", query(dismiss_duplicates), json);
    router.add(get, "/api/v1/me/images", query(list_my_images));
    router.add(get, "/api/v1/me/searches", query(list_searches));
    router.add(post, "/api/v1/me/searches", query(save_search), json);
    router.add(patch, "/api/v1/me/searches/{search}", query(rename_search), json);
    router.add(del, "/api/v1/me/searches/{search}", query(delete_search));
    router.add(get, "/api/v1/me/trash", query(list_trash));
    router.add(del, "/api/v1/me/trash", query(empty_trash));
    router.add(post, "/api/v1/uploads", query(create_upload), upload_json);
    router.add(get, "/api/v1/uploads/{id}", query(get_upload));
    router.add(patch, "/api/v1/uploads/{id}", upload(append_upload), piece);
    router.add(del, "/api/v1/uploads/{id}", query(cancel_upload));
    router.add(get, "/api/v1/search", query(search_images));
    router.add(post, "/api/v1/search", query(search_by_canvas), json);
    router.add(get, "/api/v1/images/{id}/match", query(explain_match));
    router.add(get, "/api/v1/suggestions", query(list_suggestions));
    router.add(post, "/api/v1/search/examples", upload(create_search_example), file);
    router.add(get, "/api/v1/tags", query(list_tags));
    router.add(get, "/api/v1/library", query(get_library));
    router.add(get, "/api/v1/interests", query(list_interests));
    router.add(put, "/api/v1/me/interests", query(set_interests), json);
    router.add(get, "/api/v1/me/taste", query(get_taste));
    router.add(patch, "/api/v1/me/taste", query(update_taste), json);
    router.add(del, "/api/v1/me/taste", query(forget_taste));
    router.add(get, "/api/v1/feed", query(get_feed));
    router.add(post, "/api/v1/feed/feedback", query(give_feedback), json);
    router.add(get, "/api/v1/events", query(stream_events));
    router.add(post, "/api/v1/auth/register", password(register_person), json);
    router.add(post, "/api/v1/auth/login", password(login), json);
    router.add(post, "/api/v1/auth/logout", query(logout));
    router.add(get, "/api/v1/auth/oidc/{provider}/start", provider(start_openid));
    router.add(get, "/api/v1/auth/oidc/{provider}/callback", provider(finish_openid));
    router.add(post, "/api/v1/auth/password", password(change_password), json);
    router.add(get, "/api/v1/me", query(get_me));
    router.add(patch, "/api/v1/me", query(update_me), json);
    router.add(del, "/api/v1/me", password(delete_me), json);
    router.add(get, "/api/v1/me/sessions", query(list_sessions));
    router.add(del, "/api/v1/me/sessions", query(end_other_sessions));
    router.add(del, "/api/v1/me/sessions/{session}", query(end_session));
    router.add(get, "/api/v1/me/tokens", query(list_api_tokens));
    router.add(post, "/api/v1/me/tokens", query(create_api_token), json);
    router.add(del, "/api/v1/me/tokens/{token}", query(delete_api_token));
    router.add(get, "/api/v1/people", query(list_people));
    router.add(get, "/api/v1/people/{person}", query(get_person));
    router.add(patch, "/api/v1/people/{person}", query(update_person), json);
    router.add(get, "/api/v1/people/{person}/images", query(list_person_images));
    router.add(patch, "/api/v1/instance", query(update_instance), json);
    router.add(get, "/api/v1/instance", query(get_instance));
    router.add(put, "/api/v1/images/{id}/like", query(like_image));
    router.add(del, "/api/v1/images/{id}/like", query(unlike_image));
    router.add(get, "/api/v1/me/likes", query(list_liked_images));
    router.add(get, "/api/v1/palettes", query(list_palettes));
    router.add(post, "/api/v1/palettes", query(create_palette), json);
    router.add(post, "/api/v1/palettes/import", upload(import_palette), archive);
    router.add(get, "/api/v1/palettes/{id}", query(get_palette));
    router.add(patch, "/api/v1/palettes/{id}", query(update_palette), json);
    router.add(del, "/api/v1/palettes/{id}", query(delete_palette));
    router.add(post, "/api/v1/palettes/{id}/restore", query(restore_palette));
    router.add(post, "/api/v1/palettes/{id}/freeze", query(freeze_palette));
    router.add(post, "/api/v1/palettes/{id}/share-key", query(renew_palette_key));
    router.add(get, "/api/v1/palettes/{id}/images", query(list_palette_images));
    router.add(post, "/api/v1/palettes/{id}/images/batch", query(change_palette_images), json);
    router.add(put, "/api/v1/palettes/{id}/images/{image_id}", query(put_palette_image), json);
    router.add(del, "/api/v1/palettes/{id}/images/{image_id}", query(remove_palette_image));
    router.add(get, "/api/v1/palettes/{id}/suggestions", query(list_palette_suggestions));
    router.add(get, "/api/v1/palettes/{id}/people", query(list_palette_people));
    router.add(put, "/api/v1/palettes/{id}/people/{person}", query(put_palette_person), json);
    router.add(del, "/api/v1/palettes/{id}/people/{person}", query(remove_palette_person));
    router.add(get, "/api/v1/palettes/{id}/export.zip", query(export_palette));
    router.add(get, "/api/v1/palettes/{id}/export.ase", query(export_palette_ase));
    router.add(get, "/api/v1/palettes/{id}/export.gpl", query(export_palette_gpl));
    router.add(get, "/healthz", Health{&services});
    router.add(get, "/readyz", query(get_readiness));
    router.add(get, "/metrics", query(get_metrics));
    router.add(get, "/openapi.yaml", query(get_openapi));
    return router;
}

}  // namespace palette::api
