// The console over a socket.
#include "serve/console_server.h"

#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/testing/eventually.h"
#include "core/testing/temporary_folder.h"
#include "core/warehouse_address.h"
#include "http/testing/raw_client.h"
#include "project/access_tokens.h"
#include "serve/route.h"

namespace millrace {
namespace {

class ConsoleServerTest : public testing::Test {
 protected:
  ConsoleServerTest() {
    config_.raw = folder_.path() + "/raw";
    config_.lake = folder_.path() + "/lake";
    config_.state = folder_.path() + "/state";
    config_.warehouse.uri = folder_.path() + "/warehouse.duckdb";
    std::filesystem::create_directories(config_.raw);
  }

  uint16_t Start() {
    project_ = std::make_unique<Project>(config_);
    server_ = std::make_unique<ConsoleServer>(*project_, "127.0.0.1:0", [this](const std::string& line) {
      const std::scoped_lock lock(mutex_);
      lines_.push_back(line);
    });
    const std::string address = server_->address();
    return static_cast<uint16_t>(std::stoul(address.substr(address.rfind(':') + 1)));
  }

  TemporaryFolder folder_;
  Config config_;
  std::unique_ptr<Project> project_;
  std::mutex mutex_;
  std::vector<std::string> lines_;
  std::unique_ptr<ConsoleServer> server_;
};

TEST_F(ConsoleServerTest, AnswersMonitoring) {
  http::RawClient client(Start());
  EXPECT_EQ(client.Get("/healthz").body, R"({"status":"ok"})");
  // Neither ledger nor warehouse exist yet; the first run makes them.
  const http::RawAnswer ready = client.Get("/readyz");
  EXPECT_EQ(ready.status, 200U);
  EXPECT_EQ(ready.body, R"({"ready":true,"parts":{"ledger":"ready","warehouse":"ready"}})");
  EXPECT_FALSE(std::filesystem::exists(config_.warehouse.uri));
  std::string text;
  // The status of the project is read by a thread.
  EXPECT_TRUE(Eventually([&] {
    text = client.Get("/metrics").body;
    return text.find("millrace_status_timestamp_seconds 1") != std::string::npos;
  }));
  EXPECT_NE(text.find("millrace_http_requests_total{method=\"GET\",route=\"getHealth\",status=\"200\"} 1"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("millrace_ready{part=\"ledger\"} 1"), std::string::npos);
  EXPECT_NE(text.find("millrace_raw_files_waiting 0"), std::string::npos);
  EXPECT_NE(text.find("millrace_disk_free_bytes{place=\"raw\"}"), std::string::npos);
}

TEST_F(ConsoleServerTest, IsNotReadyWithoutItsParts) {
  std::ofstream(config_.warehouse.uri) << "this is no database";
  http::RawClient client(Start());
  const http::RawAnswer answer = client.Get("/readyz");
  EXPECT_EQ(answer.status, 503U);
  EXPECT_EQ(answer.body, R"({"ready":false,"parts":{"ledger":"ready","warehouse":"not ready"}})");
  EXPECT_EQ(client.Get("/healthz").status, 200U);
  const std::scoped_lock lock(mutex_);
  ASSERT_EQ(lines_.size(), 1U);
  EXPECT_TRUE(lines_[0].starts_with("not ready: warehouse: ")) << lines_[0];
}

TEST_F(ConsoleServerTest, ChecksRequestsAgainstTheTable) {
  const uint16_t port = Start();
  http::RawClient client(port);
  EXPECT_EQ(client.Get("/api/v1/nothing").status, 404U);
  const http::RawAnswer unknown = client.Get("/api/v1/session?x=1");
  EXPECT_EQ(unknown.status, 400U);
  EXPECT_NE(unknown.body.find(R"("parameter":"x")"), std::string::npos);
  client.Send("DELETE /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const http::RawAnswer method = client.Read();
  EXPECT_EQ(method.status, 405U);
  EXPECT_EQ(method.fields.at("allow"), "GET, HEAD, OPTIONS");
  client.Send("OPTIONS /api/v1/session HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(client.Read().fields.at("allow"), "DELETE, GET, HEAD, OPTIONS, POST");
  client.Send("POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}");
  EXPECT_EQ(client.Read().status, 415U);
  // The content was not read, so the connection has ended.
  http::RawClient other(port);
  other.Send("GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}");
  EXPECT_EQ(other.Read().status, 400U);
}

TEST_F(ConsoleServerTest, WithoutAuthenticationEverybodyMayDoEverything) {
  http::RawClient client(Start());
  EXPECT_EQ(
      client.Get("/api/v1/session").body,
      R"({"authentication":"none","user":null,"scopes":["read","operate","admin"],"apps":null,"version":")" MILLRACE_VERSION
      R"("})");
  EXPECT_EQ(client.Get("/api/v1/openapi.json").body.substr(0, 19), R"({"openapi":"3.1.0",)");
}

TEST_F(ConsoleServerTest, HasTheApplicationAtEveryPage) {
  http::RawClient client(Start());
  const http::RawAnswer page = client.Get("/apps/shop/overview");
  EXPECT_EQ(page.status, 200U);
  EXPECT_EQ(page.fields.at("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(page.fields.at("cache-control"), "no-cache");
  EXPECT_EQ(client.Get("/", "If-None-Match: " + page.fields.at("etag") + "\r\n").status, 304U);
  EXPECT_EQ(client.Get("/", "Accept-Encoding: gzip\r\n").fields.at("content-encoding"), "gzip");
  EXPECT_EQ(client.Get("/missing.js").status, 404U);
  EXPECT_EQ(client.Get("/../etc/passwd").status, 400U);
}

// A server that asks for tokens.
class TokenConsoleTest : public ConsoleServerTest {
 protected:
  TokenConsoleTest() {
    config_.serve.authentication = Config::Serve::Authentication::kToken;
    port_ = Start();
  }
  std::string Token(const std::string& scope, const std::vector<std::string>& apps = {}) {
    return CreateToken(*project_, {.name = "Ann", .scope = scope, .apps = apps, .lifetime_ms = {}}).text;
  }
  http::RawAnswer Ask(const std::string& request_line, const std::string& fields, const std::string& body = "") {
    http::RawClient client(port_);
    client.Send(request_line + " HTTP/1.1\r\nHost: localhost\r\n" + fields +
                "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    return client.Read();
  }
  static std::string Bearer(const std::string& token) { return "Authorization: Bearer " + token + "\r\n"; }

  uint16_t port_ = 0;
};

// Derived from the table, so that no route can be forgotten.
TEST_F(TokenConsoleTest, EveryRouteButHealthRefusesWithoutAToken) {
  size_t refused = 0;
  for (const Topic& topic : AllTopics()) {
    for (const Route& route : topic.routes) {
      std::string path(route.path);
      for (size_t at = 0; (at = path.find('{')) != std::string::npos;) path.replace(at, path.find('}') + 1 - at, "1");
      const std::string line = std::string(route.method) + " " + path;
      const http::RawAnswer answer = Ask(line, "Content-Type: application/json\r\n", R"({"token":"x"})");
      const bool is_sign_in = route.path.starts_with("/api/v1/sign-in");
      if (route.name == "getHealth" || route.name == "getReadiness" || is_sign_in) continue;
      EXPECT_EQ(answer.status, 401U) << line;
      EXPECT_EQ(answer.fields.count("www-authenticate"), 1U) << line;
      ++refused;
    }
  }
  EXPECT_GT(refused, 3U);
  EXPECT_EQ(Ask("GET /healthz", "").status, 200U);
  EXPECT_EQ(Ask("GET /readyz", "").status, 200U);
}

TEST_F(TokenConsoleTest, TokensSayWhoAsksAndWhatTheyMayDo) {
  const std::string token = Token("operate", {"shop"});
  const http::RawAnswer session = Ask("GET /api/v1/session", Bearer(token));
  EXPECT_EQ(session.status, 200U);
  EXPECT_NE(session.body.find(R"("authentication":"token","user":"Ann ()"), std::string::npos) << session.body;
  EXPECT_NE(session.body.find(R"("scopes":["read","operate"],"apps":["shop"])"), std::string::npos) << session.body;
  std::string wrong = token;
  wrong.back() = wrong.back() == '0' ? '1' : '0';
  EXPECT_EQ(Ask("GET /api/v1/session", Bearer(wrong)).status, 401U);
  EXPECT_EQ(Ask("GET /api/v1/session", Bearer(token)).status, 200U);
  const std::string id(ParseToken(token)->id);
  RevokeToken(*project_, id);
  EXPECT_EQ(Ask("GET /api/v1/session", Bearer(token)).status, 401U);
}

TEST_F(TokenConsoleTest, TheAuditLogIsForAdministrators) {
  const std::string reader = Token("read");
  const std::string admin = Token("admin");
  const http::RawAnswer refused = Ask("GET /api/v1/audit", Bearer(reader));
  EXPECT_EQ(refused.status, 403U);
  EXPECT_NE(refused.body.find("this needs the scope `admin`; the token has `read`"), std::string::npos);
  // The lake is a directory, so there is nothing to announce; that somebody tried is recorded all the same.
  EXPECT_EQ(Ask("POST /api/v1/notices", Bearer(admin) + "Content-Type: application/json\r\n", "{}").status, 400U);
  const http::RawAnswer page = Ask("GET /api/v1/audit?limit=2", Bearer(admin));
  EXPECT_EQ(page.status, 200U);
  EXPECT_NE(page.body.find(R"("number":3,)"), std::string::npos) << page.body;
  EXPECT_NE(page.body.find(R"("action":"postNotices","subject":"/api/v1/notices","outcome":"notices tell of)"),
            std::string::npos);
  EXPECT_TRUE(page.body.ends_with(R"("next_before":2})"));
  EXPECT_TRUE(Ask("GET /api/v1/audit?before=2", Bearer(admin)).body.ends_with(R"("next_before":null})"));
}

TEST_F(TokenConsoleTest, WrongTokensAreSlowedDownAndRightOnesAreNot) {
  const std::string token = Token("read");
  EXPECT_EQ(Ask("GET /api/v1/session", Bearer(token)).status, 200U);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Ask("GET /api/v1/session", Bearer("guess" + std::to_string(i))).status, 401U);
  // The time that these took may allow some more.
  http::RawAnswer refused;
  EXPECT_TRUE(Eventually([&] { return (refused = Ask("GET /api/v1/session", Bearer("guess"))).status == 429U; }));
  EXPECT_TRUE(refused.fields.contains("retry-after"));
  EXPECT_EQ(Ask("GET /api/v1/session", Bearer(token)).status, 200U);
}

TEST_F(TokenConsoleTest, SessionsAreInTheAuditLog) {
  const std::string json = "Content-Type: application/json\r\n";
  EXPECT_EQ(Ask("POST /api/v1/session", json, R"({"token":"guess"})").status, 401U);
  const http::RawAnswer begun = Ask("POST /api/v1/session", json, R"({"token":")" + Token("read") + R"("})");
  const std::string& field = begun.fields.at("set-cookie");
  Ask("DELETE /api/v1/session", "Cookie: " + field.substr(0, field.find(';')) + "\r\n");
  std::string log;
  for (const AuditEntry& each : project_->OpenLedger()->audit_log().Recent(4)) {
    log += each.action + " " + each.user.substr(0, 3) + " " + each.outcome + "\n";
  }
  EXPECT_TRUE(log.starts_with("endSession Ann done\nbeginSession Ann done\n")) << log;
  EXPECT_NE(log.find("beginSession  a wrong token\n"), std::string::npos) << log;
}

TEST_F(TokenConsoleTest, NobodyReadsTheContentOfStrangers) {
  http::RawClient client(port_);
  client.Send("POST /api/v1/notices HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n");
  EXPECT_EQ(client.Read().status, 401U);
  EXPECT_EQ(Ask("POST /api/v1/session", "Content-Type: application/json\r\n", std::string(5000, ' ')).status, 413U);
}

TEST_F(TokenConsoleTest, BrowsersHaveASession) {
  const std::string token = Token("read");
  const std::string json = "Content-Type: application/json\r\n";
  EXPECT_EQ(Ask("POST /api/v1/session", json, "{}").status, 400U);
  const http::RawAnswer begun = Ask("POST /api/v1/session", json, R"({"token":")" + token + R"("})");
  EXPECT_EQ(begun.status, 204U);
  const std::string& field = begun.fields.at("set-cookie");
  EXPECT_NE(field.find("; Path=/; HttpOnly; SameSite=Lax"), std::string::npos);
  EXPECT_EQ(field.find(token), std::string::npos);
  const std::string cookie = "Cookie: " + field.substr(0, field.find(';')) + "\r\n";
  EXPECT_EQ(Ask("GET /api/v1/session", cookie).status, 200U);
  EXPECT_EQ(Ask("DELETE /api/v1/session", cookie + "Origin: http://evil.example\r\n").status, 403U);
  const http::RawAnswer ended = Ask("DELETE /api/v1/session", cookie);
  EXPECT_EQ(ended.body, R"({"continue_at":null})");
  EXPECT_NE(ended.fields.at("set-cookie").find("Max-Age=0"), std::string::npos);
  EXPECT_EQ(Ask("GET /api/v1/session", cookie).status, 401U);
  const http::RawAnswer again = Ask("POST /api/v1/session", json, R"({"token":")" + token + R"("})");
  const std::string& second = again.fields.at("set-cookie");
  RevokeToken(*project_, std::string(ParseToken(token)->id));
  EXPECT_EQ(Ask("GET /api/v1/session", "Cookie: " + second.substr(0, second.find(';')) + "\r\n").status, 401U);
}

TEST_F(ConsoleServerTest, RefusesAddressesThatOthersReach) {
  Project project(config_);
  const auto fault = [&](const std::string& listen) -> std::string {
    try {
      const ConsoleServer server(project, listen, [](const std::string&) {});
      return "none";
    } catch (const UserError& error) {
      return error.what();
    }
  };
  EXPECT_NE(fault("0.0.0.0:0").find("other machines reach this address"), std::string::npos);
  EXPECT_NE(fault("[::]:0").find("other machines reach this address"), std::string::npos);
  EXPECT_NE(fault("8080").find("expected an address and a port"), std::string::npos);
  config_.serve.tls_certificate = folder_.path() + "/missing.crt";
  config_.serve.tls_key = folder_.path() + "/missing.key";
  Project with_tls(config_);
  EXPECT_THROW(ConsoleServer(with_tls, "127.0.0.1:0", [](const std::string&) {}), UserError);
}

}  // namespace
}  // namespace millrace
