// The keys with which a provider signs: a JWK set (RFC 7517). An immutable value; thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::oidc {

struct SigningKey {
  std::string id;         // `kid`; may be empty
  std::string algorithm;  // the one it is for, by its type: `RS256` or `ES256`
  std::string jwk;        // JSON, the public part alone
};

class KeySet {
 public:
  KeySet() = default;
  // Keeps the keys for signatures that can be used here: RSA of at least 2048 bits, and the curve P-256; at most 100.
  // Throws SignInError for text that is no JWK set.
  explicit KeySet(std::string_view json);

  // Those of this algorithm and id; without an id, all of the algorithm.
  std::vector<SigningKey> Find(std::string_view algorithm, std::string_view id) const;
  size_t size() const { return keys_.size(); }

 private:
  std::vector<SigningKey> keys_;
};

}  // namespace millrace::oidc
