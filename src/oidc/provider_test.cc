#include "oidc/provider.h"

#include <functional>
#include <string>

#include <gtest/gtest.h>

#include "oidc/pending_sign_ins.h"
#include "oidc/random_text.h"
#include "oidc/testing/fake_provider.h"

#include "core/base64.h"

namespace millrace::oidc {
namespace {

constexpr int64_t kStart = 1'800'000'000;
const std::string kDiscovery = std::string(FakeProvider::kIssuer) + "/.well-known/openid-configuration";
const std::string kKeys = "https://login.example.com/keys";

class ProviderTest : public testing::Test {
 protected:
  ProviderSettings Settings(const std::string& secret = "s3:cret") const {
    return {.issuer = FakeProvider::kIssuer,
            .client_id = "console",
            .client_secret = secret,
            .scopes = {"email"},
            .claims = {"groups", ""}};
  }
  Provider Make(const std::string& secret = "s3:cret") {
    return Provider(Settings(secret), fake_.Asked(),
                    [this] { return Provider::Clock::time_point(std::chrono::seconds(now_)); });
  }
  void GiveTokenOf(const TestKey& key, const std::string& more = R"(,"groups":["staff"])") {
    fake_.GiveToken(SignToken(key, FakeProvider::Claims("nonce-1", now_, more)));
  }
  static std::string FaultOf(const std::function<void()>& work) {
    try {
      work();
    } catch (const SignInError& error) {
      const char* const names[] = {"unreachable", "misbehaves", "refused", "stale"};
      return std::string(names[static_cast<size_t>(error.fault())]) + ": " + error.what();
    }
    return "none";
  }
  std::string RedeemFault(Provider& provider) {
    return FaultOf([&] { provider.Redeem("code-1", kTerms); });
  }

  const SignInTerms kTerms{.redirect_uri = "http://127.0.0.1:8080/back",
                           .state = "state-1",
                           .nonce = "nonce-1",
                           .verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"};
  int64_t now_ = kStart;
  FakeProvider fake_;
};

TEST_F(ProviderTest, TheBrowserIsSentWithPkce) {
  Provider provider = Make();
  // The challenge is that of RFC 7636, appendix B.
  EXPECT_EQ(
      provider.AuthorizationUrl(kTerms),
      "https://login.example.com/auth?response_type=code&client_id=console&redirect_uri=http%3A%2F%2F127.0.0.1%3A8080"
      "%2Fback&scope=openid%20email&state=state-1&nonce=nonce-1&code_challenge="
      "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256");
}

TEST_F(ProviderTest, ACodeBecomesAPerson) {
  Provider provider = Make();
  GiveTokenOf(KeyNamed("one"));
  const Person person = provider.Redeem("co/de", kTerms);
  EXPECT_EQ(person.Subject(), "ann-1");
  EXPECT_EQ(person.Texts("groups"), std::vector<std::string>{"staff"});
  const Ask& ask = fake_.asks[1];
  EXPECT_EQ(ask.url, "https://login.example.com/token");
  EXPECT_EQ(
      ask.form,
      "grant_type=authorization_code&code=co%2Fde&redirect_uri=http%3A%2F%2F127.0.0.1%3A8080%2Fback&code_verifier="
      "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
  std::string basic = "Basic ";
  AppendBase64(basic, "console:s3%3Acret");
  EXPECT_EQ(ask.authorization, basic);
  // The ID token has all claims, so nobody else is asked.
  EXPECT_EQ(fake_.CountOf("https://login.example.com/me"), 0U);
}

TEST_F(ProviderTest, TheSecretIsSentAsTheProviderTakesIt) {
  GiveTokenOf(KeyNamed("one"));
  Provider without = Make("");
  without.Redeem("code-1", kTerms);
  EXPECT_TRUE(fake_.asks[1].form.ends_with("&client_id=console"));
  EXPECT_EQ(fake_.asks[1].authorization, "");
  fake_.asks.clear();
  std::string& discovery = fake_.replies[kDiscovery].body;
  discovery.insert(1, R"("token_endpoint_auth_methods_supported":["client_secret_post"],)");
  Provider in_form = Make();
  in_form.Redeem("code-1", kTerms);
  EXPECT_TRUE(fake_.asks[1].form.ends_with("&client_id=console&client_secret=s3%3Acret"));
}

TEST_F(ProviderTest, MissingClaimsAreAskedForAndAreOfTheSamePerson) {
  Provider provider = Make();
  GiveTokenOf(KeyNamed("one"), "");
  Reply& userinfo = fake_.replies["https://login.example.com/me"];
  userinfo = {.status = 200, .body = R"({"sub":"ann-1","groups":["staff"]})"};
  EXPECT_EQ(provider.Redeem("code-1", kTerms).Texts("groups"), std::vector<std::string>{"staff"});
  EXPECT_EQ(fake_.asks.back().authorization, "Bearer access-1");
  userinfo.body = R"({"sub":"bob-2","groups":["staff"]})";
  EXPECT_EQ(RedeemFault(provider), "misbehaves: the provider's claims are of somebody else than its ID token");
}

TEST_F(ProviderTest, DocumentsAreKeptForAnHour) {
  Provider provider = Make();
  for (int i = 0; i < 3; ++i) {
    GiveTokenOf(KeyNamed("one"));
    provider.Redeem("code-1", kTerms);
  }
  EXPECT_EQ(fake_.CountOf(kDiscovery), 1U);
  EXPECT_EQ(fake_.CountOf(kKeys), 1U);
  now_ += 3600;
  GiveTokenOf(KeyNamed("one"));
  provider.Redeem("code-1", kTerms);
  EXPECT_EQ(fake_.CountOf(kDiscovery), 2U);
  EXPECT_EQ(fake_.CountOf(kKeys), 2U);
}

TEST_F(ProviderTest, AnUnknownKeyIdFetchesTheKeysButNotEachTime) {
  Provider provider = Make();
  GiveTokenOf(KeyNamed("one"));
  provider.Redeem("code-1", kTerms);
  // The provider changes its key.
  fake_.Publish({KeyNamed("two")});
  now_ += 30;
  GiveTokenOf(KeyNamed("two"));
  provider.Redeem("code-1", kTerms);
  EXPECT_EQ(fake_.CountOf(kKeys), 2U);
  for (int i = 0; i < 3; ++i) {
    GiveTokenOf(KeyNamed("three"));
    EXPECT_EQ(RedeemFault(provider),
              "misbehaves: the provider's ID token is signed by a key that the provider does not publish");
  }
  EXPECT_EQ(fake_.CountOf(kKeys), 2U);
  now_ += 30;
  GiveTokenOf(KeyNamed("three"));
  EXPECT_NE(RedeemFault(provider), "none");
  EXPECT_EQ(fake_.CountOf(kKeys), 3U);
}

TEST_F(ProviderTest, AProviderThatIsDownIsNotAskedEachTime) {
  fake_.replies[kDiscovery] = {.status = 0, .failure = "Could not connect to server"};
  Provider provider = Make();
  const auto fault = [&] { return FaultOf([&] { provider.AuthorizationUrl(kTerms); }); };
  const std::string expected =
      "unreachable: cannot get the discovery document of the provider: Could not connect to server";
  EXPECT_EQ(fault(), expected);
  EXPECT_EQ(fault(), expected);
  EXPECT_EQ(fake_.asks.size(), 1U);
  now_ += 5;
  fake_.replies[kDiscovery] = FakeProvider().replies[kDiscovery];
  EXPECT_EQ(fault(), "none");
  // What is known stays in use.
  now_ += 3600;
  fake_.replies[kDiscovery] = {.status = 503};
  EXPECT_EQ(fault(), "none");
  GiveTokenOf(KeyNamed("one"));
  fake_.replies["https://login.example.com/token"].status = 502;
  EXPECT_EQ(RedeemFault(provider), "unreachable: cannot get tokens of the provider: it answers with status 502");
}

TEST_F(ProviderTest, DocumentsAreChecked) {
  const auto fault = [&](const std::string& from, const std::string& to) {
    FakeProvider fake;
    std::string& json = fake.replies[kDiscovery].body;
    json.replace(json.find(from), from.size(), to);
    Provider provider(Settings(), fake.Asked());
    return FaultOf([&] { provider.AuthorizationUrl(kTerms); });
  };
  EXPECT_EQ(fault("/realm", "/other"),
            "misbehaves: the discovery document is of the issuer `https://login.example.com/other`; correct "
            "`serve.oidc.issuer`");
  EXPECT_NE(fault("https://login.example.com/token", "http://login.example.com/token").find("no `token_endpoint`"),
            std::string::npos);
  EXPECT_NE(fault("https://login.example.com/auth", "javascript:alert(1)").find("no `authorization_endpoint`"),
            std::string::npos);
  EXPECT_NE(fault(R"("jwks_uri")", R"("keys")").find("no `jwks_uri`"), std::string::npos);
  EXPECT_NE(fault("{", "[").find("there is no discovery document at https://login.example.com/realm/.well-known"),
            std::string::npos);
  EXPECT_NE(fault("{", std::string(300'000, ' ') + "{").find("the response has more bytes"), std::string::npos);
}

TEST_F(ProviderTest, CodesAndClientsThatTheProviderRefuses) {
  Provider provider = Make();
  Reply& answer = fake_.replies["https://login.example.com/token"];
  answer = {.status = 400, .body = R"({"error":"invalid_grant"})"};
  EXPECT_EQ(RedeemFault(provider), "stale: the provider does not accept the code any more");
  answer = {.status = 401, .body = R"({"error":"invalid_client"})"};
  EXPECT_EQ(RedeemFault(provider),
            "misbehaves: the provider gives no tokens: invalid_client; check `serve.oidc.client_id` and "
            "MILLRACE_OIDC_CLIENT_SECRET");
  answer = {.status = 302, .body = "<html>"};
  EXPECT_NE(RedeemFault(provider).find("status 302"), std::string::npos);
  answer = {.status = 200, .body = "{}"};
  EXPECT_EQ(RedeemFault(provider), "misbehaves: the provider gives no ID token");
}

TEST_F(ProviderTest, AnswersOfAnotherProviderAreRefused) {
  Provider provider = Make();
  EXPECT_EQ(FaultOf([&] { provider.CheckSender(FakeProvider::kIssuer); }), "none");
  EXPECT_EQ(FaultOf([&] { provider.CheckSender(std::nullopt); }), "none");
  const std::string refused = "misbehaves: the answer to the sign-in is of another provider";
  EXPECT_EQ(FaultOf([&] { provider.CheckSender("https://evil.example"); }), refused);
  fake_.replies[kDiscovery].body.insert(1, R"("authorization_response_iss_parameter_supported":true,)");
  Provider strict = Make();
  EXPECT_EQ(FaultOf([&] { strict.CheckSender(std::nullopt); }), refused);
}

TEST_F(ProviderTest, SignsOutWhereTheProviderSays) {
  Provider provider = Make();
  EXPECT_EQ(provider.LogoutUrl("a.b.c", "http://127.0.0.1:8080/"),
            "https://login.example.com/end?client_id=console&post_logout_redirect_uri=http%3A%2F%2F127.0.0.1%3A8080%2F&"
            "id_token_hint=a.b.c");
  EXPECT_EQ(provider.LogoutUrl(std::string(5000, 'a'), "http://h/").find("id_token_hint"), std::string::npos);
}

TEST(PendingSignInsTest, AStateIsTakenOnceByItsBrowserInTime) {
  auto now = PendingSignIns::Clock::now();
  PendingSignIns pending(2, [&] { return now; });
  const auto begun = pending.Begin("http://h/back", "/apps/shop");
  EXPECT_EQ(begun.terms.state.size(), 43U);
  EXPECT_NE(begun.terms.state, begun.terms.nonce);
  EXPECT_FALSE(pending.Take(begun.terms.state, "another browser"));
  EXPECT_FALSE(pending.Take("another state", begun.browser));
  const auto taken = pending.Take(begun.terms.state, begun.browser);
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->return_to, "/apps/shop");
  EXPECT_EQ(taken->terms.verifier, begun.terms.verifier);
  EXPECT_FALSE(pending.Take(begun.terms.state, begun.browser)) << "a replayed state";
  const auto late = pending.Begin("http://h/back", "/");
  now += PendingSignIns::kTime;
  EXPECT_FALSE(pending.Take(late.terms.state, late.browser));
}

TEST(PendingSignInsTest, TheOldestGoes) {
  auto now = PendingSignIns::Clock::now();
  PendingSignIns pending(2, [&] { return now += std::chrono::seconds(1); });
  const auto first = pending.Begin("r", "/");
  const auto second = pending.Begin("r", "/");
  const auto third = pending.Begin("r", "/");
  EXPECT_FALSE(pending.Take(first.terms.state, first.browser));
  EXPECT_TRUE(pending.Take(second.terms.state, second.browser));
  EXPECT_TRUE(pending.Take(third.terms.state, third.browser));
}

}  // namespace
}  // namespace millrace::oidc
