#include "api/caller.hpp"
#include "api/operations.hpp"
#include "api/parameters.hpp"

namespace palette::api {

Result<http::Response> delete_image(Services& services, http::Request& request) {
    auto id = image_id_of(request);
    if (!id) return forward(id);
    if (auto removed = services.images.remove(*id, viewer_of(request)); !removed) return forward(removed);
    // The answer says that it is gone, so it is gone from walls and searches too.
    if (auto synced = services.index.sync(); !synced) return forward(synced);
    services.index.wake();
    return http::Response{204, {}, {}};
}

}  // namespace palette::api
