#include "project/access_tokens.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <argon2.h>
#include <openssl/rand.h>

#include "core/error.h"
#include "core/hex.h"
#include "core/json_object.h"
#include "pipeline/job_id.h"

namespace millrace {
namespace {

constexpr std::string_view kTokenPrefix = "millrace_";
constexpr size_t kIdBytes = 6;
constexpr size_t kSecretBytes = 32;
constexpr size_t kMaxTokenNameBytes = 100;
// What OWASP's cheat sheet of password storage asks of Argon2id at least.
constexpr uint32_t kArgonPasses = 2;
constexpr uint32_t kArgonKiB = 19 << 10;
constexpr size_t kArgonSaltBytes = 16;
constexpr size_t kArgonHashBytes = 32;

template <size_t size>
std::array<unsigned char, size> RandomBytes() {
  std::array<unsigned char, size> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(size)) != 1) throw SystemError("the system provides no random bytes");
  return bytes;
}

std::string HashOfSecret(std::string_view secret) {
  const auto salt = RandomBytes<kArgonSaltBytes>();
  std::string encoded(argon2_encodedlen(kArgonPasses, kArgonKiB, 1, kArgonSaltBytes, kArgonHashBytes, Argon2_id), '\0');
  const int result = argon2id_hash_encoded(kArgonPasses, kArgonKiB, 1, secret.data(), secret.size(), salt.data(),
                                           salt.size(), kArgonHashBytes, encoded.data(), encoded.size());
  if (result != ARGON2_OK) throw SystemError(std::string("cannot hash a token: ") + argon2_error_message(result));
  encoded.resize(encoded.find('\0'));
  return encoded;
}

// Who calls the command, as far as the system says.
std::string AccountName() {
  for (const char* const variable : {"SUDO_USER", "USER", "LOGNAME"}) {
    const char* const name = std::getenv(variable);
    if (name != nullptr && *name != '\0') return name;
  }
  return {};
}

void Record(Ledger& ledger, const std::string& action, const std::string& subject) {
  ledger.audit_log().Add({.at_ns = WallClockNs(),
                          .user = AccountName(),
                          .client = {},
                          .action = action,
                          .subject = subject,
                          .outcome = "done"});
}

}  // namespace

std::optional<TokenParts> ParseToken(std::string_view text) {
  if (!text.starts_with(kTokenPrefix)) return std::nullopt;
  text.remove_prefix(kTokenPrefix.size());
  if (text.size() != 2 * kIdBytes + 1 + 2 * kSecretBytes || text[2 * kIdBytes] != '_') return std::nullopt;
  return TokenParts{.id = text.substr(0, 2 * kIdBytes), .secret = text.substr(2 * kIdBytes + 1)};
}

NewToken CreateToken(Project& project, const TokenRequest& request) {
  if (request.name.empty() || request.name.size() > kMaxTokenNameBytes) {
    throw UserError("a token needs a name of 1 to 100 bytes, which tells whose it is");
  }
  for (const std::string& app : request.apps) {
    const auto& known = project.config().apps;
    if (!known.empty() && std::ranges::find(known, app, &Config::App::id) == known.end()) {
      throw UserError("--app: `" + app + "` is none of `apps`");
    }
  }
  NewToken made;
  made.token.id = HexOf(RandomBytes<kIdBytes>());
  const std::string secret = HexOf(RandomBytes<kSecretBytes>());
  made.text = std::string(kTokenPrefix) + made.token.id + "_" + secret;
  made.token.name = request.name;
  made.token.scope = request.scope;
  made.token.apps = request.apps.empty() ? std::string() : JsonTexts(request.apps);
  made.token.secret_hash = HashOfSecret(secret);
  made.token.created_ns = WallClockNs();
  if (request.lifetime_ms) made.token.expires_ns = made.token.created_ns + *request.lifetime_ms * 1'000'000;
  const auto ledger = project.OpenLedger();
  ledger->access_tokens().Add(made.token);
  Record(*ledger, "token create", made.token.id + " " + made.token.name);
  return made;
}

std::vector<AccessToken> ListTokens(Project& project) {
  return project.OpenLedgerToRead()->access_tokens().All();
}

void RevokeToken(Project& project, const std::string& id) {
  const auto token = project.OpenLedgerToRead()->access_tokens().Find(id);
  if (!token) throw UserError("there is no token `" + id + "`; `millrace token list` shows the ids");
  if (token->revoked_ns != 0) throw UserError("the token `" + id + "` was revoked before");
  const auto ledger = project.OpenLedger();
  ledger->access_tokens().Revoke(id, WallClockNs());
  Record(*ledger, "token revoke", token->id + " " + token->name);
}

bool IsSecretOf(const AccessToken& token, std::string_view secret) {
  return argon2id_verify(token.secret_hash.c_str(), secret.data(), secret.size()) == ARGON2_OK;
}

bool IsValidAt(const AccessToken& token, int64_t now_ns) {
  return token.revoked_ns == 0 && (token.expires_ns == 0 || token.expires_ns > now_ns);
}

std::string_view TokenState(const AccessToken& token, int64_t now_ns) {
  if (token.revoked_ns != 0) return "revoked";
  return IsValidAt(token, now_ns) ? "valid" : "expired";
}

}  // namespace millrace
