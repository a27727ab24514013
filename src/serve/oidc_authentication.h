// `serve.authentication: oidc`: people sign in at an OpenID provider and then have a session here; programs have bearer
// tokens, as with `token`. Thread-safe.
#pragma once

#include <functional>
#include <string>

#include "oidc/pending_sign_ins.h"
#include "oidc/provider.h"

#include "http/rate_limiter.h"
#include "project/project.h"
#include "serve/browser_sessions.h"
#include "serve/token_authentication.h"

namespace millrace {

inline constexpr const char* kSignInPath = "/api/v1/sign-in/oidc";
inline constexpr const char* kSignInBackPath = "/api/v1/sign-in/oidc/callback";

class OidcAuthentication : public TokenAuthentication {
 public:
  // Asks the provider nothing yet: a console starts while its provider is away. `project` must outlive it.
  explicit OidcAuthentication(Project& project, oidc::Fetch fetch = oidc::FetchOverNetwork());

  std::string_view name() const override { return "oidc"; }
  Caller Identify(const http::Request& request) override;
  void EndSession(const http::Request& request) override;
  OidcAuthentication* provider() override { return this; }

  // Of the provider, as configured.
  const std::string& issuer() const { return provider_.settings().issuer; }

  struct Begun {
    std::string url;      // where the browser goes
    std::string browser;  // value of kSignInCookie
  };
  // `return_to`: a path of the console. Throws http::ProblemError 429 for an address that begins too often, and
  // oidc::SignInError.
  Begun Begin(const http::Request& request, const std::string& return_to);

  struct Finished {
    std::string session;  // value of kSessionCookie
    std::string return_to;
  };
  // From the query of the request, with which the provider sent the browser back. Throws like Begin. Each call is in
  // the audit log, but for those that are too many.
  Finished Finish(const http::Request& request);

  // Where the browser goes after log out, to sign out there, too. Empty: nowhere.
  std::string LogoutUrl(const http::Request& request) override;

 private:
  Finished FinishUnaudited(const http::Request& request, std::string& user);
  // `https://console.example.com`: where the browser reaches this server.
  std::string Origin(const http::Request& request) const;

  const Config::Serve& config_;
  oidc::Provider provider_;
  oidc::PendingSignIns pending_;
  BrowserSessions sessions_;
  http::RateLimiter attempts_;
};

}  // namespace millrace
