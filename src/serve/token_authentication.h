// `serve.authentication: token`: bearer tokens of `millrace token create`, and sessions of browsers that were begun
// with one. Thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "http/rate_limiter.h"
#include "ledger/ledger.h"
#include "project/project.h"
#include "serve/authentication.h"

namespace millrace {

// Argon2 is meant to be slow, so a token that was right once is known by the SHA-256 of its text, in memory. Each
// request looks its row up in the ledger all the same: a token that is revoked, by any process, is refused at once.
// Sessions are in memory, too; they end with the process, after `serve.session_lifetime`, and with their token. Who
// begins and ends one is in the audit log, and so are log ins with wrong tokens.
class TokenAuthentication : public Authentication {
 public:
  // Opens the ledger, which is made if it is missing. `project` must outlive it.
  explicit TokenAuthentication(Project& project);

  std::string_view name() const override { return "token"; }
  bool may_block() const override { return true; }
  Caller Identify(const http::Request& request) override;
  std::string BeginSession(const http::Request& request, std::string_view token) override;
  void EndSession(const http::Request& request) override;

 protected:
  // Adds an entry to the audit log.
  void Record(const AuditEntry& entry);
  // Throws http::ProblemError 429 with this text if the client of the request has used up what the limiter allows.
  static void TakeAttempt(http::RateLimiter& limiter, const http::Request& request, const char* text);

 private:
  using Clock = std::chrono::steady_clock;
  // A token that was checked: its id, and the hash that it was checked against.
  struct Known {
    std::string id;
    std::string secret_hash;
    Clock::time_point until;
  };
  using KnownByDigest = std::unordered_map<std::string, Known>;

  // The token's row if it is valid now.
  std::optional<AccessToken> Row(std::string_view id);
  // Of a key that is known and whose token is still the same and valid.
  std::optional<AccessToken> Recall(KnownByDigest& known, const std::string& digest);
  void Remember(KnownByDigest& known, const std::string& digest, const AccessToken& token, Clock::duration time);
  // Checks a token; throws 401 and 429.
  AccessToken Check(const http::Request& request, std::string_view text);

  std::mutex mutex_;
  const std::unique_ptr<Ledger> ledger_;
  const Clock::duration session_lifetime_;
  KnownByDigest tokens_;
  KnownByDigest sessions_;
  http::RateLimiter failures_;
};

}  // namespace millrace
