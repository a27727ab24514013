// What the server does with requests that are meant to cost much, or to be understood in two ways.
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "core/testing/eventually.h"
#include "http/problem.h"
#include "http/server.h"
#include "http/testing/raw_client.h"

namespace millrace::http {
namespace {

// `/private` wants content of those only who say the word, at most 100 bytes; everything else echoes.
class UntrustedRequestTest : public testing::Test {
 protected:
  void Serve() {
    server_ = std::make_unique<Server>(options_, [this](const Request& request) { return Route(request); });
  }
  Answering Route(const Request& request) {
    Answering answering{.lane = Lane::kWork, .answer = [this](const Request& asked) {
                          ++answered_;
                          Response response =
                              JsonResponse("\"" + asked.client + (asked.is_secure ? " tls" : "") + "\"");
                          if (asked.target.path == "/varies") {
                            response.fields.Add("Vary", "Accept");
                            response.body = std::string(5000, ' ');
                          }
                          return response;
                        }};
    if (request.target.path != "/private") return answering;
    answering.max_body_bytes = 100;
    answering.admit = [](const Request& asked) -> std::optional<Response> {
      EXPECT_EQ(asked.body, "");
      if (asked.fields.Get("Authorization") == "word") return std::nullopt;
      if (asked.fields.Has("Authorization")) return ProblemResponse({.status = 403, .detail = "no", .parameter = {}});
      throw ProblemError(401, "say the word");
    };
    return answering;
  }
  // The status of the answer, and whether the connection ended after it.
  std::string Verdict(const std::string& request) {
    RawClient client(server_->port());
    client.Send(request);
    const unsigned status = client.Read().status;
    client.Send("GET /second HTTP/1.1\r\nHost: localhost\r\n\r\n");
    return std::to_string(status) + (client.Read().status == 0 ? " closed" : " open");
  }
  static std::string Post(const std::string& path, const std::string& fields, const std::string& body = "") {
    return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n" + body;
  }

  ServerOptions options_;
  std::atomic<int> answered_ = 0;
  std::unique_ptr<Server> server_;
};

TEST_F(UntrustedRequestTest, ContentIsReadOnlyIfSomebodyWantsIt) {
  Serve();
  // No byte of the content is sent, and the answer comes all the same.
  const std::string length = "Content-Length: 50\r\n";
  EXPECT_EQ(Verdict(Post("/private", length)), "401 closed");
  EXPECT_EQ(Verdict(Post("/private", length + "Expect: 100-continue\r\n")), "401 closed");
  EXPECT_EQ(Verdict(Post("/private", "Transfer-Encoding: chunked\r\n")), "401 closed");
  EXPECT_EQ(Verdict(Post("/private", length + "Authorization: wrong\r\n")), "403 closed");
  EXPECT_EQ(Verdict(Post("/private", "Content-Length: 101\r\nAuthorization: word\r\n")), "413 closed");
  EXPECT_EQ(Verdict(Post("/private", "Transfer-Encoding: chunked\r\nAuthorization: word\r\n", "65\r\n")), "413 closed");
  EXPECT_EQ(answered_, 0);
  EXPECT_EQ(Verdict(Post("/private", length + "Authorization: word\r\n", std::string(50, 'x'))), "200 open");
  // Without content there is nothing to admit.
  EXPECT_EQ(Verdict(Post("/private", "Content-Length: 0\r\n")), "200 open");
}

TEST_F(UntrustedRequestTest, RequestsWhoseLengthIsNotClearEndTheConnection) {
  Serve();
  const std::string rest = "0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
  for (const char* const coding :
       {"xchunked", "identity", "gzip", "gzip, chunked", "chunked, identity", "\"chunked\"", ""}) {
    EXPECT_EQ(Verdict(Post("/", "Transfer-Encoding: " + std::string(coding) + "\r\n", rest)), "501 closed") << coding;
  }
  EXPECT_EQ(Verdict(Post("/", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", rest)), "400 closed");
  EXPECT_EQ(Verdict(Post("/", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", rest)), "400 closed");
  EXPECT_EQ(Verdict(Post("/", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", rest)), "400 closed");
  EXPECT_EQ(Verdict("POST / HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + rest), "400 closed");
  EXPECT_EQ(answered_, 0);
  EXPECT_EQ(Verdict(Post("/", "Transfer-Encoding: Chunked\r\n", "0\r\n\r\n")), "200 open");
}

TEST_F(UntrustedRequestTest, OneClientLeavesConnectionsToOthers) {
  options_.max_connections_of_one = 3;
  options_.trusted_proxies = {"127.0.0.2"};
  Serve();
  std::vector<std::unique_ptr<RawClient>> held;
  for (int i = 0; i < 3; ++i) {
    held.push_back(std::make_unique<RawClient>(server_->port()));
    EXPECT_EQ(held.back()->Get("/").status, 200U);
  }
  RawClient fourth(server_->port());
  EXPECT_EQ(fourth.Get("/").status, 503U);
  held.pop_back();
  EXPECT_TRUE(Eventually([&] { return RawClient(server_->port()).Get("/").status == 200; }));
}

TEST_F(UntrustedRequestTest, AProxyThatIsTrustedMayHaveAllConnections) {
  options_.max_connections_of_one = 1;
  options_.trusted_proxies = {"127.0.0.1"};
  options_.requests_per_second = 1;
  Serve();
  RawClient first(server_->port());
  RawClient second(server_->port());
  EXPECT_EQ(first.Get("/", "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: https\r\n").body, "\"192.0.2.1 tls\"");
  EXPECT_EQ(second.Get("/", "X-Forwarded-For: 192.0.2.2\r\n").body, "\"192.0.2.2\"");
  // The limit of requests is each client's own.
  for (int i = 0; i < 4; ++i) EXPECT_EQ(first.Get("/", "X-Forwarded-For: 192.0.2.1\r\n").status, 200U);
  // Each second that these took allows one more.
  EXPECT_TRUE(Eventually([&] { return first.Get("/", "X-Forwarded-For: 192.0.2.1\r\n").status == 429U; }));
  EXPECT_EQ(first.Get("/", "X-Forwarded-For: 192.0.2.2\r\n").status, 200U);
}

TEST_F(UntrustedRequestTest, VaryNamesAllFields) {
  Serve();
  RawClient client(server_->port());
  EXPECT_EQ(client.Get("/varies").fields.at("vary"), "Accept, Accept-Encoding");
  EXPECT_EQ(client.Get("/varies", "Accept-Encoding: gzip\r\n").fields.at("vary"), "Accept, Accept-Encoding");
}

TEST_F(UntrustedRequestTest, OtherSitesGetNothing) {
  Serve();
  RawClient client(server_->port());
  const std::string other = "Sec-Fetch-Site: cross-site\r\n";
  EXPECT_EQ(client.Get("/api", other + "Sec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image\r\n").status, 403U);
  EXPECT_EQ(client.Get("/api", "Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: cors\r\n").status, 403U);
  EXPECT_EQ(answered_, 0);
  EXPECT_EQ(client.Get("/api", other + "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n").status, 200U);
}

}  // namespace
}  // namespace millrace::http
