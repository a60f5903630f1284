#include "accounts/openid_provider.hpp"

#include <algorithm>
#include <array>

#include <fmt/core.h>
#include <sodium.h>

#include "base/encoding.hpp"
#include "secrets/token.hpp"

namespace palette::accounts {
namespace {

namespace json = boost::json;

std::unexpected<Error> provider_failed(std::string why) {
    return fail(ErrorKind::remote_failed, "provider_failed",
                "The sign-in provider does not answer as it should.", std::move(why));
}
std::unexpected<Error> sign_in_failed(std::string why) {
    return fail(ErrorKind::unknown, "sign_in_failed", "Signing in did not work. Please try again.",
                std::move(why));
}

// As in a query or a form (RFC 3986).
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           std::string_view("-._~").find(c) != std::string_view::npos;
        out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

std::string challenge_of(std::string_view verifier) {
    std::array<std::uint8_t, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(verifier.data()), verifier.size());
    return to_base64url(hash);
}

std::string text_of(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::optional<Timestamp> time_of(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    if (value == nullptr || !value->is_number()) return std::nullopt;
    boost::system::error_code error;
    const auto seconds = value->to_number<std::int64_t>(error);
    if (error || seconds < 0 || seconds > INT64_MAX / 1000) return std::nullopt;
    return Timestamp{std::chrono::seconds{seconds}};
}

bool names_us(const json::object& claims, const std::string& client_id) {
    const auto* audience = claims.if_contains("aud");
    if (audience == nullptr) return false;
    const auto is_us = [&](const json::value& one) {
        return one.is_string() && std::string_view(one.get_string()) == client_id;
    };
    if (!audience->is_array()) return is_us(*audience);
    const auto& list = audience->get_array();
    const bool named = std::ranges::any_of(list, is_us);
    return named && (list.size() == 1 || text_of(claims, "azp") == client_id);
}

Result<json::object> read_object(const Result<net::TextAnswer>& answer) {
    if (!answer) return provider_failed(describe(answer.error()));
    if (answer->answer.status != 200) return provider_failed(fmt::format("status {}", answer->answer.status));
    boost::system::error_code error;
    auto value = json::parse(answer->body, error);
    if (error || !value.is_object()) return provider_failed("no JSON object");
    return std::move(value.get_object());
}

}  // namespace

OpenIdProvider::OpenIdProvider(ProviderSettings settings, const net::HttpClient& client)
    : settings_(std::move(settings)), client_(client) {}

Result<std::string> OpenIdProvider::authorization_url(const SignInSecrets& secrets,
                                                      const std::string& redirect_url) {
    auto known = endpoints();
    if (!known) return forward(known);
    return fmt::format(
        "{}{}response_type=code&client_id={}&redirect_uri={}&scope=openid%20profile%20email&state={}&nonce={}"
        "&code_challenge={}&code_challenge_method=S256",
        known->authorization, known->authorization.find('?') == std::string::npos ? '?' : '&',
        escaped(settings_.client_id), escaped(redirect_url), secrets.state, secrets.nonce,
        challenge_of(secrets.verifier));
}

Result<VouchedPerson> OpenIdProvider::redeem(const std::string& code, const SignInSecrets& secrets,
                                             const std::string& redirect_url) {
    auto known = endpoints();
    if (!known) return forward(known);
    net::Request request{
        known->token,
        {"Accept: application/json"},
        fmt::format("grant_type=authorization_code&code={}&redirect_uri={}&client_id={}&code_verifier={}",
                    escaped(code), escaped(redirect_url), escaped(settings_.client_id), secrets.verifier)};
    if (!settings_.client_secret.empty()) {
        const std::string both = escaped(settings_.client_id) + ":" + escaped(settings_.client_secret);
        request.headers.push_back(
            "Authorization: Basic " +
            to_base64({reinterpret_cast<const std::uint8_t*>(both.data()), both.size()}));
    }
    auto answer = client_.send(request);
    // A code that was used before, or made up, is the browser's fault and not the provider's.
    if (answer && (answer->answer.status == 400 || answer->answer.status == 401)) {
        return sign_in_failed("the provider refused the code: " + answer->body.substr(0, 200));
    }
    auto object = read_object(answer);
    if (!object) return forward(object);
    auto claims = verified_claims(text_of(*object, "id_token"), *known);
    if (!claims) return forward(claims);
    return read_claims(*claims, secrets.nonce);
}

Result<OpenIdProvider::Endpoints> OpenIdProvider::endpoints() {
    const std::lock_guard lock(mutex_);
    const auto time = std::chrono::steady_clock::now();
    if (endpoints_ && time - discovered_at_ < kDiscoveryGoodFor) return *endpoints_;
    std::string url = settings_.issuer;
    if (url.ends_with('/')) url.pop_back();
    auto document = read_object(client_.send({url + "/.well-known/openid-configuration", {}, std::nullopt}));
    if (!document) return forward(document);
    if (text_of(*document, "issuer") != settings_.issuer)
        return provider_failed("it calls itself something else");
    Endpoints found{text_of(*document, "authorization_endpoint"), text_of(*document, "token_endpoint"),
                    text_of(*document, "jwks_uri")};
    if (found.authorization.empty() || found.token.empty() || found.keys.empty()) {
        return provider_failed("its configuration is not complete");
    }
    endpoints_ = found;
    discovered_at_ = time;
    return found;
}

Result<json::object> OpenIdProvider::verified_claims(const std::string& token, const Endpoints& endpoints) {
    const std::lock_guard lock(mutex_);
    if (!keys_) {
        if (auto fetched = fetch_keys(endpoints); !fetched) return forward(fetched);
    }
    auto claims = keys_->claims_of(token);
    const bool may_ask = std::chrono::steady_clock::now() - keys_at_ >= kKeysAskedForEvery;
    if (!claims && claims.error().code == "key_unknown" && may_ask) {
        if (auto fetched = fetch_keys(endpoints); !fetched) return forward(fetched);
        claims = keys_->claims_of(token);
    }
    if (!claims) return sign_in_failed(describe(claims.error()));
    return claims;
}

Result<void> OpenIdProvider::fetch_keys(const Endpoints& endpoints) {
    auto answer = client_.send({endpoints.keys, {}, std::nullopt});
    if (!answer) return provider_failed(describe(answer.error()));
    auto keys = secrets::KeySet::parse(answer->body);
    if (!keys) return provider_failed(describe(keys.error()));
    // A first look does not use up the one that a minute allows: the provider may change its keys right after
    // it.
    keys_at_ = keys_ ? std::chrono::steady_clock::now() : std::chrono::steady_clock::time_point{};
    keys_ = std::move(*keys);
    return {};
}

Result<VouchedPerson> OpenIdProvider::read_claims(const json::object& claims,
                                                  const std::string& nonce) const {
    const Timestamp time = now();
    const auto expires = time_of(claims, "exp");
    const auto issued = time_of(claims, "iat");
    if (text_of(claims, "iss") != settings_.issuer) return sign_in_failed("a token of another issuer");
    if (!names_us(claims, settings_.client_id)) return sign_in_failed("a token for somebody else");
    if (!expires || *expires + kClockSkewMax < time) return sign_in_failed("a token of the past");
    if (!issued || *issued - kClockSkewMax > time) return sign_in_failed("a token of the future");
    if (!secrets::is_same_secret(text_of(claims, "nonce"), nonce))
        return sign_in_failed("a token of another sign-in");
    VouchedPerson person{settings_.issuer, text_of(claims, "sub"), text_of(claims, "preferred_username"),
                         std::nullopt};
    if (person.subject.empty()) return sign_in_failed("a token of nobody");
    const auto* verified = claims.if_contains("email_verified");
    std::string email = text_of(claims, "email");
    if (verified != nullptr && verified->is_bool() && verified->get_bool() && !email.empty()) {
        person.email = std::move(email);
    }
    return person;
}

}  // namespace palette::accounts
