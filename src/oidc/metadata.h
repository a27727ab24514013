// What a provider says of itself: its discovery document (OpenID Connect Discovery §3). An immutable value;
// thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace millrace::oidc {

struct Metadata {
  std::string authorization_endpoint;
  std::string token_endpoint;
  std::string keys;                        // `jwks_uri`
  std::string userinfo_endpoint;           // empty: none
  std::string end_session_endpoint;        // empty: none
  bool takes_secret_in_form_only = false;  // client_secret_post without client_secret_basic
  bool names_itself_in_answers = false;    // RFC 9207: the redirect has `iss`
};

// Throws SignInError if the document is none, of another issuer, or has an endpoint that is missing or neither https
// nor on this machine.
Metadata ReadMetadata(std::string_view json, const std::string& issuer);

// The address of the document.
std::string MetadataUrl(const std::string& issuer);

}  // namespace millrace::oidc
