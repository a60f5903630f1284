#include "api/caller.hpp"

#include <fmt/core.h>

#include "api/parameters.hpp"
#include "base/text.hpp"

namespace palette::api {
namespace {

constexpr std::size_t kVisibilityCharactersMax = 20;
constexpr std::string_view kBearer = "bearer ";

// Over HTTPS the prefix makes browsers refuse a cookie that a neighbouring host or plain HTTP slipped in.
std::string_view cookie_name(const http::Request& request) {
    return request.secure ? "__Host-palette_session" : "palette_session";
}

std::string cookie(const http::Request& request, std::string_view value, std::chrono::seconds age_max) {
    return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax{}", cookie_name(request), value,
                       age_max.count(), request.secure ? "; Secure" : "");
}

std::optional<std::string_view> bearer_of(const http::Request& request) {
    const auto header = request.header("Authorization");
    if (!header || fold_case(header->substr(0, kBearer.size())) != kBearer) return std::nullopt;
    return trim(header->substr(kBearer.size()));
}

}  // namespace

Result<accounts::Caller> find_caller(Services& services, const http::Request& request) {
    if (const auto token = bearer_of(request)) return services.accounts.caller_of_api_token(*token);
    if (const auto token = request.cookie(cookie_name(request)))
        return services.accounts.caller_of_cookie(*token);
    return services.accounts.guest();
}

const accounts::Caller& caller_of(const http::Request& request) {
    return std::any_cast<const accounts::Caller&>(request.context);
}

const Viewer& viewer_of(const http::Request& request) {
    return caller_of(request).viewer;
}

Result<PersonId> require_login(const http::Request& request) {
    const auto& person = viewer_of(request).person;
    if (!person) return fail(ErrorKind::unknown, "login_required", "Please log in first.");
    return *person;
}

Result<PersonId> require_owner(const http::Request& request) {
    auto person = require_login(request);
    if (person && viewer_of(request).role != Role::owner) {
        return fail(ErrorKind::forbidden, "forbidden", "Only the owner of this instance may do that.");
    }
    return person;
}

Result<void> require_uploader(const Viewer& viewer) {
    if (may_upload(viewer)) return {};
    return fail(ErrorKind::unknown, "login_required", "Please log in first.");
}

Result<Visibility> visibility_of_upload(Services& services, const Viewer& viewer, std::string_view said) {
    if (!said.empty()) {
        const auto visibility = parse_visibility(said);
        if (!visibility) return parameter_invalid("visibility", "public or private");
        if (*visibility == Visibility::owner && !viewer.person) {
            return fail(ErrorKind::unknown, "login_required",
                        "Please log in first: somebody has to own what is private.");
        }
        return *visibility;
    }
    if (!viewer.person) return Visibility::everyone;
    auto account = services.accounts.people().find(*viewer.person);
    if (!account) return forward(account);
    return account->preferences.upload_visibility;
}

Result<Visibility> visibility_of(Services& services, const Viewer& viewer, const Body& body) {
    auto said = body.optional_text("visibility", kVisibilityCharactersMax);
    if (!said) return forward(said);
    if (*said && !parse_visibility(**said)) return body_invalid("'visibility' is public or private");
    return visibility_of_upload(services, viewer, said->value_or(""));
}

accounts::Client client_of(const http::Request& request) {
    return {request.remote_address, std::string(request.header("User-Agent").value_or(""))};
}

std::string cache_rule(Visibility visibility) {
    return visibility == Visibility::everyone ? "private, max-age=31536000, immutable" : "private, no-cache";
}

void set_session_cookie(http::Response& response, const http::Request& request, std::string_view token) {
    response.headers.add("Set-Cookie", cookie(request, token, accounts::kSessionIdleMax));
}

void clear_session_cookie(http::Response& response, const http::Request& request) {
    response.headers.add("Set-Cookie", cookie(request, "", std::chrono::seconds{0}));
}

}  // namespace palette::api
