// An OpenID provider for tests, without a socket: documents, keys and tokens that the test sets by hand. Not
// thread-safe but for asking it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "oidc/fetch.h"

namespace millrace::oidc {

// Made keys, each made once per process. Thread-safe.
struct TestKey {
  std::string id;
  std::string algorithm;    // with which it signs
  std::string private_jwk;  // JSON
  std::string public_jwk;
};
// `RS256`, `ES256` or `HS256`; keys of different ids differ.
const TestKey& KeyNamed(const std::string& id, const std::string& algorithm = "RS256");

// A signed token. `header`: a JSON object with further members.
std::string SignToken(const TestKey& key, const std::string& claims,
                      const std::map<std::string, std::string>& header = {});
// With a header and a signature as they are given.
std::string UnsignedToken(std::string_view header, std::string_view claims, std::string_view signature = "");

class FakeProvider {
 public:
  static constexpr const char* kIssuer = "https://login.example.com/realm";
  // `base`: of its addresses; the issuer is `/realm` below.
  explicit FakeProvider(std::string base = "https://login.example.com");

  // Answers as the provider does. The object must outlive it.
  Fetch Asked();

  // A document, by its address; those of the provider to begin with.
  std::map<std::string, Reply> replies;
  std::vector<Ask> asks;

  void Publish(const std::vector<TestKey>& keys);
  // The token endpoint gives this ID token.
  void GiveToken(const std::string& id_token);
  // Claims that are accepted by rules for this nonce, at the time `now_s`; `more`: further members, `,"a":1`.
  static std::string Claims(const std::string& nonce, int64_t now_s, const std::string& more = "",
                            const std::string& issuer = kIssuer);
  size_t CountOf(std::string_view url) const;

 private:
  const std::string base_;
};

}  // namespace millrace::oidc
