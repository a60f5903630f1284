#include <algorithm>
#include <array>

#include "api/caller.hpp"
#include "api/operations.hpp"
#include "api/parameters.hpp"
#include "http/conditional.hpp"

namespace palette::api {
namespace {

// Types a browser shows without ever running anything in them. All others (SVG first of all) are sent for
// saving.
constexpr std::array kShownInline = {"image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"};

}  // namespace

Result<http::Response> get_original(Services& services, http::Request& request) {
    auto id = image_id_of(request);
    if (!id) return forward(id);
    auto image = services.images.find(*id, viewer_of(request));
    if (!image) return forward(image);
    const Original& original = image->original;
    auto response = http::file_response(
        request, {services.directory.original(original.sha256), original.bytes, original.media_type,
                  http::quoted_etag(original.sha256), cache_rule(image->ownership.visibility)});
    const bool shown = std::ranges::find(kShownInline, original.media_type) != kShownInline.end();
    response.headers.set("Content-Disposition",
                         http::content_disposition(shown ? "inline" : "attachment", image->file_name));
    response.headers.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox");
    return response;
}

}  // namespace palette::api
