#include "net/address_policy.hpp"

#include <cstring>
#include <netinet/in.h>
#include <ostream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace palette::net {
namespace {

struct Case {
    std::string name;
    std::string address;
    bool reachable;
};

void PrintTo(const Case& row, std::ostream* out) {
    *out << row.address;
}

sockaddr_storage socket_address_of(const std::string& text) {
    const auto endpoint = parse_endpoint(text);
    EXPECT_TRUE(endpoint) << text;
    sockaddr_storage storage{};
    if (endpoint->is_v6) {
        sockaddr_in6 v6{};
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(endpoint->port);
        std::memcpy(&v6.sin6_addr, endpoint->address.data(), sizeof v6.sin6_addr);
        std::memcpy(&storage, &v6, sizeof v6);
    } else {
        sockaddr_in v4{};
        v4.sin_family = AF_INET;
        v4.sin_port = htons(endpoint->port);
        std::memcpy(&v4.sin_addr, endpoint->address.data(), sizeof v4.sin_addr);
        std::memcpy(&storage, &v4, sizeof v4);
    }
    return storage;
}

bool allows(const AddressPolicy& policy, const std::string& text) {
    const auto storage = socket_address_of(text);
    return policy.allows(reinterpret_cast<const sockaddr&>(storage));
}

class Addresses : public ::testing::TestWithParam<Case> {};

TEST_P(Addresses, AreAskedOnlyWhereEverybodyCouldAskThem) {
    EXPECT_EQ(allows(AddressPolicy{}, GetParam().address), GetParam().reachable);
    EXPECT_TRUE(allows(AddressPolicy::anywhere(), GetParam().address));
}

INSTANTIATE_TEST_SUITE_P(
    , Addresses,
    ::testing::Values(
        Case{"Public", "93.184.216.34:80", true}, Case{"PublicTls", "93.184.216.34:443", true},
        Case{"PublicHighPort", "93.184.216.34:8080", true}, Case{"MailPort", "93.184.216.34:25", false},
        Case{"SshPort", "93.184.216.34:22", false}, Case{"Unspecified", "0.0.0.0:80", false},
        Case{"ThisNetwork", "0.1.2.3:80", false}, Case{"PrivateTen", "10.255.0.1:80", false},
        Case{"BeforeTen", "9.255.255.255:80", true}, Case{"AfterTen", "11.0.0.0:80", true},
        Case{"CgnatFirst", "100.64.0.0:80", false}, Case{"CgnatLast", "100.127.255.255:80", false},
        Case{"BeforeCgnat", "100.63.255.255:80", true}, Case{"AfterCgnat", "100.128.0.0:80", true},
        Case{"AlibabaMetadata", "100.100.100.200:80", false}, Case{"Loopback", "127.0.0.1:8080", false},
        Case{"LoopbackEnd", "127.255.255.255:80", false}, Case{"AzureWire", "168.63.129.16:80", false},
        Case{"BesideAzureWire", "168.63.129.17:80", true}, Case{"CloudMetadata", "169.254.169.254:80", false},
        Case{"PrivateTwelve", "172.16.0.1:80", false}, Case{"PrivateTwelveLast", "172.31.255.255:80", false},
        Case{"AfterPrivateTwelve", "172.32.0.0:80", true}, Case{"OracleMetadata", "192.0.0.192:80", false},
        Case{"Documentation", "192.0.2.1:80", false}, Case{"SixToFourRelay", "192.88.99.1:80", false},
        Case{"PrivateSixteen", "192.168.1.1:80", false}, Case{"Benchmarks", "198.19.255.255:80", false},
        Case{"DocumentationTwo", "198.51.100.7:80", false},
        Case{"DocumentationThree", "203.0.113.7:80", false}, Case{"Multicast", "224.0.0.1:80", false},
        Case{"MulticastLast", "239.255.255.255:80", false}, Case{"Reserved", "240.0.0.1:80", false},
        Case{"Broadcast", "255.255.255.255:80", false}, Case{"PublicV6", "[2606:2800:220:1::1]:443", true},
        Case{"UnspecifiedV6", "[::]:80", false}, Case{"LoopbackV6", "[::1]:80", false},
        Case{"MappedLoopback", "[::ffff:127.0.0.1]:80", false},
        Case{"MappedPublic", "[::ffff:93.184.216.34]:80", false},
        Case{"Compatible", "[::127.0.0.1]:80", false}, Case{"Nat64", "[64:ff9b::7f00:1]:80", false},
        Case{"Nat64Local", "[64:ff9b:1::a00:1]:80", false}, Case{"Discard", "[100::1]:80", false},
        Case{"Teredo", "[2001::1]:80", false}, Case{"Orchid", "[2001:20::1]:80", false},
        Case{"AfterAssignments", "[2001:200::1]:80", true},
        Case{"DocumentationV6", "[2001:db8::1]:80", false}, Case{"SixToFour", "[2002:7f00:1::1]:80", false},
        Case{"DocumentationV6Two", "[3fff::1]:80", false}, Case{"SegmentRouting", "[5f00::1]:80", false},
        Case{"UniqueLocal", "[fd00:ec2::254]:80", false}, Case{"LinkLocal", "[fe80::1]:80", false},
        Case{"SiteLocal", "[fec0::1]:80", false}, Case{"MulticastV6", "[ff02::1]:80", false}),
    [](const auto& row) { return row.param.name; });

TEST(AddressPolicy, AllowsOneMoreEndpointAndNoneBesideIt) {
    AddressPolicy policy;
    ASSERT_TRUE(policy.allow("127.0.0.1:8123"));
    ASSERT_TRUE(policy.allow("[fd00::7]:22"));
    EXPECT_TRUE(allows(policy, "127.0.0.1:8123"));
    EXPECT_TRUE(allows(policy, "[fd00::7]:22"));
    EXPECT_FALSE(allows(policy, "127.0.0.1:8124"));
    EXPECT_FALSE(allows(policy, "127.0.0.2:8123"));
    EXPECT_FALSE(allows(policy, "[::ffff:127.0.0.1]:8123"));
}

TEST(AddressPolicy, RefusesOtherFamilies) {
    sockaddr local{};
    local.sa_family = AF_UNIX;
    EXPECT_FALSE(AddressPolicy{}.allows(local));
    EXPECT_FALSE(AddressPolicy::anywhere().allows(local));
}

TEST(AddressPolicy, TakesAnAddressWithAPortAndNothingElse) {
    for (const char* wrong : {"", "localhost:80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536",
                              "::1:80", "[::1]", "127.1:80", "10.0.0.5:80 "}) {
        const auto allowed = AddressPolicy{}.allow(wrong);
        ASSERT_FALSE(allowed) << wrong;
        EXPECT_EQ(allowed.error().code, "endpoint_invalid") << wrong;
    }
}

}  // namespace
}  // namespace palette::net
