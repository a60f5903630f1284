#include "secrets/signed_claims.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <optional>

#include "base/encoding.hpp"
#include "base/text.hpp"

namespace palette::secrets {
namespace {

namespace json = boost::json;

constexpr int kRsaBitsMin = 2048;
constexpr std::size_t kP256Bytes = 32;

template <auto Free>
struct Freed {
    template <class T>
    void operator()(T* value) const {
        Free(value);
    }
};
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Context = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;
using Bytes = std::vector<std::uint8_t>;
using PublicKey = std::shared_ptr<EVP_PKEY>;

std::unexpected<Error> token_invalid(std::string_view why) {
    return fail(ErrorKind::invalid, "token_invalid", "The provider's token is not right.", std::string(why));
}

std::string_view text_of(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string_view(value->get_string())
                                                  : std::string_view{};
}

std::optional<json::object> object_of(std::string_view base64url) {
    const auto bytes = from_base64url(base64url);
    if (!bytes) return std::nullopt;
    boost::system::error_code error;
    auto value = json::parse({reinterpret_cast<const char*>(bytes->data()), bytes->size()}, error);
    if (error || !value.is_object()) return std::nullopt;
    return std::move(value.get_object());
}

Number to_number(const Bytes& bytes) {
    return Number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
}

PublicKey from_params(const char* kind, OSSL_PARAM_BLD* builder) {
    const Params params(OSSL_PARAM_BLD_to_param(builder));
    const Context context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
    EVP_PKEY* key = nullptr;
    if (!params || !context || EVP_PKEY_fromdata_init(context.get()) <= 0 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) <= 0) {
        return nullptr;
    }
    return {key, EVP_PKEY_free};
}

PublicKey rsa_key(const json::object& object) {
    const auto modulus = from_base64url(text_of(object, "n"));
    const auto exponent = from_base64url(text_of(object, "e"));
    if (!modulus || !exponent || modulus->empty() || exponent->empty()) return nullptr;
    const Number n = to_number(*modulus);
    const Number e = to_number(*exponent);
    const Builder builder(OSSL_PARAM_BLD_new());
    if (!n || !e || !builder || BN_num_bits(n.get()) < kRsaBitsMin) return nullptr;
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
    return from_params("RSA", builder.get());
}

PublicKey p256_key(const json::object& object) {
    const auto x = from_base64url(text_of(object, "x"));
    const auto y = from_base64url(text_of(object, "y"));
    if (text_of(object, "crv") != "P-256" || !x || !y || x->size() != kP256Bytes || y->size() != kP256Bytes) {
        return nullptr;
    }
    Bytes point{4};  // uncompressed
    point.insert(point.end(), x->begin(), x->end());
    point.insert(point.end(), y->begin(), y->end());
    const Builder builder(OSSL_PARAM_BLD_new());
    if (!builder) return nullptr;
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
    return from_params("EC", builder.get());
}

// The two numbers side by side that JWS has, as the DER that OpenSSL wants.
Bytes to_der(const Bytes& pair) {
    if (pair.size() != 2 * kP256Bytes) return {};
    const Signature signature(ECDSA_SIG_new());
    Number r(BN_bin2bn(pair.data(), kP256Bytes, nullptr));
    Number s(BN_bin2bn(pair.data() + kP256Bytes, kP256Bytes, nullptr));
    if (!signature || !r || !s || ECDSA_SIG_set0(signature.get(), r.get(), s.get()) != 1) return {};
    static_cast<void>(r.release());  // the signature owns them now
    static_cast<void>(s.release());
    std::uint8_t* der = nullptr;
    const int length = i2d_ECDSA_SIG(signature.get(), &der);
    if (length <= 0) return {};
    Bytes bytes(der, der + length);
    OPENSSL_free(der);
    return bytes;
}

bool is_signed_by(EVP_PKEY* key, std::string_view text, const Bytes& signature) {
    const Digest digest(EVP_MD_CTX_new());
    return digest && !signature.empty() &&
           EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
           EVP_DigestVerify(digest.get(), signature.data(), signature.size(),
                            reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1;
}

}  // namespace

Result<KeySet> KeySet::parse(std::string_view text) {
    boost::system::error_code error;
    const auto value = json::parse(text, error);
    const auto* keys = !error && value.is_object() ? value.get_object().if_contains("keys") : nullptr;
    if (keys == nullptr || !keys->is_array()) {
        return fail(ErrorKind::remote_failed, "keys_invalid", "The provider has no keys.");
    }
    KeySet set;
    for (const auto& entry : keys->get_array()) {
        if (!entry.is_object()) continue;
        const auto& object = entry.get_object();
        if (const auto use = text_of(object, "use"); !use.empty() && use != "sig") continue;
        const bool is_rsa = text_of(object, "kty") == "RSA";
        PublicKey key = is_rsa ? rsa_key(object) : p256_key(object);
        if (!key) continue;
        set.keys_.push_back(
            {std::string(text_of(object, "kid")), is_rsa ? "RS256" : "ES256", std::move(key)});
    }
    return set;
}

Result<json::object> KeySet::claims_of(std::string_view token) const {
    const auto parts = split(token, '.');
    if (parts.size() != 3) return token_invalid("not three parts");
    const auto head = object_of(parts[0]);
    auto claims = object_of(parts[1]);
    const auto signature = from_base64url(parts[2]);
    if (!head || !claims || !signature) return token_invalid("not readable");
    if (head->contains("crit")) return token_invalid("asks for an extension");
    const auto algorithm = text_of(*head, "alg");
    if (algorithm != "RS256" && algorithm != "ES256")
        return token_invalid("signed by an algorithm that is not known");
    const auto id = text_of(*head, "kid");
    const std::string_view text = token.substr(0, parts[0].size() + 1 + parts[1].size());
    const Bytes form = algorithm == "ES256" ? to_der(*signature) : *signature;
    bool known = false;
    for (const Key& key : keys_) {
        if (key.algorithm != algorithm || (!id.empty() && key.id != id)) continue;
        known = true;
        if (is_signed_by(key.value.get(), text, form)) return std::move(*claims);
    }
    if (known) return token_invalid("not signed by its key");
    return fail(ErrorKind::invalid, "key_unknown", "The provider's token is not right.",
                "its key is not in the set");
}

}  // namespace palette::secrets
