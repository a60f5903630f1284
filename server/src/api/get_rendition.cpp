#include <algorithm>
#include <charconv>
#include <filesystem>

#include "api/caller.hpp"
#include "api/operations.hpp"
#include "api/parameters.hpp"
#include "http/conditional.hpp"
#include "imaging/picture.hpp"

namespace palette::api {

Result<http::Response> get_rendition(Services& services, http::Request& request) {
    auto id = image_id_of(request);
    if (!id) return forward(id);
    const auto text = request.path_parameter("width");
    int width = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), width);
    constexpr auto& kWidths = imaging::kRenditionWidths;
    const auto wanted = std::ranges::find(kWidths, width);
    if (error != std::errc{} || end != text.data() + text.size() || wanted == kWidths.end()) {
        return fail(ErrorKind::not_found, "rendition_not_found", "Renditions are 320, 640 and 1280 wide.");
    }
    auto found = services.images.bytes_of(*id, viewer_of(request));
    if (!found) return forward(found);
    // A small Original has no wider ones: then the widest there is.
    for (auto it = std::make_reverse_iterator(wanted + 1); it != kWidths.rend(); ++it) {
        for (const RenditionFormat format : kRenditionFormats) {
            const auto path = services.directory.rendition(found->sha256, *it, format);
            std::error_code missing;
            const auto bytes = std::filesystem::file_size(path, missing);
            if (missing || bytes == 0) continue;
            return http::file_response(request, {path, bytes, std::string(media_type_of(format)),
                                                 http::quoted_etag(found->sha256 + "-" + std::to_string(*it)),
                                                 cache_rule(found->visibility)});
        }
    }
    return fail(ErrorKind::not_found, "rendition_not_found", "This Image has no rendition yet.");
}

}  // namespace palette::api
