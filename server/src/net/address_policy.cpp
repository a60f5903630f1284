#include "net/address_policy.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <cstring>
#include <netinet/in.h>
#include <string>

namespace palette::net {
namespace {

struct Range {
    std::array<std::uint8_t, 16> address;
    int bits;
};

// https://www.iana.org/assignments/iana-ipv4-special-registry, and 168.63.129.16: what Azure answers its own
// machines on.
constexpr std::array kSpecialV4 = {
    Range{{0}, 8},         // this network
    Range{{10}, 8},        // private
    Range{{100, 64}, 10},  // shared by a provider's customers (CGNAT)
    Range{{127}, 8},       // loopback
    Range{{168, 63, 129, 16}, 32},
    Range{{169, 254}, 16},      // link-local
    Range{{172, 16}, 12},       // private
    Range{{192, 0, 0}, 24},     // IETF protocol assignments
    Range{{192, 0, 2}, 24},     // documentation
    Range{{192, 88, 99}, 24},   // 6to4 relays
    Range{{192, 168}, 16},      // private
    Range{{198, 18}, 15},       // benchmarks
    Range{{198, 51, 100}, 24},  // documentation
    Range{{203, 0, 113}, 24},   // documentation
    Range{{224}, 4},            // multicast
    Range{{240}, 4},            // reserved, broadcast
};

// Of IPv6 only 2000::/3 is handed out for the internet (loopback, link-local, unique local, multicast,
// ::ffff:0:0/96 and 64:ff9b::/96 lie outside), without these.
constexpr Range kGlobalV6{{0x20}, 3};
constexpr std::array kSpecialV6 = {
    Range{{0x20, 0x01}, 23},              // IETF protocol assignments, Teredo among them
    Range{{0x20, 0x01, 0x0d, 0xb8}, 32},  // documentation
    Range{{0x20, 0x02}, 16},              // 6to4
    Range{{0x3f, 0xff}, 20},              // documentation
};

bool lies_in(const Endpoint& endpoint, const Range& range) {
    const auto whole = static_cast<std::size_t>(range.bits / 8);
    if (!std::equal(range.address.begin(), range.address.begin() + whole, endpoint.address.begin()))
        return false;
    const int rest = range.bits % 8;
    if (rest == 0) return true;
    const auto mask = static_cast<std::uint8_t>(0xFFU << (8U - static_cast<unsigned>(rest)));
    return (range.address[whole] & mask) == (endpoint.address[whole] & mask);
}

constexpr std::uint16_t kFirstOrdinaryPort = 1024;

bool is_web_port(std::uint16_t port) {
    return port == 80 || port == 443 || port >= kFirstOrdinaryPort;
}

}  // namespace

std::optional<Endpoint> parse_endpoint(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    Endpoint endpoint;
    const auto port = text.substr(colon + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), endpoint.port);
    if (error != std::errc{} || end != port.data() + port.size()) return std::nullopt;
    auto host = text.substr(0, colon);
    endpoint.is_v6 = host.starts_with('[') && host.ends_with(']');
    if (endpoint.is_v6) host = host.substr(1, host.size() - 2);
    const int family = endpoint.is_v6 ? AF_INET6 : AF_INET;
    if (::inet_pton(family, std::string(host).c_str(), endpoint.address.data()) != 1) return std::nullopt;
    return endpoint;
}

std::optional<Endpoint> endpoint_of(const sockaddr& address) {
    Endpoint endpoint;
    if (address.sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof v4);
        std::memcpy(endpoint.address.data(), &v4.sin_addr, sizeof v4.sin_addr);
        endpoint.port = ntohs(v4.sin_port);
        return endpoint;
    }
    if (address.sa_family != AF_INET6) return std::nullopt;
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    endpoint.is_v6 = true;
    std::memcpy(endpoint.address.data(), &v6.sin6_addr, sizeof v6.sin6_addr);
    endpoint.port = ntohs(v6.sin6_port);
    return endpoint;
}

bool is_public(const Endpoint& endpoint) {
    const auto holds = [&](const Range& range) { return lies_in(endpoint, range); };
    if (!endpoint.is_v6) return std::ranges::none_of(kSpecialV4, holds);
    return holds(kGlobalV6) && std::ranges::none_of(kSpecialV6, holds);
}

AddressPolicy AddressPolicy::anywhere() {
    AddressPolicy policy;
    policy.anywhere_ = true;
    return policy;
}

Result<void> AddressPolicy::allow(std::string_view endpoint) {
    const auto parsed = parse_endpoint(endpoint);
    if (!parsed) {
        return fail(ErrorKind::invalid, "endpoint_invalid",
                    "An address to be asked is an IP address and a port, as in 10.0.0.5:8000.",
                    std::string(endpoint));
    }
    also_.push_back(*parsed);
    return {};
}

bool AddressPolicy::allows(const sockaddr& peer) const {
    const auto endpoint = endpoint_of(peer);
    if (!endpoint) return false;
    if (anywhere_ || std::ranges::find(also_, *endpoint) != also_.end()) return true;
    return is_public(*endpoint) && is_web_port(endpoint->port);
}

}  // namespace palette::net
