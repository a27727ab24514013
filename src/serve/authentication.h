// Who sends a request: one implementation for each value of `serve.authentication`. Thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "http/message.h"
#include "serve/caller.h"

namespace millrace {

class OidcAuthentication;

class Authentication {
 public:
  virtual ~Authentication() = default;

  virtual std::string_view name() const = 0;  // `none`, `token`, `oidc`
  // Whether Identify may take long.
  virtual bool may_block() const = 0;
  // Throws http::ProblemError: 401 for credentials that are missing or wrong, 429 after too many of these.
  virtual Caller Identify(const http::Request& request) = 0;
  // Begins a session of a browser with this token: the value of the cookie. Throws like Identify; 404 where there are
  // no sessions.
  virtual std::string BeginSession(const http::Request& request, std::string_view token) = 0;
  virtual void EndSession(const http::Request& request) = 0;
  // Asked before a session ends: where the browser goes then, to end that of its provider, too. Empty: nowhere.
  virtual std::string LogoutUrl(const http::Request& /*request*/) { return {}; }
  // Where people sign in at a provider; null: nowhere.
  virtual OidcAuthentication* provider() { return nullptr; }
};

// Everybody may do everything: for a server that only this machine reaches.
std::unique_ptr<Authentication> NoAuthentication();

}  // namespace millrace
