// ID tokens: who signed in, signed by the provider (OpenID Connect Core §2 and §3.1.3.7). Signatures are checked by
// cjose, and only those of RS256 and ES256. An immutable value; thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "oidc/key_set.h"

namespace millrace::oidc {

// What a token must say to be accepted.
struct IdTokenRules {
  std::string issuer;
  std::string client_id;
  std::string nonce;
  int64_t now_s = 0;  // since the epoch; clocks may differ by a minute
};

class IdToken {
 public:
  // Throws SignInError for a text that is no signed token, or of another algorithm.
  explicit IdToken(std::string text);

  // The keys of the set that may have signed it, by its algorithm and key id.
  std::vector<SigningKey> KeysIn(const KeySet& keys) const { return keys.Find(algorithm_, key_id_); }
  // Returns the claims, a JSON object. Throws SignInError for a signature by none of the keys, and for claims that
  // break a rule.
  std::string Verify(const KeySet& keys, const IdTokenRules& rules) const;

 private:
  const std::string text_;
  std::string algorithm_;
  std::string key_id_;
};

}  // namespace millrace::oidc
