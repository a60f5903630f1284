#pragma once

// Signing in with OpenID providers, and which account that is.
//
// An identity (issuer and subject) belongs to one account for good. A new one is linked to the account of
// whoever is signed in when they begin; else to the account whose e-mail address a provider has verified
// before, when this provider has verified the same; else it gets a new account, where registration allows it.
// An address that somebody only typed in links nothing: it would let them wait for its owner, or be taken
// over. Linking changes nothing else of an account.
//
// Safe to call from any thread that may block. Owned by app/.

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/accounts.hpp"
#include "accounts/openid_provider.hpp"
#include "net/http_client.hpp"
#include "store/identity_repository.hpp"

namespace palette::accounts {

class OpenIdSignIn {
  public:
    OpenIdSignIn(store::Database& database, Accounts& accounts, std::vector<ProviderSettings> providers);

    [[nodiscard]] const std::deque<OpenIdProvider>& providers() const { return providers_; }

    struct Started {
        std::string url;      // for the browser to go to
        std::string secrets;  // for it to keep until it comes back
    };
    // Fails with `provider_not_found` and as OpenIdProvider::authorization_url does.
    Result<Started> start(std::string_view provider, const std::string& redirect_url);

    // `secrets` is what the browser kept; `state` and `code` are what it was sent back with. None where
    // somebody has linked a new identity to the account they are signed in with: that proves nothing about
    // them, so their session goes on as it is. Fails with `sign_in_failed`, `identity_taken`, and as
    // OpenIdProvider::redeem and AccountRepository::add do.
    Result<std::optional<SignedIn>> finish(std::string_view provider, const std::string& redirect_url,
                                           std::string_view secrets, std::string_view state,
                                           const std::string& code, const Caller& caller,
                                           const Client& client);

  private:
    Result<OpenIdProvider*> provider_of(std::string_view id);
    // Whose account an identity is for, and whether only their session says so.
    struct Owner {
        PersonId person;
        bool by_session = false;
    };
    Result<Owner> owner_of(const VouchedPerson& vouched, const Caller& caller);
    Result<PersonId> add_account(const VouchedPerson& vouched);

    Accounts& accounts_;
    store::IdentityRepository identities_;
    net::HttpClient client_;
    std::deque<OpenIdProvider> providers_;
};

}  // namespace palette::accounts
