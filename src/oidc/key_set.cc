#include "oidc/key_set.h"

#include <simdjson.h>

#include "oidc/encoded_text.h"
#include "oidc/sign_in_error.h"

#include "core/json_object.h"

namespace millrace::oidc {
namespace {

constexpr size_t kMostKeys = 100;
// 2048 bits as base64url.
constexpr size_t kShortestModulus = 342;

std::string TextOf(simdjson::dom::element key, std::string_view name) {
  std::string_view text;
  return key.at_key(name).get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

// A key that can be used; its `jwk` is empty otherwise.
SigningKey KeyOf(simdjson::dom::element json) {
  SigningKey key{.id = TextOf(json, "kid"), .algorithm = {}, .jwk = {}};
  const std::string use = TextOf(json, "use");
  const std::string type = TextOf(json, "kty");
  if (!use.empty() && use != "sig") return key;
  if (type == "RSA" && TextOf(json, "n").size() >= kShortestModulus) {
    key.algorithm = "RS256";
    key.jwk = JsonObject().Field("kty", type).Field("n", TextOf(json, "n")).Field("e", TextOf(json, "e")).Finish();
  } else if (type == "EC" && TextOf(json, "crv") == "P-256") {
    key.algorithm = "ES256";
    key.jwk = JsonObject()
                  .Field("kty", type)
                  .Field("crv", "P-256")
                  .Field("x", TextOf(json, "x"))
                  .Field("y", TextOf(json, "y"))
                  .Finish();
  }
  const bool is_rsa = key.algorithm == "RS256";
  const bool is_encoded =
      IsBase64Url(TextOf(json, is_rsa ? "n" : "x")) && IsBase64Url(TextOf(json, is_rsa ? "e" : "y"));
  if (!is_encoded) key.jwk.clear();
  const std::string algorithm = TextOf(json, "alg");
  if (!algorithm.empty() && algorithm != key.algorithm) key.jwk.clear();
  return key;
}

}  // namespace

KeySet::KeySet(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::array keys;
  if (parser.parse(json).at_key("keys").get(keys) != simdjson::SUCCESS) {
    throw SignInError(Fault::kMisbehaves, "the provider's keys are no JWK set");
  }
  for (const auto each : keys) {
    if (keys_.size() == kMostKeys) break;
    SigningKey key = KeyOf(each);
    if (!key.jwk.empty()) keys_.push_back(std::move(key));
  }
}

std::vector<SigningKey> KeySet::Find(std::string_view algorithm, std::string_view id) const {
  std::vector<SigningKey> found;
  for (const SigningKey& key : keys_) {
    if (key.algorithm == algorithm && (id.empty() || key.id == id)) found.push_back(key);
  }
  return found;
}

}  // namespace millrace::oidc
