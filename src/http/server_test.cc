#include "http/server.h"

#include <future>

#include "http/testing/server_fixture.h"

namespace millrace::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_F(ServerTest, AnswersSeveralRequestsOfOneConnection) {
  Start();
  RawClient client = Connect();
  EXPECT_EQ(client.Get("/fast").body, "{}");
  EXPECT_EQ(client.Get("/a/b?c=d").body, "{\"path\":\"/a/b\"}");
  client.Send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 7\r\n\r\n[1,2,3]");
  const RawAnswer echo = client.Read();
  EXPECT_EQ(echo.status, 200U);
  EXPECT_EQ(echo.body, "[1,2,3]");
  client.Send("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n");
  EXPECT_EQ(client.Read().body, "[]");
  // Two at once are answered in their order.
  client.Send("GET /one HTTP/1.1\r\nHost: localhost\r\n\r\nGET /two HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(client.Read().body, "{\"path\":\"/one\"}");
  EXPECT_EQ(client.Read().body, "{\"path\":\"/two\"}");
}

TEST_F(ServerTest, HeadHasTheFieldsOfGetWithoutContent) {
  Start();
  RawClient client = Connect();
  client.Send("HEAD /large HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const RawAnswer head = client.Read(false);
  EXPECT_EQ(head.status, 200U);
  EXPECT_EQ(head.fields.at("content-length"), "100002");
  EXPECT_EQ(client.Get("/fast").body, "{}");
}

TEST_F(ServerTest, EveryAnswerHasSecurityFields) {
  Start();
  for (const char* const request :
       {"GET /fast HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET /fails HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /fast HTTP/1.1\r\nHost: example.com\r\n\r\n", "nonsense\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n"}) {
    RawClient client = Connect();
    client.Send(request);
    const RawAnswer answer = client.Read();
    EXPECT_TRUE(answer.fields.at("content-security-policy").starts_with("default-src 'none'")) << request;
    EXPECT_EQ(answer.fields.at("x-content-type-options"), "nosniff") << request;
    EXPECT_EQ(answer.fields.at("cross-origin-opener-policy"), "same-origin") << request;
    EXPECT_EQ(answer.fields.at("cache-control"), "no-store") << request;
  }
}

TEST_F(ServerTest, AsksForTheBodyOfAClientThatWaits) {
  Start();
  RawClient client = Connect();
  client.Send("POST /echo HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(client.Read(false).status, 100U);
  client.Send("[]");
  EXPECT_EQ(client.Read().body, "[]");
}

TEST_F(ServerTest, AnAnswerIsStoppedWhenItsClientHasGone) {
  Start();
  {
    RawClient client = Connect();
    client.Send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
    ASSERT_TRUE(WaitFor([this] { return at_work_ == 1; }));
  }
  EXPECT_TRUE(WaitFor([this] { return stopped_ == 1; }));
}

TEST_F(ServerTest, ErrorsAreProblemDocumentsThatKeepSecrets) {
  Start();
  RawClient client = Connect();
  const RawAnswer refused = client.Get("/refuses");
  EXPECT_EQ(refused.status, 400U);
  EXPECT_EQ(refused.fields.at("content-type"), "application/problem+json");
  EXPECT_EQ(refused.body,
            R"({"type":"about:blank","title":"Bad Request","status":400,"detail":"`from` is after `to`"})");
  const RawAnswer failed = client.Get("/fails");
  EXPECT_EQ(failed.status, 500U);
  EXPECT_EQ(failed.body.find("42"), std::string::npos);
  const std::scoped_lock lock(observer_.mutex);
  EXPECT_NE(observer_.error.find("the secret is 42"), std::string::npos);
}

TEST_F(ServerTest, ContentThatTheClientHasIsNotSentAgain) {
  Start();
  RawClient client = Connect();
  EXPECT_EQ(client.Get("/tagged").fields.at("etag"), "\"7\"");
  const RawAnswer same = client.Get("/tagged", "If-None-Match: \"6\", W/\"7\"\r\n");
  EXPECT_EQ(same.status, 304U);
  EXPECT_FALSE(same.fields.contains("content-length"));
  EXPECT_EQ(client.Get("/tagged", "If-None-Match: \"6\"\r\n").status, 200U);
}

TEST_F(ServerTest, CompressesForThoseThatAcceptIt) {
  Start();
  RawClient client = Connect();
  EXPECT_EQ(client.Get("/large").body.size(), 100'002U);
  const RawAnswer small = client.Get("/large", "Accept-Encoding: br, gzip;q=0.5\r\n");
  EXPECT_EQ(small.fields.at("content-encoding"), "gzip");
  EXPECT_LT(small.body.size(), 1000U);
  EXPECT_FALSE(client.Get("/large", "Accept-Encoding: gzip;q=0\r\n").fields.contains("content-encoding"));
}

TEST_F(ServerTest, RefusesOtherNamesAndOtherSites) {
  options_.names = {"console.example.com"};
  Start();
  const auto status = [&](const std::string& method, const std::string& fields) {
    RawClient client(server_->port());
    client.Send(method + " /fast HTTP/1.1\r\n" + fields + "\r\n");
    return client.Read(false).status;
  };
  EXPECT_EQ(status("GET", "Host: evil.example.com\r\n"), 421U);
  EXPECT_EQ(status("GET", "Host: console.example.com:8080\r\n"), 200U);
  EXPECT_EQ(status("GET", "Host: [::1]:8080\r\n"), 200U);
  EXPECT_EQ(status("GET", ""), 400U);
  EXPECT_EQ(status("GET", "Host: localhost\r\nHost: localhost\r\n"), 400U);
  EXPECT_EQ(status("POST", "Host: localhost\r\nContent-Length: 0\r\nOrigin: http://evil.example.com\r\n"), 403U);
  EXPECT_EQ(status("POST", "Host: localhost\r\nContent-Length: 0\r\nOrigin: null\r\n"), 403U);
  EXPECT_EQ(status("POST", "Host: localhost\r\nContent-Length: 0\r\nSec-Fetch-Site: same-site\r\n"), 403U);
  EXPECT_EQ(status("DELETE", "Host: localhost\r\nSec-Fetch-Site: cross-site\r\n"), 403U);
  EXPECT_EQ(status("POST", "Host: localhost:1\r\nContent-Length: 0\r\nOrigin: http://localhost:1\r\n"), 200U);
  EXPECT_EQ(status("POST", "Host: localhost\r\nContent-Length: 0\r\n"), 200U);
}

TEST_F(ServerTest, SendsEventsAsTheyCome) {
  options_.heartbeat = milliseconds(200);
  Start();
  RawClient client = Connect();
  client.Send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_NE(client.ReadUntil("\r\n\r\n").find("text/event-stream"), std::string::npos);
  EXPECT_TRUE(events_->Send("run", "{\"a\":1}\n{\"b\":2}"));
  EXPECT_NE(client.ReadUntil("{\"b\":2}\n\n").find("event: run\ndata: {\"a\":1}\ndata: {\"b\":2}\n\n"),
            std::string::npos);
  EXPECT_NE(client.ReadUntil(":\n\n").find(":\n\n"), std::string::npos);
  client.Close();
  EXPECT_TRUE(WaitFor([this] { return events_->closed(); }));
  EXPECT_FALSE(events_->Send("run", "late"));
}

TEST_F(ServerTest, AnEndLetsAnswersFinish) {
  Start();
  RawClient idle = Connect();
  EXPECT_EQ(idle.Get("/fast").status, 200U);
  RawClient listening = Connect();
  listening.Send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
  listening.ReadUntil("\r\n\r\n");
  RawClient busy = Connect();
  busy.Send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
  ASSERT_TRUE(WaitFor([this] { return at_work_ == 1; }));
  auto stopping = std::async(std::launch::async, [this] { server_->Stop(seconds(120)); });
  EXPECT_TRUE(idle.IsClosed());
  EXPECT_TRUE(listening.IsClosed());
  EXPECT_EQ(stopping.wait_for(milliseconds(200)), std::future_status::timeout);
  EXPECT_THROW(RawClient(server_->port()), std::runtime_error);
  Release();
  const RawAnswer last = busy.Read();
  EXPECT_EQ(last.status, 200U);
  stopping.get();
  EXPECT_EQ(observer_.connections, 0U);
}

TEST_F(ServerTest, AnEndWithoutGraceStopsAnswers) {
  Start();
  RawClient busy = Connect();
  busy.Send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
  ASSERT_TRUE(WaitFor([this] { return at_work_ == 1; }));
  server_->Stop(milliseconds(0));
  EXPECT_EQ(stopped_, 1);
  EXPECT_EQ(busy.Read().status, 503U);
}

TEST_F(ServerTest, APortInUseIsAMistakeOfTheUser) {
  options_.port = Start().port();
  try {
    const Server second(options_, [this](const Request& request) { return Route(request); });
    FAIL() << "two servers on one port";
  } catch (const UserError& error) {
    EXPECT_NE(std::string(error.what()).find("another program uses this port"), std::string::npos);
  }
  options_.host = "example.com";
  EXPECT_THROW(Server(options_, [this](const Request& request) { return Route(request); }), UserError);
}

}  // namespace
}  // namespace millrace::http
