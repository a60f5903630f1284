#pragma once

// Whether another web site makes a person's browser act on this server (CSRF). Pure, any thread.
//
// Only state-changing methods count. Sec-Fetch-Site, which a page cannot forge, decides where it is sent; it
// is sent over HTTPS and to localhost only, so elsewhere Origin must name the host that was asked. Programs
// send neither and pass.

#include "http/message.hpp"

namespace palette::http {

// With `behind_proxy`, X-Forwarded-Host stands before Host.
[[nodiscard]] bool is_cross_site(const Request& request, bool behind_proxy);

}  // namespace palette::http
