#include "oidc/id_token.h"

#include <random>
#include <string>

#include <gtest/gtest.h>

#include "oidc/claims.h"
#include "oidc/sign_in_error.h"
#include "oidc/testing/fake_provider.h"

#include "core/base64.h"

namespace millrace::oidc {
namespace {

constexpr int64_t kNow = 1'800'000'000;

KeySet SetOf(const std::vector<TestKey>& keys) {
  std::string json;
  for (const TestKey& key : keys) json += (json.empty() ? "" : ",") + key.public_jwk;
  return KeySet(R"({"keys":[)" + json + "]}");
}

// `ok`, or why not.
std::string Verdict(const std::string& token, const KeySet& keys, const std::string& nonce = "n-1") {
  try {
    const std::string claims = IdToken(token).Verify(
        keys, {.issuer = FakeProvider::kIssuer, .client_id = "console", .nonce = nonce, .now_s = kNow});
    return MemberText(claims, "sub").value_or("") == "ann-1" ? "ok" : "somebody else";
  } catch (const SignInError& error) {
    return std::string(error.what()).substr(24);
  }
}

std::string With(const std::string& from, const std::string& to) {
  std::string claims = FakeProvider::Claims("n-1", kNow);
  const size_t at = claims.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return claims.replace(at, from.size(), to);
}

std::string VerdictOfClaims(const std::string& claims) {
  return Verdict(SignToken(KeyNamed("one"), claims), SetOf({KeyNamed("one")}));
}

TEST(IdTokenTest, BothAlgorithmsAreAccepted) {
  const std::string claims = FakeProvider::Claims("n-1", kNow);
  const KeySet keys = SetOf({KeyNamed("one"), KeyNamed("two"), KeyNamed("curve", "ES256")});
  EXPECT_EQ(keys.size(), 3U);
  EXPECT_EQ(Verdict(SignToken(KeyNamed("one"), claims), keys), "ok");
  EXPECT_EQ(Verdict(SignToken(KeyNamed("two"), claims), keys), "ok");
  EXPECT_EQ(Verdict(SignToken(KeyNamed("curve", "ES256"), claims), keys), "ok");
}

TEST(IdTokenTest, WithoutAKeyIdEachKeyIsTried) {
  TestKey nameless = KeyNamed("two");
  nameless.id.clear();
  const std::string token = SignToken(nameless, FakeProvider::Claims("n-1", kNow));
  EXPECT_EQ(Verdict(token, SetOf({KeyNamed("one"), KeyNamed("two")})), "ok");
  EXPECT_EQ(Verdict(token, SetOf({KeyNamed("one")})), "has a wrong signature");
}

TEST(IdTokenTest, TamperedTokensAreRefused) {
  const KeySet keys = SetOf({KeyNamed("one"), KeyNamed("curve", "ES256")});
  for (const TestKey& key : {KeyNamed("one"), KeyNamed("curve", "ES256")}) {
    const std::string token = SignToken(key, FakeProvider::Claims("n-1", kNow));
    const size_t first = token.find('.');
    const size_t second = token.rfind('.');
    const std::string other = Base64Url(FakeProvider::Claims("n-1", kNow, R"(,"groups":["admins"])"));
    EXPECT_EQ(Verdict(token.substr(0, first + 1) + other + token.substr(second), keys), "has a wrong signature");
    std::string signature = token;
    signature[second + 5] = signature[second + 5] == 'A' ? 'B' : 'A';
    EXPECT_EQ(Verdict(signature, keys), "has a wrong signature");
    EXPECT_NE(Verdict(token.substr(0, second + 1), keys), "ok");
    EXPECT_NE(Verdict(token.substr(0, second), keys), "ok");
    EXPECT_NE(Verdict(token + "AAAA", keys), "ok");
  }
}

TEST(IdTokenTest, OtherAlgorithmsAreRefused) {
  const std::string claims = FakeProvider::Claims("n-1", kNow);
  const KeySet keys = SetOf({KeyNamed("one")});
  const std::string refused = "is signed by an algorithm that is not accepted; register the client for RS256 or ES256";
  EXPECT_EQ(Verdict(SignToken(KeyNamed("shared", "HS256"), claims), keys), refused);
  for (const char* header :
       {R"({"alg":"none"})", R"({"alg":"None","kid":"one"})", R"({"alg":""})", R"({})",
        R"({"alg":"HS256","kid":"one"})", R"({"alg":"RS512","kid":"one"})", R"({"alg":["RS256"]})"}) {
    const std::string verdict = Verdict(UnsignedToken(header, claims, "x"), keys);
    EXPECT_TRUE(verdict == refused || verdict == "is malformed") << header << verdict;
    EXPECT_NE(Verdict(UnsignedToken(header, claims), keys), "ok") << header;
  }
  // The header promises a curve, the key is an RSA key.
  EXPECT_EQ(Verdict(UnsignedToken(R"({"alg":"ES256","kid":"one"})", claims, std::string(64, 'x')), keys),
            "is signed by a key that the provider does not publish");
}

TEST(IdTokenTest, ExtensionsThatMustBeUnderstoodAreRefused) {
  const std::string token = SignToken(KeyNamed("one"), FakeProvider::Claims("n-1", kNow), {{"crit", R"(["exp"])"}});
  EXPECT_EQ(Verdict(token, SetOf({KeyNamed("one")})), "has extensions that are not known");
}

TEST(IdTokenTest, KeysMustBePublishedAndStrong) {
  const std::string token = SignToken(KeyNamed("two"), FakeProvider::Claims("n-1", kNow));
  EXPECT_EQ(Verdict(token, SetOf({KeyNamed("one")})), "is signed by a key that the provider does not publish");
  // A key of the right id that did not sign it.
  TestKey impostor = KeyNamed("one");
  impostor.id = "two";
  EXPECT_EQ(Verdict(SignToken(impostor, FakeProvider::Claims("n-1", kNow)), SetOf({KeyNamed("two")})),
            "has a wrong signature");
  const std::string jwk = KeyNamed("two").public_jwk;
  const auto with = [&](const std::string& members) { return R"({"keys":[{)" + members + "," + jwk.substr(1) + "]}"; };
  EXPECT_EQ(KeySet(with(R"("use":"sig")")).size(), 1U);
  EXPECT_EQ(KeySet(with(R"("use":"enc")")).size(), 0U);
  EXPECT_EQ(KeySet(with(R"("alg":"RS512")")).size(), 0U);
  EXPECT_EQ(KeySet(R"({"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"},{"kty":"oct","k":"AA"},7]})").size(), 0U);
  EXPECT_THROW(KeySet("[]"), SignInError);
  EXPECT_THROW(KeySet(""), SignInError);
}

TEST(IdTokenTest, ClaimsMustFit) {
  EXPECT_EQ(VerdictOfClaims(With("/realm", "/other")), "is from another issuer");
  EXPECT_EQ(VerdictOfClaims(With("/realm", "/realm/")), "is from another issuer");
  EXPECT_EQ(VerdictOfClaims(With(R"("aud":"console")", R"("aud":"shop")")), "is for another client");
  EXPECT_EQ(VerdictOfClaims(With(R"("aud":"console",)", "")), "is for another client");
  EXPECT_EQ(VerdictOfClaims(With(R"("aud":"console")", R"("aud":["console"])")), "ok");
  EXPECT_EQ(VerdictOfClaims(With(R"("aud":"console")", R"("aud":["console","shop"])")), "was issued to another client");
  EXPECT_EQ(VerdictOfClaims(With(R"("aud":"console")", R"("aud":["console","shop"],"azp":"console")")), "ok");
  EXPECT_EQ(VerdictOfClaims(With(R"("aud":"console")", R"("aud":"console","azp":"shop")")),
            "was issued to another client");
  EXPECT_EQ(VerdictOfClaims(With(R"("aud":"console")", R"("aud":"console","azp":7)")), "was issued to another client");
  EXPECT_EQ(VerdictOfClaims(With(R"("sub":"ann-1",)", "")), "does not say whose it is");
  EXPECT_EQ(VerdictOfClaims(With("ann-1", std::string(256, 'a'))), "does not say whose it is");
  EXPECT_EQ(VerdictOfClaims("[]"), "has no claims");
}

TEST(IdTokenTest, TimesMustFitWithinAMinute) {
  const auto expires = [&](int64_t at) {
    return VerdictOfClaims(With(std::to_string(kNow + 300), std::to_string(at)));
  };
  EXPECT_EQ(expires(kNow - 59), "ok");
  EXPECT_EQ(expires(kNow - 60), "has expired; are the clocks right?");
  EXPECT_EQ(VerdictOfClaims(With(",\"exp\":" + std::to_string(kNow + 300), "")),
            "does not say when it was issued and when it expires");
  const auto issued = [&](int64_t at) {
    return VerdictOfClaims(With("\"iat\":" + std::to_string(kNow), "\"iat\":" + std::to_string(at)));
  };
  EXPECT_EQ(issued(kNow + 60), "ok");
  EXPECT_EQ(issued(kNow + 61), "is not valid yet; are the clocks right?");
  EXPECT_EQ(VerdictOfClaims(FakeProvider::Claims("n-1", kNow, R"(,"nbf":)" + std::to_string(kNow + 61))),
            "is not valid yet; are the clocks right?");
}

TEST(IdTokenTest, ATokenIsForOneSignIn) {
  const std::string token = SignToken(KeyNamed("one"), FakeProvider::Claims("n-1", kNow));
  const KeySet keys = SetOf({KeyNamed("one")});
  EXPECT_EQ(Verdict(token, keys, "n-2"), "is for another sign-in");
  EXPECT_EQ(Verdict(token, keys, ""), "is for another sign-in");
  EXPECT_EQ(VerdictOfClaims(With(R"("nonce":"n-1",)", "")), "is for another sign-in");
}

// cjose asserts what it should check.
TEST(IdTokenTest, KeysThatAreNoneEndNothing) {
  const std::string curve = SignToken(KeyNamed("curve", "ES256"), FakeProvider::Claims("n-1", kNow));
  const std::string rsa = SignToken(KeyNamed("one"), FakeProvider::Claims("n-1", kNow));
  const std::string n(342, 'A');
  for (const std::string& members : std::vector<std::string>{
           R"("kty":"EC","crv":"P-256","x":"A","y":"A")", R"("kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA")",
           R"("kty":"EC","crv":"P-256")", R"("kty":"EC","crv":"P-256","x":7,"y":"")"}) {
    EXPECT_NE(Verdict(curve, KeySet(R"({"keys":[{"kid":"curve",)" + members + "}]}")), "ok") << members;
  }
  for (const std::string exponent : {"", "A", "AA", "=", "AQAB", "AQABAQABAQABAQAB"}) {
    const std::string key = R"({"keys":[{"kid":"one","kty":"RSA","n":")" + n + R"(","e":")" + exponent + R"("}]})";
    EXPECT_NE(Verdict(rsa, KeySet(key)), "ok") << exponent;
  }
}

// A character that is not the last of its part, of which bits are not used.
TEST(IdTokenTest, NoChangeOfACharacterIsAccepted) {
  const KeySet keys = SetOf({KeyNamed("one")});
  const std::string token = SignToken(KeyNamed("one"), FakeProvider::Claims("n-1", kNow));
  std::mt19937 random(7);
  for (int i = 0; i < 1000; ++i) {
    const size_t at = random() % (token.size() - 1);
    const char other = "ABCxyz019-_.="[random() % 13];
    if (token[at + 1] == '.' || token[at] == other) continue;
    std::string changed = token;
    changed[at] = other;
    EXPECT_NE(Verdict(changed, keys), "ok") << at << other;
  }
}

TEST(IdTokenTest, NoiseIsRefused) {
  const KeySet keys = SetOf({KeyNamed("one")});
  for (const std::string& text : {std::string(), std::string("a"), std::string("a.b"), std::string(".."),
                                  std::string("a.b.c.d"), std::string(1 << 20, 'a'), std::string("\0.\0.\0", 5)}) {
    EXPECT_NE(Verdict(text, keys), "ok");
  }
}

}  // namespace
}  // namespace millrace::oidc
