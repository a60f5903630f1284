#pragma once

// One OpenID Connect provider that people may sign in with: the authorization code flow with PKCE (S256), a
// nonce and a state (OpenID Connect Core 1.0, RFC 7636).
//
// What the provider says of itself is found by discovery and kept for an hour; its keys are asked for again
// when a token names one that is not known, once a minute at most. Safe to call from any thread that may
// block: a call takes as long as the provider does, kProviderTimeout at most. Owned by OpenIdSignIn.

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "net/http_client.hpp"
#include "secrets/signed_claims.hpp"

namespace palette::accounts {

inline constexpr std::chrono::seconds kProviderTimeout{15};
inline constexpr std::chrono::hours kDiscoveryGoodFor{1};
inline constexpr std::chrono::seconds kKeysAskedForEvery{60};
inline constexpr std::chrono::seconds kClockSkewMax{60};

struct ProviderSettings {
    std::string id;    // in addresses: letters, digits, '-'
    std::string name;  // on the button
    std::string issuer;
    std::string client_id;
    std::string client_secret;  // empty for a public client
};

// What is secret between the start of a sign-in and its end: kept by the browser.
struct SignInSecrets {
    std::string state;
    std::string nonce;
    std::string verifier;
};

// Whom the provider vouches for.
struct VouchedPerson {
    std::string issuer;
    std::string subject;
    std::string name;                  // what they are called there; may be empty
    std::optional<std::string> email;  // only if the provider has verified it
};

class OpenIdProvider {
  public:
    OpenIdProvider(ProviderSettings settings, const net::HttpClient& client);

    [[nodiscard]] const ProviderSettings& settings() const { return settings_; }

    // Where to send the browser. Fails with `provider_failed`.
    Result<std::string> authorization_url(const SignInSecrets& secrets, const std::string& redirect_url);
    // Fails with `provider_failed` and `sign_in_failed`.
    Result<VouchedPerson> redeem(const std::string& code, const SignInSecrets& secrets,
                                 const std::string& redirect_url);

  private:
    struct Endpoints {
        std::string authorization;
        std::string token;
        std::string keys;
    };
    Result<Endpoints> endpoints();
    Result<boost::json::object> verified_claims(const std::string& token, const Endpoints& endpoints);
    Result<void> fetch_keys(const Endpoints& endpoints);
    [[nodiscard]] Result<VouchedPerson> read_claims(const boost::json::object& claims,
                                                    const std::string& nonce) const;

    const ProviderSettings settings_;
    const net::HttpClient& client_;
    std::mutex mutex_;
    std::optional<Endpoints> endpoints_;
    std::chrono::steady_clock::time_point discovered_at_;
    std::optional<secrets::KeySet> keys_;
    std::chrono::steady_clock::time_point keys_at_;
};

}  // namespace palette::accounts
