#include "oidc/metadata.h"

#include <algorithm>
#include <optional>

#include "oidc/claims.h"
#include "oidc/sign_in_error.h"

#include "core/web_address.h"

namespace millrace::oidc {
namespace {

std::string Endpoint(std::string_view json, const std::string& name, bool is_required) {
  const auto url = MemberText(json, name);
  if (!url && !is_required) return {};
  const auto address = url ? ParseWebAddress(*url) : std::nullopt;
  if (!address || !IsPrivateOnTheWay(*address)) {
    throw SignInError(Fault::kMisbehaves, "the provider's discovery document has no `" + name +
                                              "` that can be used: expected an address with https");
  }
  return *url;
}

}  // namespace

std::string MetadataUrl(const std::string& issuer) {
  return issuer + (issuer.ends_with('/') ? "" : "/") + ".well-known/openid-configuration";
}

Metadata ReadMetadata(std::string_view json, const std::string& issuer) {
  const auto named = MemberText(json, "issuer");
  if (!named) {
    throw SignInError(Fault::kMisbehaves, "there is no discovery document at " + MetadataUrl(issuer));
  }
  if (*named != issuer) {
    throw SignInError(Fault::kMisbehaves,
                      "the discovery document is of the issuer `" + *named + "`; correct `serve.oidc.issuer`");
  }
  Metadata metadata;
  metadata.authorization_endpoint = Endpoint(json, "authorization_endpoint", true);
  metadata.token_endpoint = Endpoint(json, "token_endpoint", true);
  metadata.keys = Endpoint(json, "jwks_uri", true);
  metadata.userinfo_endpoint = Endpoint(json, "userinfo_endpoint", false);
  metadata.end_session_endpoint = Endpoint(json, "end_session_endpoint", false);
  const std::vector<std::string> methods = ClaimTexts(json, "token_endpoint_auth_methods_supported");
  const auto has = [&](std::string_view method) { return std::ranges::find(methods, method) != methods.end(); };
  metadata.takes_secret_in_form_only = has("client_secret_post") && !has("client_secret_basic");
  metadata.names_itself_in_answers = HasTrueMember(json, "authorization_response_iss_parameter_supported");
  return metadata;
}

}  // namespace millrace::oidc
