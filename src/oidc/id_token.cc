#include "oidc/id_token.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <vector>

#include <cjose/cjose.h>
#include <simdjson.h>

#include "oidc/claims.h"
#include "oidc/encoded_text.h"
#include "oidc/sign_in_error.h"

namespace millrace::oidc {
namespace {

constexpr size_t kLongestToken = 32 << 10;
constexpr size_t kLongestSubject = 255;  // OpenID Connect Core §2
constexpr int64_t kSkewSeconds = 60;

using Jws = std::unique_ptr<cjose_jws_t, decltype(&cjose_jws_release)>;
using Jwk = std::unique_ptr<cjose_jwk_t, decltype(&cjose_jwk_release)>;

[[noreturn]] void RefuseToken(const std::string& why) {
  throw SignInError(Fault::kMisbehaves, "the provider's ID token " + why);
}

// Header, payload and signature, and nothing else.
bool IsCompact(std::string_view text) {
  const size_t first = text.find('.');
  const size_t second = first == std::string_view::npos ? first : text.find('.', first + 1);
  return second != std::string_view::npos && IsBase64Url(text.substr(0, first)) &&
         IsBase64Url(text.substr(first + 1, second - first - 1)) && IsBase64Url(text.substr(second + 1));
}

Jws Import(const std::string& text) {
  cjose_err error{};
  Jws jws(cjose_jws_import(text.data(), text.size(), &error), cjose_jws_release);
  if (!jws) RefuseToken("is malformed");
  return jws;
}

std::string HeaderText(cjose_header_t* header, const char* name) {
  cjose_err error{};
  const char* const text = cjose_header_get(header, name, &error);
  return text == nullptr ? std::string() : std::string(text);
}

// cjose keeps no state in the token between two tries.
bool IsSignedBy(const std::string& text, const SigningKey& key) {
  cjose_err error{};
  const Jwk jwk(cjose_jwk_import(key.jwk.data(), key.jwk.size(), &error), cjose_jwk_release);
  return jwk && cjose_jws_verify(Import(text).get(), jwk.get(), &error);
}

std::string Payload(const std::string& text) {
  const Jws jws = Import(text);
  uint8_t* bytes = nullptr;
  size_t size = 0;
  cjose_err error{};
  if (!cjose_jws_get_plaintext(jws.get(), &bytes, &size, &error)) RefuseToken("is malformed");
  return {reinterpret_cast<const char*>(bytes), size};
}

// Seconds since the epoch, of which providers may write fractions. Null if there are none.
std::optional<double> TimeOf(simdjson::dom::object claims, std::string_view name) {
  double seconds = 0;
  if (claims.at_key(name).get(seconds) != simdjson::SUCCESS) return std::nullopt;
  return seconds;
}

std::string MemberOf(simdjson::dom::object claims, std::string_view name) {
  std::string_view text;
  return claims.at_key(name).get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

void CheckTimes(simdjson::dom::object claims, int64_t now_s) {
  const auto now = static_cast<double>(now_s);
  const auto expires = TimeOf(claims, "exp");
  const auto issued = TimeOf(claims, "iat");
  if (!expires || !issued) RefuseToken("does not say when it was issued and when it expires");
  if (*expires <= now - kSkewSeconds) RefuseToken("has expired; are the clocks right?");
  const double begins = std::max(*issued, TimeOf(claims, "nbf").value_or(*issued));
  if (begins > now + kSkewSeconds) RefuseToken("is not valid yet; are the clocks right?");
}

void CheckAudience(const std::string& payload, simdjson::dom::object claims, const std::string& client_id) {
  const std::vector<std::string> audience = ClaimTexts(payload, "aud");
  if (std::ranges::find(audience, client_id) == audience.end()) RefuseToken("is for another client");
  const std::string party = MemberOf(claims, "azp");
  const bool has_party = claims.at_key("azp").error() == simdjson::SUCCESS;
  if ((has_party || audience.size() > 1) && party != client_id) RefuseToken("was issued to another client");
}

}  // namespace

IdToken::IdToken(std::string text) : text_(std::move(text)) {
  if (text_.size() > kLongestToken) RefuseToken("is too long");
  if (!IsCompact(text_)) RefuseToken("is malformed");
  const Jws jws = Import(text_);
  cjose_header_t* const header = cjose_jws_get_protected(jws.get());
  algorithm_ = HeaderText(header, CJOSE_HDR_ALG);
  key_id_ = HeaderText(header, CJOSE_HDR_KID);
  if (algorithm_ != CJOSE_HDR_ALG_RS256 && algorithm_ != CJOSE_HDR_ALG_ES256) {
    RefuseToken("is signed by an algorithm that is not accepted; register the client for RS256 or ES256");
  }
  // Extensions that must be understood (RFC 7515 §4.1.11); none are.
  cjose_err error{};
  char* const critical = cjose_header_get_raw(header, "crit", &error);
  const bool has_critical = critical != nullptr;
  std::free(critical);
  if (has_critical) RefuseToken("has extensions that are not known");
}

std::string IdToken::Verify(const KeySet& keys, const IdTokenRules& rules) const {
  const std::vector<SigningKey> candidates = KeysIn(keys);
  if (candidates.empty()) RefuseToken("is signed by a key that the provider does not publish");
  if (std::ranges::none_of(candidates, [&](const SigningKey& key) { return IsSignedBy(text_, key); })) {
    RefuseToken("has a wrong signature");
  }
  std::string payload = Payload(text_);
  simdjson::dom::parser parser;
  simdjson::dom::object claims;
  if (parser.parse(payload).get(claims) != simdjson::SUCCESS) RefuseToken("has no claims");
  if (MemberOf(claims, "iss") != rules.issuer) RefuseToken("is from another issuer");
  CheckAudience(payload, claims, rules.client_id);
  CheckTimes(claims, rules.now_s);
  if (rules.nonce.empty() || MemberOf(claims, "nonce") != rules.nonce) RefuseToken("is for another sign-in");
  const std::string subject = MemberOf(claims, "sub");
  if (subject.empty() || subject.size() > kLongestSubject) RefuseToken("does not say whose it is");
  return payload;
}

}  // namespace millrace::oidc
