// Any bytes as an ID token, as the header of one, as the claims of one that the provider has signed, and as the
// provider's keys: no crash, everything is accepted by the rules or refused with a SignInError, and what nobody has
// signed is never accepted.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "oidc/claims.h"
#include "oidc/id_token.h"
#include "oidc/sign_in_error.h"
#include "oidc/testing/fake_provider.h"

using namespace millrace::oidc;

namespace {

constexpr int64_t kNow = 1'800'000'000;

IdTokenRules Rules() {
  return {.issuer = FakeProvider::kIssuer, .client_id = "console", .nonce = "n-1", .now_s = kNow};
}

// The claims; null: it was refused.
std::optional<std::string> Accepted(const std::string& token, const KeySet& keys) {
  try {
    return IdToken(token).Verify(keys, Rules());
  } catch (const SignInError&) {
    return std::nullopt;
  }
}

void Expect(bool holds) {
  if (!holds) std::abort();
}

bool MeetsRules(const std::string& claims) {
  const auto audience = ClaimTexts(claims, "aud");
  return MemberText(claims, "iss") == FakeProvider::kIssuer && MemberText(claims, "nonce") == "n-1" &&
         !MemberText(claims, "sub").value_or("").empty() && HasClaim(claims, "exp") &&
         std::ranges::find(audience, "console") != audience.end();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const TestKey kRsa = KeyNamed("one");
  static const TestKey kCurve = KeyNamed("curve", "ES256");
  static const KeySet kKeys(R"({"keys":[)" + kRsa.public_jwk + "," + kCurve.public_jwk + "]}");
  static const std::string kClaims = FakeProvider::Claims("n-1", kNow);
  static const std::string kSigned[] = {SignToken(kRsa, kClaims), SignToken(kCurve, kClaims)};
  const std::string text(reinterpret_cast<const char*>(data), size);

  Expect(!Accepted(text, kKeys));
  Expect(!Accepted(UnsignedToken(text, kClaims, std::string(64, 's')), kKeys));
  if (!text.empty()) {
    const auto claims = Accepted(SignToken(kCurve, text), kKeys);
    Expect(!claims || (*claims == text && MeetsRules(text)));
  }
  std::optional<KeySet> others;
  try {
    others.emplace(text);
  } catch (const SignInError&) {
    return 0;
  }
  for (const std::string& token : kSigned) {
    Expect(Accepted(token, kKeys).has_value());
    Expect(!Accepted(token, *others));
  }
  return 0;
}
