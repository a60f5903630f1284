#include "api/caller.hpp"
#include "api/operations.hpp"
#include "api/parameters.hpp"

namespace palette::api {

Result<http::Response> restore_image(Services& services, http::Request& request) {
    auto id = image_id_of(request);
    if (!id) return forward(id);
    if (auto restored = services.trash.restore(*id, viewer_of(request)); !restored) return forward(restored);
    services.workers.wake();
    // The answer says that it is back, so it is on walls and in searches too.
    if (auto synced = services.index.sync(); !synced) return forward(synced);
    services.index.wake();
    return get_image(services, request);
}

}  // namespace palette::api
