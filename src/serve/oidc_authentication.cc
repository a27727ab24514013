#include "serve/oidc_authentication.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "oidc/sign_in_error.h"

#include "http/problem.h"
#include "serve/oidc_access.h"
#include "serve/session_audit.h"
#include "serve/session_cookie.h"

namespace millrace {
namespace {

// Sign-ins of one client: thirty at once, then one every two seconds. Each takes two: its begin and its end.
constexpr double kAttemptsPerSecond = 1;
constexpr double kAttemptsAtOnce = 60;

oidc::ProviderSettings ProviderSettingsOf(const Config::Serve::Oidc& config) {
  const char* const secret = std::getenv("MILLRACE_OIDC_CLIENT_SECRET");
  return {.issuer = config.issuer,
          .client_id = config.client_id,
          .client_secret = secret == nullptr ? "" : secret,
          .scopes = config.scopes,
          .claims = {config.user_claim, config.scope_claim, config.app_claim}};
}

// A parameter of the redirect; null if there is none. More than one is an attack, or a mistake.
std::optional<std::string> ParameterOf(const http::Request& request, std::string_view name) {
  std::optional<std::string> value;
  for (const auto& pair : request.target.query) {
    if (pair.name != name) continue;
    if (value) throw oidc::SignInError(oidc::Fault::kMisbehaves, "the provider's answer has a parameter twice");
    value = pair.value;
  }
  return value;
}

// The provider's refusal (RFC 6749 §4.1.2.1). Only codes are told, since texts could be anybody's.
[[noreturn]] void ThrowRefusal(const std::string& code) {
  const bool is_code =
      code.size() <= 40 && std::ranges::all_of(code, [](char c) { return c == '_' || (c >= 'a' && c <= 'z'); });
  const bool passes = code == "temporarily_unavailable" || code == "server_error";
  throw oidc::SignInError(passes ? oidc::Fault::kUnreachable : oidc::Fault::kRefused,
                          "the provider refuses the sign-in: " + (is_code ? code : "without a known reason"));
}

}  // namespace

OidcAuthentication::OidcAuthentication(Project& project, oidc::Fetch fetch)
    : TokenAuthentication(project),
      config_(project.config().serve),
      provider_(ProviderSettingsOf(config_.oidc), std::move(fetch)),
      sessions_(std::chrono::milliseconds(config_.session_lifetime_ms)),
      attempts_(kAttemptsPerSecond, kAttemptsAtOnce) {}

Caller OidcAuthentication::Identify(const http::Request& request) {
  // A program says who it is; the cookie may be there by accident.
  if (!request.fields.Has("Authorization")) {
    if (const auto cookie = CookieOf(request, kSessionCookie)) {
      if (auto session = sessions_.Find(*cookie)) return std::move(session->caller);
    }
  }
  return TokenAuthentication::Identify(request);
}

void OidcAuthentication::EndSession(const http::Request& request) {
  const auto cookie = CookieOf(request, kSessionCookie);
  const auto session = cookie ? sessions_.Find(*cookie) : std::nullopt;
  if (!session) {
    TokenAuthentication::EndSession(request);
    return;
  }
  sessions_.End(*cookie);
  Record(SessionEntry(request, "endSession", session->caller.user, "done"));
}

std::string OidcAuthentication::Origin(const http::Request& request) const {
  if (!config_.public_url.empty()) return config_.public_url;
  return (request.is_secure ? "https://" : "http://") + std::string(request.fields.Get("Host"));
}

OidcAuthentication::Begun OidcAuthentication::Begin(const http::Request& request, const std::string& return_to) {
  TakeAttempt(attempts_, request, "too many sign-ins; try again later");
  auto begun = pending_.Begin(Origin(request) + kSignInBackPath, return_to);
  return {.url = provider_.AuthorizationUrl(begun.terms), .browser = std::move(begun.browser)};
}

OidcAuthentication::Finished OidcAuthentication::FinishUnaudited(const http::Request& request, std::string& user) {
  const auto pending =
      pending_.Take(ParameterOf(request, "state").value_or(""), CookieOf(request, kSignInCookie).value_or(""));
  if (!pending) {
    throw oidc::SignInError(
        oidc::Fault::kStale,
        "this sign-in is not known: it took more than ten minutes, was used before, or was begun in "
        "another browser; sign in again");
  }
  provider_.CheckSender(ParameterOf(request, "iss"));
  if (const auto refusal = ParameterOf(request, "error")) ThrowRefusal(*refusal);
  const auto code = ParameterOf(request, "code");
  if (!code || code->empty()) throw oidc::SignInError(oidc::Fault::kMisbehaves, "the provider's answer has no code");
  oidc::Person person = provider_.Redeem(*code, pending->terms);
  Caller caller = AccessOf(person, config_.oidc);
  user = caller.user;
  std::string cookie = sessions_.Begin({.caller = std::move(caller), .id_token = std::move(person.id_token)});
  return {.session = std::move(cookie), .return_to = pending->return_to};
}

OidcAuthentication::Finished OidcAuthentication::Finish(const http::Request& request) {
  TakeAttempt(attempts_, request, "too many sign-ins; try again later");
  std::string user;
  try {
    Finished finished = FinishUnaudited(request, user);
    Record(SessionEntry(request, "finishSignIn", user, "done"));
    return finished;
  } catch (const oidc::SignInError& error) {
    Record(SessionEntry(request, "finishSignIn", user, error.what()));
    throw;
  }
}

std::string OidcAuthentication::LogoutUrl(const http::Request& request) {
  const auto cookie = CookieOf(request, kSessionCookie);
  const auto session = cookie ? sessions_.Find(*cookie) : std::nullopt;
  if (!session) return {};
  try {
    return provider_.LogoutUrl(session->id_token, Origin(request) + "/");
  } catch (const oidc::SignInError&) {
    // The provider is away: the session here ends all the same.
    return {};
  }
}

}  // namespace millrace
