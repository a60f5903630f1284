#include "api/caller.hpp"
#include "api/operations.hpp"
#include "api/upload_answer.hpp"

namespace palette::api {

Result<http::Response> get_upload(Services& services, http::Request& request) {
    if (auto allowed = require_uploader(viewer_of(request)); !allowed) return forward(allowed);
    auto id = upload_id_of(request);
    if (!id) return forward(id);
    auto standing = services.uploads.find(*id, viewer_of(request).person);
    if (!standing) return forward(standing);
    return upload_answer(200, *standing);
}

}  // namespace palette::api
