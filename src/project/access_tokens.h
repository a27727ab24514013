// Tokens for the console: made, listed, revoked and checked. A token is shown once, when it is made; the ledger has its
// id and the Argon2id hash of its secret. Every change is in the audit log. Throws UserError for what the user wrote,
// SystemError when the ledger fails. Functions are thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/ledger.h"
#include "project/project.h"

namespace millrace {

// The text of a token: `millrace_ID_SECRET`. Views of the text; null if it does not look like one.
struct TokenParts {
  std::string_view id;
  std::string_view secret;
};
std::optional<TokenParts> ParseToken(std::string_view text);

struct TokenRequest {
  std::string name;
  std::string scope;              // `read`, `operate` or `admin`
  std::vector<std::string> apps;  // empty: all
  std::optional<int64_t> lifetime_ms;
};
struct NewToken {
  std::string text;  // nobody can see it again
  AccessToken token;
};
NewToken CreateToken(Project& project, const TokenRequest& request);

// The oldest first, with those that are not valid any more.
std::vector<AccessToken> ListTokens(Project& project);

// Throws UserError if there is no such token, or it was revoked before.
void RevokeToken(Project& project, const std::string& id);

// Whether the secret is that of the token, in constant time. Takes some 20 ms and 19 MiB.
bool IsSecretOf(const AccessToken& token, std::string_view secret);
// Neither revoked nor expired.
bool IsValidAt(const AccessToken& token, int64_t now_ns);

// `valid`, `expired` or `revoked`.
std::string_view TokenState(const AccessToken& token, int64_t now_ns);

}  // namespace millrace
