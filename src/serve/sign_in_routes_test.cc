// Signing in at a provider, over sockets on both sides.
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "oidc/testing/fake_provider.h"

#include "core/error.h"
#include "core/percent_encoding.h"
#include "core/testing/eventually.h"
#include "core/testing/temporary_folder.h"
#include "http/server.h"
#include "http/testing/raw_client.h"
#include "pipeline/job_id.h"
#include "project/access_tokens.h"
#include "serve/console_server.h"

namespace millrace {
namespace {

// A provider with a socket: what a FakeProvider answers.
class ProviderServer {
 public:
  ProviderServer() {
    server_ = std::make_unique<http::Server>(http::ServerOptions{}, [this](const http::Request&) {
      // One after the other, since the provider is not thread-safe.
      return http::Answering{.lane = http::Lane::kProbe,
                             .answer = [this](const http::Request& request) { return Answer(request); }};
    });
    provider_ = std::make_unique<oidc::FakeProvider>(server_->address());
  }
  std::string address() const { return server_->address(); }
  std::string issuer() const { return server_->address() + "/realm"; }
  oidc::FakeProvider& provider() { return *provider_; }
  void Stop() { server_.reset(); }

 private:
  http::Response Answer(const http::Request& request) {
    oidc::Reply reply = provider_->Asked()({.url = server_->address() + request.target.path,
                                            .form = request.body,
                                            .authorization = std::string(request.fields.Get("Authorization")),
                                            .max_bytes = SIZE_MAX});
    return http::JsonResponse(reply.body, static_cast<unsigned>(reply.status));
  }
  std::unique_ptr<oidc::FakeProvider> provider_;
  std::unique_ptr<http::Server> server_;
};

class SignInTest : public testing::Test {
 protected:
  SignInTest() {
    config_.state = folder_.path() + "/state";
    config_.lake = folder_.path() + "/lake";
    config_.warehouse.uri = "none";
    config_.serve.authentication = Config::Serve::Authentication::kOidc;
    Config::Serve::Oidc& oidc = config_.serve.oidc;
    oidc.issuer = provider_.issuer();
    oidc.client_id = "console";
    oidc.read = {"staff"};
    oidc.admin = {"owners"};
    oidc.app_claim = "apps";
  }
  void Start() {
    project_ = std::make_unique<Project>(config_);
    server_ = std::make_unique<ConsoleServer>(*project_, "127.0.0.1:0", [](const std::string&) {});
    const std::string address = server_->address();
    port_ = static_cast<uint16_t>(std::stoul(address.substr(address.rfind(':') + 1)));
  }
  http::RawAnswer Ask(const std::string& line, const std::string& fields = "") {
    http::RawClient client(port_);
    client.Send(line + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port_) + "\r\n" + fields + "\r\n");
    return client.Read();
  }
  static std::string CookieIn(const http::RawAnswer& answer) {
    const std::string& field = answer.fields.at("set-cookie");
    return "Cookie: " + field.substr(0, field.find(';')) + "\r\n";
  }
  // A parameter of the address that an answer redirects to.
  static std::string ParameterOf(const http::RawAnswer& answer, const std::string& name) {
    const std::string& url = answer.fields.at("location");
    const size_t at = url.find(name + "=");
    if (at == std::string::npos) return {};
    const size_t begin = at + name.size() + 1;
    return PercentDecode(url.substr(begin, std::min(url.find('&', begin), url.size()) - begin), Plus::kKeep);
  }
  static int64_t NowS() { return WallClockNs() / 1'000'000'000; }

  struct Sent {
    std::string cookie;
    std::string back;  // the target at which the browser comes back
  };
  // The browser was sent to the provider, who knows Ann.
  Sent Begin(const std::string& more = R"(,"email":"ann@example.com","groups":["staff"],"apps":["shop"])",
             const std::string& return_to = "/apps/shop/overview?from=2026-01-01") {
    const http::RawAnswer begun = Ask("GET /api/v1/sign-in/oidc?return_to=" + UrlEncode(return_to, false));
    EXPECT_EQ(begun.status, 303U) << begun.body;
    const std::string claims =
        oidc::FakeProvider::Claims(ParameterOf(begun, "nonce"), NowS(), more, provider_.issuer());
    provider_.provider().GiveToken(oidc::SignToken(oidc::KeyNamed("one"), claims));
    return {.cookie = CookieIn(begun),
            .back = "/api/v1/sign-in/oidc/callback?code=c-1&state=" + ParameterOf(begun, "state")};
  }
  std::string AuditLog() {
    std::string text;
    for (const AuditEntry& each : project_->OpenLedger()->audit_log().Recent(10)) {
      text += each.action + " | " + each.user + " | " + each.client + " | " + each.outcome + "\n";
    }
    return text;
  }

  TemporaryFolder folder_;
  ProviderServer provider_;
  Config config_;
  std::unique_ptr<Project> project_;
  std::unique_ptr<ConsoleServer> server_;
  uint16_t port_ = 0;
};

TEST_F(SignInTest, ABrowserSignsInAndOut) {
  Start();
  EXPECT_EQ(Ask("GET /api/v1/sign-in").body,
            R"({"methods":["oidc","token"],"provider":")" + provider_.issuer() + "\"}");
  const Sent sent = Begin();
  const http::RawAnswer finished = Ask("GET " + sent.back, sent.cookie);
  ASSERT_EQ(finished.status, 303U) << finished.body;
  EXPECT_EQ(finished.fields.at("location"), "/apps/shop/overview?from=2026-01-01");
  EXPECT_EQ(ParameterOf(Ask("GET /api/v1/sign-in/oidc"), "redirect_uri"),
            "http://127.0.0.1:" + std::to_string(port_) + "/api/v1/sign-in/oidc/callback");
  // The last of the two cookies removes that of the sign-in; the test's client keeps one of a name.
  http::RawClient client(port_);
  const Sent again = Begin();
  client.Send("GET " + again.back + " HTTP/1.1\r\nHost: localhost\r\n" + again.cookie + "\r\n");
  const std::string head = client.ReadUntil("\r\n\r\n");
  const size_t at = head.find("millrace_session=");
  ASSERT_NE(at, std::string::npos) << head;
  const std::string line = head.substr(at, head.find("\r\n", at) - at);
  EXPECT_TRUE(line.ends_with("; Path=/; HttpOnly; SameSite=Lax")) << line;
  EXPECT_NE(head.find("millrace_sign_in=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"), std::string::npos) << head;
  const std::string session = "Cookie: " + line.substr(0, line.find(';')) + "\r\n";
  const http::RawAnswer who = Ask("GET /api/v1/session", session);
  EXPECT_NE(who.body.find(R"x("user":"ann@example.com (ann-1)","scopes":["read"],"apps":["shop"])x"), std::string::npos)
      << who.body;
  EXPECT_NE(who.body.find(R"("authentication":"oidc")"), std::string::npos);
  EXPECT_EQ(Ask("GET /api/v1/audit", session).status, 403U);
  EXPECT_EQ(Ask("GET /api/v1/apps/market/boards", session).status, 403U);
  const http::RawAnswer ended = Ask("DELETE /api/v1/session", session);
  EXPECT_EQ(ended.status, 200U);
  EXPECT_TRUE(
      ended.body.starts_with(R"({"continue_at":")" + provider_.address() + "/end?client_id=console&post_logout_"))
      << ended.body;
  EXPECT_NE(ended.body.find("&id_token_hint=ey"), std::string::npos);
  EXPECT_EQ(Ask("GET /api/v1/session", session).status, 401U);
  EXPECT_EQ(AuditLog(),
            "endSession | ann@example.com (ann-1) | 127.0.0.1 | done\n"
            "finishSignIn | ann@example.com (ann-1) | 127.0.0.1 | done\n"
            "finishSignIn | ann@example.com (ann-1) | 127.0.0.1 | done\n");
}

TEST_F(SignInTest, AnAnswerIsUsedOnceByTheBrowserThatAsked) {
  Start();
  const Sent sent = Begin();
  EXPECT_EQ(Ask("GET " + sent.back).status, 400U) << "another browser";
  EXPECT_EQ(Ask("GET " + sent.back, "Cookie: millrace_sign_in=guess\r\n").status, 400U);
  EXPECT_EQ(Ask("GET " + sent.back, sent.cookie).status, 303U);
  const http::RawAnswer replayed = Ask("GET " + sent.back, sent.cookie);
  EXPECT_EQ(replayed.status, 400U);
  EXPECT_NE(replayed.body.find("this sign-in is not known"), std::string::npos);
  EXPECT_EQ(Ask("GET /api/v1/sign-in/oidc/callback?code=x&state=guess", sent.cookie).status, 400U);
  EXPECT_TRUE(AuditLog().starts_with("finishSignIn |  | 127.0.0.1 | this sign-in is not known")) << AuditLog();
  // The token of one sign-in does not do for another.
  const Sent other = Begin();
  const std::string claims =
      oidc::FakeProvider::Claims("nonce", NowS(), R"(,"groups":"staff","apps":"shop")", provider_.issuer());
  provider_.provider().GiveToken(oidc::SignToken(oidc::KeyNamed("one"), claims));
  const http::RawAnswer wrong = Ask("GET " + other.back, other.cookie);
  EXPECT_EQ(wrong.status, 502U);
  EXPECT_NE(wrong.body.find("the provider's ID token is for another sign-in"), std::string::npos) << wrong.body;
}

TEST_F(SignInTest, ClaimsDecideWhoMayWhat) {
  Start();
  const Sent admin = Begin(R"(,"email":"ann@example.com","groups":["owners"],"apps":["shop","market"])");
  EXPECT_EQ(Ask("GET " + admin.back, admin.cookie).status, 303U);
  const Sent nobody = Begin(R"(,"email":"bob@example.com","groups":["guests"],"apps":["shop"])");
  const http::RawAnswer refused = Ask("GET " + nobody.back, nobody.cookie);
  EXPECT_EQ(refused.status, 403U);
  EXPECT_NE(refused.body.find("bob@example.com (ann-1) gets no scope"), std::string::npos) << refused.body;
  EXPECT_NE(AuditLog().find("finishSignIn |  | 127.0.0.1 | bob@example.com (ann-1) gets no scope"), std::string::npos);
  // A person is sent back to the page where people sign in, which has the reason in their language.
  const Sent again = Begin(R"(,"email":"bob@example.com","groups":["guests"],"apps":["shop"])");
  const http::RawAnswer page = Ask("GET " + again.back, again.cookie + "Accept: text/html,*/*;q=0.8\r\n");
  EXPECT_EQ(page.status, 303U);
  EXPECT_EQ(page.fields.at("location"), "/?sign_in=refused");
  const Sent denied = Begin();
  const std::string error = denied.back.substr(0, denied.back.find("code=")) + "error=access_denied" +
                            denied.back.substr(denied.back.find("&state="));
  EXPECT_EQ(Ask("GET " + error, denied.cookie).status, 403U);
}

TEST_F(SignInTest, AProviderThatIsDownIsSaidSo) {
  Start();
  const Sent sent = Begin();
  provider_.Stop();
  const http::RawAnswer answer = Ask("GET " + sent.back, sent.cookie);
  EXPECT_EQ(answer.status, 503U);
  EXPECT_NE(answer.body.find("cannot get tokens of the provider"), std::string::npos) << answer.body;
  EXPECT_EQ(answer.fields.at("retry-after"), "5");
  // What people can do without it goes on.
  const std::string token =
      CreateToken(*project_, {.name = "Bob", .scope = "read", .apps = {}, .lifetime_ms = {}}).text;
  EXPECT_EQ(Ask("GET /api/v1/session", "Authorization: Bearer " + token + "\r\n").status, 200U);
}

TEST_F(SignInTest, AConsoleStartsWithoutItsProvider) {
  provider_.Stop();
  Start();
  const http::RawAnswer answer = Ask("GET /api/v1/sign-in/oidc");
  EXPECT_EQ(answer.status, 503U);
  EXPECT_NE(answer.body.find("cannot get the discovery document of the provider"), std::string::npos) << answer.body;
  EXPECT_EQ(Ask("GET /api/v1/sign-in/oidc", "Accept: text/html\r\n").fields.at("location"), "/?sign_in=unreachable");
}

TEST_F(SignInTest, ADocumentThatIsTooLongIsNotRead) {
  provider_.provider().replies[provider_.issuer() + "/.well-known/openid-configuration"].body +=
      std::string(300'000, ' ');
  Start();
  const http::RawAnswer answer = Ask("GET /api/v1/sign-in/oidc");
  EXPECT_EQ(answer.status, 503U);
  EXPECT_NE(answer.body.find("the response has more than 262144 bytes"), std::string::npos) << answer.body;
}

TEST_F(SignInTest, PeopleReturnToPagesOfTheConsoleOnly) {
  Start();
  for (const char* const path : {"//evil.example", "https://evil.example", "/\\evil.example", "/api/v1/audit", "",
                                 "apps", "/a\r\nSet-Cookie: a=b", "/\xc3\xa4"}) {
    const http::RawAnswer answer = Ask("GET /api/v1/sign-in/oidc?return_to=" + UrlEncode(path, false));
    EXPECT_EQ(answer.status, 400U) << path;
  }
}

TEST_F(SignInTest, BehindAProxyTheAddressIsThatOfTheProxy) {
  config_.serve.public_url = "https://console.example.com";
  Start();
  const http::RawAnswer begun = Ask("GET /api/v1/sign-in/oidc");
  EXPECT_EQ(ParameterOf(begun, "redirect_uri"), "https://console.example.com/api/v1/sign-in/oidc/callback");
  const std::string& cookie = begun.fields.at("set-cookie");
  EXPECT_TRUE(cookie.starts_with("__Host-millrace_sign_in=")) << cookie;
  EXPECT_NE(cookie.find("; SameSite=Lax; Secure; Max-Age=600"), std::string::npos) << cookie;
}

TEST_F(SignInTest, SessionsEndAtTheirTime) {
  config_.serve.session_lifetime_ms = 3000;
  Start();
  const auto begun = std::chrono::steady_clock::now();
  http::RawClient client(port_);
  const Sent sent = Begin();
  client.Send("GET " + sent.back + " HTTP/1.1\r\nHost: localhost\r\n" + sent.cookie + "\r\n");
  const std::string head = client.ReadUntil("\r\n\r\n");
  const size_t at = head.find("millrace_session=");
  ASSERT_NE(at, std::string::npos) << head;
  const std::string session = "Cookie: " + head.substr(at, head.find(';', at) - at) + "\r\n";
  const unsigned at_first = Ask("GET /api/v1/session", session).status;
  // On a busy machine its time may be over already.
  if (std::chrono::steady_clock::now() - begun < std::chrono::seconds(3)) {
    EXPECT_EQ(at_first, 200U);
  }
  EXPECT_TRUE(Eventually([&] { return Ask("GET /api/v1/session", session).status == 401; }));
}

TEST_F(SignInTest, SignInsOfOneAddressAreBounded) {
  Start();
  unsigned status = 0;
  for (int i = 0; i < 61; ++i) status = Ask("GET /api/v1/sign-in/oidc/callback?state=x&code=y").status;
  EXPECT_EQ(status, 429U);
  EXPECT_EQ(Ask("GET /api/v1/sign-in/oidc", "Accept: text/html\r\n").fields.at("location"), "/?sign_in=too_many");
}

TEST_F(SignInTest, AnAddressThatOthersReachNeedsAName) {
  Project project(config_);
  try {
    const ConsoleServer server(project, "0.0.0.0:0", [](const std::string&) {});
    FAIL() << "started";
  } catch (const UserError& error) {
    EXPECT_NE(std::string(error.what()).find("the provider sends people back to `serve.public_url`"),
              std::string::npos);
  }
}

}  // namespace
}  // namespace millrace
