#pragma once

// What an OpenID provider vouches for: JSON Web Tokens (RFC 7515, 7519) signed by a key of its set (RFC
// 7517). RS256 with RSA keys from 2,048 bits and ES256 with P-256 are known; every other algorithm, "none"
// first of all, is refused, and a key's kind decides which one it is good for, never the token. OpenSSL. A
// value; any thread.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "base/result.hpp"

struct evp_pkey_st;

namespace palette::secrets {

class KeySet {
  public:
    // Keys of other kinds or for other uses are passed over. Fails with `keys_invalid` for what is no key
    // set.
    static Result<KeySet> parse(std::string_view json);

    // The claims of a token that one of these keys signed. Fails with `key_unknown` when its key is not among
    // them (the provider may have new ones), and with `token_invalid`.
    [[nodiscard]] Result<boost::json::object> claims_of(std::string_view token) const;

    [[nodiscard]] std::size_t size() const { return keys_.size(); }

  private:
    struct Key {
        std::string id;
        std::string algorithm;               // RS256 or ES256
        std::shared_ptr<evp_pkey_st> value;  // shared by copies of the set; never changed
    };
    std::vector<Key> keys_;
};

}  // namespace palette::secrets
