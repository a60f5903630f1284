#include "api/caller.hpp"
#include "api/operations.hpp"
#include "api/upload_answer.hpp"

namespace palette::api {

Result<http::Response> cancel_upload(Services& services, http::Request& request) {
    if (auto allowed = require_uploader(viewer_of(request)); !allowed) return forward(allowed);
    auto id = upload_id_of(request);
    if (!id) return forward(id);
    if (auto cancelled = services.uploads.cancel(*id, viewer_of(request).person); !cancelled)
        return forward(cancelled);
    return http::Response{204, {}, {}};
}

}  // namespace palette::api
