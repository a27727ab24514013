#include "serve/token_authentication.h"

#include <algorithm>
#include <array>

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <simdjson.h>

#include "core/error.h"
#include "core/hex.h"
#include "core/letter_case.h"
#include "core/trim.h"
#include "http/problem.h"
#include "pipeline/job_id.h"
#include "project/access_tokens.h"
#include "serve/session_audit.h"
#include "serve/session_cookie.h"

namespace millrace {
namespace {

constexpr size_t kMaxKnown = 10'000;
constexpr auto kTokenKnown = std::chrono::minutes(10);
// Wrong tokens of one client: five at once, then one every ten seconds.
constexpr double kFailuresPerSecond = 0.1;
constexpr double kFailuresAtOnce = 5;

std::string DigestOf(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  MILLRACE_CHECK(EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) == 1);
  return {reinterpret_cast<const char*>(digest.data()), size};
}

// The token of `Authorization: Bearer TOKEN`; null if the field is missing or of another kind.
std::optional<std::string_view> BearerOf(const http::Request& request) {
  constexpr std::string_view kBearer = "Bearer ";
  const std::string_view field = request.fields.Get("Authorization");
  if (field.size() <= kBearer.size()) return std::nullopt;
  if (!EqualsIgnoringAsciiCase(field.substr(0, kBearer.size()), kBearer)) return std::nullopt;
  return Trim(field.substr(kBearer.size()));
}

Caller CallerOf(const AccessToken& token) {
  Caller caller{.user = token.name + " (" + token.id + ")",
                .scope = ParseScope(token.scope).value_or(Scope::kNone),
                .apps = std::nullopt};
  if (token.apps.empty()) return caller;
  caller.apps.emplace();
  simdjson::dom::parser parser;
  simdjson::dom::array apps;
  // One that cannot be read is for no app.
  if (parser.parse(token.apps).get(apps) != simdjson::SUCCESS) return caller;
  for (const auto app : apps) {
    std::string_view id;
    if (app.get(id) == simdjson::SUCCESS) caller.apps->emplace_back(id);
  }
  return caller;
}

}  // namespace

TokenAuthentication::TokenAuthentication(Project& project)
    : ledger_(project.OpenLedger()),
      session_lifetime_(std::chrono::milliseconds(project.config().serve.session_lifetime_ms)),
      failures_(kFailuresPerSecond, kFailuresAtOnce) {}

void TokenAuthentication::Record(const AuditEntry& entry) {
  const std::scoped_lock lock(mutex_);
  ledger_->audit_log().Add(entry);
}

void TokenAuthentication::TakeAttempt(http::RateLimiter& limiter, const http::Request& request, const char* text) {
  const auto wait = limiter.Take(http::RateKey(request.client), http::RateLimiter::Clock::now());
  if (!wait) return;
  throw http::ProblemError({.status = 429,
                            .detail = text,
                            .parameter = {},
                            .retry_after_s = std::chrono::ceil<std::chrono::seconds>(*wait).count()});
}

std::optional<AccessToken> TokenAuthentication::Row(std::string_view id) {
  const std::scoped_lock lock(mutex_);
  auto token = ledger_->access_tokens().Find(id);
  if (token && !IsValidAt(*token, WallClockNs())) return std::nullopt;
  return token;
}

std::optional<AccessToken> TokenAuthentication::Recall(KnownByDigest& known, const std::string& digest) {
  Known found;
  {
    const std::scoped_lock lock(mutex_);
    const auto at = known.find(digest);
    if (at == known.end()) return std::nullopt;
    found = at->second;
  }
  auto token = Row(found.id);
  if (token && token->secret_hash == found.secret_hash && Clock::now() < found.until) return token;
  const std::scoped_lock lock(mutex_);
  known.erase(digest);
  return std::nullopt;
}

void TokenAuthentication::Remember(KnownByDigest& known, const std::string& digest, const AccessToken& token,
                                   Clock::duration time) {
  const std::scoped_lock lock(mutex_);
  const auto now = Clock::now();
  if (known.size() >= kMaxKnown) std::erase_if(known, [&](const auto& each) { return each.second.until < now; });
  if (known.size() >= kMaxKnown) {
    known.erase(std::ranges::min_element(known, {}, [](const auto& each) { return each.second.until; }));
  }
  known[digest] = {.id = token.id, .secret_hash = token.secret_hash, .until = now + time};
}

AccessToken TokenAuthentication::Check(const http::Request& request, std::string_view text) {
  const std::string digest = DigestOf(text);
  if (auto token = Recall(tokens_, digest)) return *token;
  const std::string client = http::RateKey(request.client);
  const auto now = http::RateLimiter::Clock::now();
  if (const auto wait = failures_.Look(client, now)) {
    throw http::ProblemError({.status = 429,
                              .detail = "too many wrong tokens; try again later",
                              .parameter = {},
                              .retry_after_s = std::chrono::ceil<std::chrono::seconds>(*wait).count()});
  }
  if (const auto parts = ParseToken(text)) {
    const auto token = Row(parts->id);
    if (token && IsSecretOf(*token, parts->secret)) {
      Remember(tokens_, digest, *token, kTokenKnown);
      return *token;
    }
  }
  static_cast<void>(failures_.Take(client, now));
  throw http::ProblemError(401, "the token is wrong, expired or revoked; `millrace token create` makes one");
}

Caller TokenAuthentication::Identify(const http::Request& request) {
  if (const auto bearer = BearerOf(request)) return CallerOf(Check(request, *bearer));
  if (const auto cookie = CookieOf(request, kSessionCookie)) {
    if (const auto token = Recall(sessions_, DigestOf(*cookie))) return CallerOf(*token);
    throw http::ProblemError(401, "the session is over; log in again");
  }
  throw http::ProblemError(401, "this needs a token: send Authorization: Bearer TOKEN, or log in");
}

std::string TokenAuthentication::BeginSession(const http::Request& request, std::string_view token) {
  std::optional<AccessToken> checked;
  try {
    checked = Check(request, token);
  } catch (const http::ProblemError& error) {
    // Those that are too many would fill the log.
    if (error.problem().status == 401) Record(SessionEntry(request, "beginSession", "", "a wrong token"));
    throw;
  }
  std::array<unsigned char, 32> bytes{};
  if (RAND_bytes(bytes.data(), bytes.size()) != 1) throw SystemError("the system provides no random bytes");
  std::string cookie = HexOf(bytes);
  Record(SessionEntry(request, "beginSession", CallerOf(*checked).user, "done"));
  Remember(sessions_, DigestOf(cookie), *checked, session_lifetime_);
  return cookie;
}

void TokenAuthentication::EndSession(const http::Request& request) {
  const auto cookie = CookieOf(request, kSessionCookie);
  if (!cookie) return;
  const std::string digest = DigestOf(*cookie);
  const auto token = Recall(sessions_, digest);
  if (!token) return;
  {
    const std::scoped_lock lock(mutex_);
    sessions_.erase(digest);
  }
  Record(SessionEntry(request, "endSession", CallerOf(*token).user, "done"));
}

}  // namespace millrace
