// Signing in with an OpenID provider: start_openid sends the browser there, finish_openid takes it back.

#include <algorithm>

#include <fmt/core.h>

#include "api/caller.hpp"
#include "api/operations.hpp"
#include "base/encoding.hpp"
#include "base/log.hpp"

namespace palette::api {
namespace {

constexpr std::string_view kKept = "palette_openid";
constexpr std::chrono::minutes kSignInTakesMax{10};
constexpr std::size_t kReturnBytesMax = 1'000;

std::string redirect_url_of(const Services& services, const http::Request& request) {
    std::string origin = services.public_url;
    if (origin.empty()) {
        origin = (request.secure ? "https://" : "http://") +
                 std::string(request.header("Host").value_or("localhost"));
    }
    return origin + "/api/v1/auth/oidc/" + std::string(request.path_parameter("provider")) + "/callback";
}

// A path of this app: never an address of another site.
std::string own_path(std::string_view text) {
    const bool own =
        text.starts_with('/') && !text.starts_with("//") && text.size() <= kReturnBytesMax &&
        std::ranges::none_of(text, [](unsigned char c) { return c <= ' ' || c == '\\' || c >= 0x7F; });
    return own ? std::string(text) : "/";
}

http::Response redirect(std::string location) {
    return {302, {{"Location", std::move(location)}, {"Cache-Control", "no-store"}}, {}};
}

std::string kept_cookie(const http::Request& request, std::string_view value, std::chrono::seconds age_max) {
    return fmt::format("{}={}; Path=/api/v1/auth/oidc; Max-Age={}; HttpOnly; SameSite=Lax{}", kKept, value,
                       age_max.count(), request.secure ? "; Secure" : "");
}

}  // namespace

Result<http::Response> start_openid(Services& services, http::Request& request) {
    auto started =
        services.openid.start(request.path_parameter("provider"), redirect_url_of(services, request));
    if (!started) return forward(started);
    const std::string back = own_path(request.query_value("return").value_or("/"));
    const std::string kept = started->secrets + "." +
                             to_base64url({reinterpret_cast<const std::uint8_t*>(back.data()), back.size()});
    auto response = redirect(std::move(started->url));
    response.headers.add("Set-Cookie", kept_cookie(request, kept, kSignInTakesMax));
    return response;
}

// A page of the browser, so what goes wrong is told by the app: /login?error=CODE.
Result<http::Response> finish_openid(Services& services, http::Request& request) {
    const std::string kept(request.cookie(kKept).value_or(""));
    const auto end = kept.rfind('.');
    const auto secrets = std::string_view(kept).substr(0, end == std::string::npos ? 0 : end);
    auto signed_in = services.openid.finish(
        request.path_parameter("provider"), redirect_url_of(services, request), secrets,
        request.query_value("state").value_or(""), std::string(request.query_value("code").value_or("")),
        caller_of(request), client_of(request));
    if (!signed_in) {
        spdlog::info("Signing in with a provider: {}", describe(signed_in.error()));
        auto response = redirect("/login?error=" + signed_in.error().code);
        response.headers.add("Set-Cookie", kept_cookie(request, "", std::chrono::seconds{0}));
        return response;
    }
    const auto back = from_base64url(std::string_view(kept).substr(end + 1));
    auto response = redirect(own_path(back ? std::string(back->begin(), back->end()) : "/"));
    if (*signed_in) set_session_cookie(response, request, (*signed_in)->token);
    response.headers.add("Set-Cookie", kept_cookie(request, "", std::chrono::seconds{0}));
    return response;
}

}  // namespace palette::api
