#include "api/caller.hpp"
#include "api/operations.hpp"

namespace palette::api {

Result<http::Response> empty_trash(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto purged = services.housekeeper.empty_trash({*person});
    if (!purged) return forward(purged);
    return http::Response{204, {}, {}};
}

}  // namespace palette::api
