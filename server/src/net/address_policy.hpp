#pragma once

// Which machines Palette may ask for something. An address that a person typed must not reach what only this
// machine or its network can: routers, databases, the metadata service of a cloud.
//
// Asked about the address a socket is about to connect to, never about a name, so that neither a name that
// changes its mind between two look-ups nor an odd way to write an address gets past it. A value; any thread.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <sys/socket.h>
#include <vector>

#include "base/result.hpp"

namespace palette::net {

struct Endpoint {
    bool is_v6 = false;
    std::array<std::uint8_t, 16> address{};  // the first four bytes of IPv4
    std::uint16_t port = 0;
    bool operator==(const Endpoint&) const = default;
};

// "192.0.2.1:80", "[2001:db8::1]:80"; no names.
[[nodiscard]] std::optional<Endpoint> parse_endpoint(std::string_view text);
// Nothing for other families than IPv4 and IPv6.
[[nodiscard]] std::optional<Endpoint> endpoint_of(const sockaddr& address);

// Whether anybody on the internet could reach this address. Everything in IANA's registries of
// special-purpose addresses is left out, and so are IPv6 addresses that stand for an IPv4 one (mapped, NAT64,
// 6to4, Teredo): what they lead to would have to be judged twice.
[[nodiscard]] bool is_public(const Endpoint& endpoint);

class AddressPolicy {
  public:
    // What is_public says, on the ports of the web (80, 443) and those from 1024.
    AddressPolicy() = default;
    // For an address that the operator wrote into the configuration: it may be on the own network.
    static AddressPolicy anywhere();

    // Besides, exactly this one. Fails with `endpoint_invalid`.
    Result<void> allow(std::string_view endpoint);

    [[nodiscard]] bool allows(const sockaddr& peer) const;

  private:
    bool anywhere_ = false;
    std::vector<Endpoint> also_;
};

}  // namespace palette::net
