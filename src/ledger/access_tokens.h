// The tokens that programs and people show to the console. What a token consists of, and how its secret is checked, is
// project/access_tokens.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

struct AccessToken {
  std::string id;           // public; unique
  std::string name;         // for people: whose it is
  std::string scope;        // `read`, `operate` or `admin`
  std::string apps;         // a JSON list of their ids; empty: all
  std::string secret_hash;  // of Argon2id, with its parameters and salt
  int64_t created_ns = 0;   // since the epoch
  int64_t expires_ns = 0;   // 0: never
  int64_t revoked_ns = 0;   // 0: valid
  bool operator==(const AccessToken&) const = default;
};

// Revoked and expired tokens stay, because the audit log names them. Each function is one durable change.
class AccessTokenStore {
 public:
  virtual ~AccessTokenStore() = default;

  // Throws SystemError if there is one with this id.
  virtual void Add(const AccessToken& token) = 0;
  virtual std::optional<AccessToken> Find(std::string_view id) = 0;
  // The oldest first.
  virtual std::vector<AccessToken> All() = 0;
  // False if there is no such token, or it was revoked before.
  virtual bool Revoke(std::string_view id, int64_t now_ns) = 0;
};

}  // namespace millrace
