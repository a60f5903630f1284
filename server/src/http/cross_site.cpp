#include "http/cross_site.hpp"

#include <string_view>

#include "base/text.hpp"
#include "http/ascii.hpp"

namespace palette::http {
namespace {

bool changes_state(Method method) {
    return method == Method::post || method == Method::put || method == Method::patch ||
           method == Method::del;
}

// Browsers leave a scheme's own port out, proxies do not always.
std::string_view without_default_port(std::string_view authority) {
    for (const std::string_view port : {":80", ":443"}) {
        if (authority.ends_with(port)) return authority.substr(0, authority.size() - port.size());
    }
    return authority;
}

std::string_view host_of(const Request& request, bool behind_proxy) {
    if (behind_proxy) {
        if (auto forwarded = request.header("X-Forwarded-Host")) return trim(take_until(*forwarded, ','));
    }
    return request.header("Host").value_or(std::string_view{});
}

}  // namespace

bool is_cross_site(const Request& request, bool behind_proxy) {
    if (!changes_state(request.method)) return false;
    if (const auto site = request.header("Sec-Fetch-Site")) {
        if (*site == "same-origin" || *site == "none") return false;
        if (*site != "same-site") return true;
    }
    const auto origin = request.header("Origin");
    if (!origin) return false;
    const auto scheme_end = origin->find("://");
    if (scheme_end == std::string_view::npos) return true;  // "null" among others
    return !equal_ignoring_case(without_default_port(origin->substr(scheme_end + 3)),
                                without_default_port(host_of(request, behind_proxy)));
}

}  // namespace palette::http
