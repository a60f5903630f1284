#include "accounts/openid_sign_in.hpp"

#include <fmt/core.h>

#include "base/text.hpp"
#include "secrets/token.hpp"

namespace palette::accounts {
namespace {

constexpr std::uint64_t kAnswerBytesMax = 1'000'000;
constexpr int kNamesTried = 50;

std::unexpected<Error> sign_in_failed(std::string why) {
    return fail(ErrorKind::unknown, "sign_in_failed", "Signing in did not work. Please try again.",
                std::move(why));
}

// What they are called elsewhere, made of the characters a name may have here.
std::string name_from(const VouchedPerson& vouched) {
    std::string source = vouched.name;
    if (source.empty() && vouched.email) source = vouched.email->substr(0, vouched.email->find('@'));
    std::string name;
    for (const char c : source) {
        if (is_person_name(std::string_view(&c, 1)) && name.size() + 4 < kPersonNameCharactersMax) name += c;
    }
    return name.empty() ? "person" : name;
}

}  // namespace

OpenIdSignIn::OpenIdSignIn(store::Database& database, Accounts& accounts,
                           std::vector<ProviderSettings> providers)
    : accounts_(accounts),
      identities_(database),
      client_(net::AddressPolicy::anywhere(),
              {.bytes_max = kAnswerBytesMax, .redirects_max = 0, .total_timeout = kProviderTimeout}) {
    for (auto& settings : providers) providers_.emplace_back(std::move(settings), client_);
}

Result<OpenIdProvider*> OpenIdSignIn::provider_of(std::string_view id) {
    for (auto& provider : providers_) {
        if (provider.settings().id == id) return &provider;
    }
    return fail(ErrorKind::not_found, "provider_not_found", "There is no such sign-in provider.");
}

Result<OpenIdSignIn::Started> OpenIdSignIn::start(std::string_view id, const std::string& redirect_url) {
    auto provider = provider_of(id);
    if (!provider) return forward(provider);
    const SignInSecrets secrets{secrets::new_token(), secrets::new_token(), secrets::new_token()};
    auto url = (*provider)->authorization_url(secrets, redirect_url);
    if (!url) return forward(url);
    return Started{std::move(*url), secrets.state + "." + secrets.nonce + "." + secrets.verifier};
}

Result<std::optional<SignedIn>> OpenIdSignIn::finish(std::string_view id, const std::string& redirect_url,
                                                     std::string_view kept, std::string_view state,
                                                     const std::string& code, const Caller& caller,
                                                     const Client& client) {
    auto provider = provider_of(id);
    if (!provider) return forward(provider);
    const auto parts = split(kept, '.');
    if (parts.size() != 3 || parts[0].empty() || !secrets::is_same_secret(parts[0], state)) {
        return sign_in_failed("the browser did not begin this sign-in");
    }
    const SignInSecrets secrets{std::string(parts[0]), std::string(parts[1]), std::string(parts[2])};
    auto vouched = (*provider)->redeem(code, secrets, redirect_url);
    if (!vouched) return forward(vouched);
    auto owner = owner_of(*vouched, caller);
    if (!owner) return forward(owner);
    if (owner->by_session) return std::nullopt;
    return accounts_.sign_in(owner->person, client);
}

Result<OpenIdSignIn::Owner> OpenIdSignIn::owner_of(const VouchedPerson& vouched, const Caller& caller) {
    const store::Identity identity{vouched.issuer, vouched.subject};
    auto known = identities_.find(identity);
    if (!known) return forward(known);
    if (*known && caller.viewer.person && *caller.viewer.person != **known) {
        return fail(ErrorKind::conflict, "identity_taken", "Somebody else signs in with this already.");
    }
    if (*known) return Owner{**known};
    std::optional<PersonId> person = caller.viewer.person;
    const bool by_session = person.has_value();
    if (!person && vouched.email) {
        auto found = identities_.person_of_verified_email(*vouched.email);
        if (!found) return forward(found);
        person = *found;
    }
    if (!person) {
        auto added = add_account(vouched);
        if (!added) return forward(added);
        person = *added;
    }
    if (auto linked = identities_.link(*person, identity); !linked) return forward(linked);
    return Owner{*person, by_session};
}

Result<PersonId> OpenIdSignIn::add_account(const VouchedPerson& vouched) {
    const std::string base = name_from(vouched);
    for (int i = 1; i <= kNamesTried; ++i) {
        const std::string name = i == 1 ? base : fmt::format("{}{}", base, i);
        auto account = accounts_.people().add({.name = name,
                                               .display_name = name,
                                               .email = vouched.email,
                                               .email_verified = vouched.email.has_value(),
                                               .password_hash = std::nullopt,
                                               .role = Role::member,
                                               .created_at = now()},
                                              store::AccountRepository::Adding::by_provider);
        if (account) return account->person;
        if (account.error().code != "name_taken") return forward(account);
    }
    return fail(ErrorKind::conflict, "name_taken", "No name was found for you here.");
}

}  // namespace palette::accounts
