#include "api/accepted_image.hpp"
#include "api/caller.hpp"
#include "api/operations.hpp"
#include "api/words.hpp"

namespace palette::api {

Result<http::Response> create_image_from_url(Services& services, http::Request& request) {
    auto body = Body::parse(request, {"url", "title", "description", "artist", "tags", "visibility"});
    if (!body) return forward(body);
    auto url = body->text("url", net::kUrlBytesMax);
    if (!url) return forward(url);
    auto visibility = visibility_of(services, viewer_of(request), *body);
    if (!visibility) return forward(visibility);
    auto words = words_of(*body);
    if (!words) return forward(words);
    ingest::AcceptOptions options;
    options.words = std::move(*words);
    options.owner = viewer_of(request).person;
    options.visibility = *visibility;
    auto accepted = services.urls.accept(*url, std::move(options));
    if (!accepted) return forward(accepted);
    return accepted_image(services, request, *accepted);
}

}  // namespace palette::api
