#include <filesystem>

#include "api/account_json.hpp"
#include "api/body.hpp"
#include "api/caller.hpp"
#include "api/operations.hpp"

namespace palette::api {

Result<http::Response> delete_me(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto body = Body::parse(request, {"password", "images"});
    if (!body) return forward(body);
    auto password = body->optional_text("password", kPasswordBodyCharactersMax);
    if (!password) return forward(password);
    auto images = body->optional_text("images", kPasswordBodyCharactersMax);
    if (!images) return forward(images);
    const std::string choice = images->value_or("keep");
    if (choice != "keep" && choice != "delete") return body_invalid("'images' is keep or delete");
    if (auto confirmed = services.accounts.confirm(*person, caller_of(request).session, *password);
        !confirmed)
        return forward(confirmed);
    const auto rule = choice == "keep" ? store::AccountRepository::PublicImages::keep
                                       : store::AccountRepository::PublicImages::erase;
    auto erased = services.accounts.people().erase(*person, rule, [&](const std::string& sha256) {
        std::error_code gone;
        std::filesystem::remove(services.directory.original(sha256), gone);
        std::filesystem::remove_all(services.directory.rendition_folder(sha256), gone);
    });
    if (!erased) return forward(erased);
    if (auto synced = services.index.sync(); !synced) return forward(synced);
    services.index.wake();
    services.events.close_of(*person);
    http::Response response{204, {}, {}};
    clear_session_cookie(response, request);
    return response;
}

}  // namespace palette::api
