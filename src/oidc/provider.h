// An OpenID provider, as the console asks it: its metadata and keys, which are kept for an hour, the exchange of codes
// for tokens, and claims. Authorization code flow with PKCE (OpenID Connect Core §3.1, RFC 7636). Thread-safe.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <semaphore>
#include <string>
#include <string_view>
#include <vector>

#include "oidc/fetch.h"
#include "oidc/id_token.h"
#include "oidc/key_set.h"
#include "oidc/metadata.h"
#include "oidc/sign_in_error.h"

namespace millrace::oidc {

struct ProviderSettings {
  std::string issuer;
  std::string client_id;
  std::string client_secret;        // empty: a public client, which PKCE alone protects
  std::vector<std::string> scopes;  // `openid` is added
  std::vector<std::string> claims;  // that are needed; what the ID token lacks of them is asked for
};

// One sign-in; what the provider and this server must agree on.
struct SignInTerms {
  std::string redirect_uri;
  std::string state;
  std::string nonce;
  std::string verifier;  // of PKCE; never leaves before the code is redeemed
};

struct Person {
  std::string claims;    // of the ID token: a JSON object
  std::string userinfo;  // the same of the provider's userinfo endpoint; empty: it was not asked
  std::string id_token;

  std::string Subject() const;
  // The values of a claim, from where it is.
  std::vector<std::string> Texts(std::string_view claim) const;
};

class Provider {
 public:
  using Clock = std::chrono::system_clock;
  Provider(ProviderSettings settings, Fetch fetch, std::function<Clock::time_point()> now = Clock::now);

  const ProviderSettings& settings() const { return settings_; }

  // All of these may ask the provider, and throw SignInError.

  // Where the browser goes to sign in.
  std::string AuthorizationUrl(const SignInTerms& terms);
  // Refuses an answer of another provider, by the parameter `iss` of the redirect (RFC 9207).
  void CheckSender(const std::optional<std::string>& issuer);
  // Exchanges the code for tokens and checks them.
  Person Redeem(const std::string& code, const SignInTerms& terms);
  // Where the browser goes to sign out; empty if the provider has no such place.
  std::string LogoutUrl(const std::string& id_token, const std::string& return_to);

 private:
  // Throws SignInError if there is no answer; `what` names it.
  Reply Send(const Ask& ask, const std::string& what);
  // The same, and for an answer of another status than 200.
  std::string Get(const std::string& url, const std::string& authorization, const std::string& what);
  std::shared_ptr<const Metadata> KnownMetadata();
  // The provider's keys; fetched again if they are old, or none of them fits.
  std::shared_ptr<const KeySet> KeysFor(const IdToken& token, const Metadata& metadata);
  std::string TokenAnswer(const std::string& code, const SignInTerms& terms, const Metadata& metadata);
  std::string Userinfo(const std::string& tokens, const std::string& claims, const Metadata& metadata);

  const ProviderSettings settings_;
  const Fetch fetch_;
  const std::function<Clock::time_point()> now_;
  std::counting_semaphore<> places_;  // requests at once
  std::mutex mutex_;                  // of what follows; not held while the provider is asked
  std::shared_ptr<const Metadata> metadata_;
  Clock::time_point metadata_until_;
  std::optional<SignInError> metadata_failure_;  // until then
  std::shared_ptr<const KeySet> keys_;
  Clock::time_point keys_at_;
};

}  // namespace millrace::oidc
