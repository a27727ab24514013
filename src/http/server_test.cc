#include "http/server.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <future>
#include <map>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include "core/error.h"
#include "http/event_stream.h"
#include "http/problem.h"
#include "http/testing/raw_client.h"

namespace millrace::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

// Counts what the server tells.
class CountingObserver : public ServerObserver {
 public:
  void OnConnections(size_t open) override { connections = open; }
  void OnAnswer(const Answered& answered) override {
    const std::scoped_lock lock(mutex);
    ++answers[answered.status];
  }
  void OnRefusal(const std::string& reason) override {
    const std::scoped_lock lock(mutex);
    ++refusals[reason];
  }
  void OnError(const std::string& line) override {
    const std::scoped_lock lock(mutex);
    error = line;
  }

  std::atomic<size_t> connections = 0;
  std::mutex mutex;
  std::map<unsigned, int> answers;
  std::map<std::string, int> refusals;
  std::string error;
};

// `/fast` is answered on the I/O thread, `/slow` by a worker when the test lets it, everything else by a worker.
class ServerTest : public testing::Test {
 protected:
  ServerTest() { options_.observer = &observer_; }
  ~ServerTest() override {
    Release();
    server_.reset();
  }

  Server& Start() {
    server_ = std::make_unique<Server>(options_, [this](const Request& request) { return Route(request); });
    return *server_;
  }
  RawClient Connect() { return RawClient(server_->port()); }

  Answering Route(const Request& request) {
    const std::string path = request.target.path;
    if (path == "/fast") return {.lane = Lane::kInstant, .answer = [](const Request&) { return JsonResponse("{}"); }};
    if (path == "/probe") return {.lane = Lane::kProbe, .answer = [](const Request&) { return JsonResponse("{}"); }};
    return {.lane = Lane::kWork, .answer = [this](const Request& asked) { return Work(asked); }};
  }
  Response Work(const Request& request) {
    const std::string& path = request.target.path;
    if (path == "/slow") {
      std::unique_lock lock(mutex_);
      ++at_work_;
      changed_.notify_all();
      const std::stop_callback wake(request.stop, [this] { changed_.notify_all(); });
      while (!released_ && !request.stop.stop_requested()) changed_.wait_for(lock, milliseconds(20));
      if (request.stop.stop_requested()) {
        ++stopped_;
        changed_.notify_all();
        throw ProblemError(503, "stopped");
      }
      return JsonResponse("{\"slow\":true}");
    }
    if (path == "/echo") return JsonResponse(request.body);
    if (path == "/large") return JsonResponse("\"" + std::string(100'000, 'x') + "\"");
    if (path == "/tagged") {
      Response response = JsonResponse("{}");
      response.etag = "\"7\"";
      return response;
    }
    if (path == "/fails") throw std::runtime_error("the secret is 42");
    if (path == "/refuses") throw UserError("`from` is after `to`");
    if (path == "/events") {
      Response response;
      response.events = events_;
      return response;
    }
    return JsonResponse("{\"path\":\"" + path + "\"}");
  }
  void Release() {
    const std::scoped_lock lock(mutex_);
    released_ = true;
    changed_.notify_all();
  }
  bool WaitFor(const std::function<bool()>& condition) {
    std::unique_lock lock(mutex_);
    const auto end = steady_clock::now() + seconds(10);
    while (!condition() && steady_clock::now() < end) changed_.wait_for(lock, milliseconds(10));
    return condition();
  }

  CountingObserver observer_;
  ServerOptions options_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<EventStream> events_ = std::make_shared<EventStream>();
  std::mutex mutex_;
  std::condition_variable changed_;
  bool released_ = false;
  int at_work_ = 0;
  int stopped_ = 0;
};

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

TEST_F(ServerTest, LimitsSizes) {
  options_.max_header_bytes = 4096;
  options_.max_body_bytes = 1000;
  Start();
  {
    RawClient client = Connect();
    EXPECT_EQ(client.Get("/fast", "X-Long: " + std::string(8000, 'x') + "\r\n").status, 431U);
    EXPECT_TRUE(client.IsClosed());
  }
  {
    RawClient client = Connect();
    client.Send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1001\r\n\r\n");
    const RawAnswer answer = client.Read();
    EXPECT_EQ(answer.status, 413U);
    EXPECT_EQ(answer.fields.at("content-type"), "application/problem+json");
  }
  {
    RawClient client = Connect();
    std::string request = "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n";
    client.Send(request + std::string(1001, 'x') + "\r\n0\r\n\r\n");
    EXPECT_EQ(client.Read().status, 413U);
  }
  const std::scoped_lock lock(observer_.mutex);
  EXPECT_EQ(observer_.refusals.at("header"), 1);
  EXPECT_EQ(observer_.refusals.at("body"), 2);
}

TEST_F(ServerTest, AnAnswerReachesAClientThatStillSends) {
  options_.max_body_bytes = 1000;
  Start();
  RawClient client = Connect();
  client.Send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n");
  client.Send(std::string(2'000'000, 'x'));
  EXPECT_EQ(client.Read().status, 413U);
}

TEST_F(ServerTest, AsksForTheBodyOfAClientThatWaits) {
  Start();
  RawClient client = Connect();
  client.Send("POST /echo HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(client.Read(false).status, 100U);
  client.Send("[]");
  EXPECT_EQ(client.Read().body, "[]");
}

TEST_F(ServerTest, SlowHeadersEndAtTheirTimeAndHoldNobodyUp) {
  options_.header_time = milliseconds(300);
  Start();
  RawClient slow = Connect();
  slow.Send("GET /fast HTTP/1.1\r\nHo");
  const auto begin = steady_clock::now();
  EXPECT_EQ(Connect().Get("/fast").status, 200U);
  EXPECT_EQ(slow.Read().status, 0U);
  EXPECT_TRUE(slow.IsClosed());
  EXPECT_LT(steady_clock::now() - begin, seconds(5));
  RawClient silent = Connect();
  EXPECT_TRUE(silent.IsClosed());
}

TEST_F(ServerTest, IdleConnectionsEnd) {
  options_.idle_time = milliseconds(200);
  Start();
  RawClient client = Connect();
  EXPECT_EQ(client.Get("/fast").status, 200U);
  EXPECT_TRUE(client.IsClosed());
}

TEST_F(ServerTest, SlowAnswersDelayNoOthers) {
  options_.workers = 2;
  Start();
  std::vector<std::unique_ptr<RawClient>> slow;
  for (int i = 0; i < 4; ++i) {
    slow.push_back(std::make_unique<RawClient>(server_->port()));
    slow.back()->Send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }
  ASSERT_TRUE(WaitFor([this] { return at_work_ == 2; }));
  const auto begin = steady_clock::now();
  EXPECT_EQ(Connect().Get("/fast").status, 200U);
  EXPECT_EQ(Connect().Get("/probe").status, 200U);
  EXPECT_LT(steady_clock::now() - begin, seconds(2));
  Release();
  for (const auto& each : slow) EXPECT_EQ(each->Read().body, "{\"slow\":true}");
}

TEST_F(ServerTest, ManyAnswersThatWaitAreRefused) {
  options_.workers = 1;
  options_.max_queued = 1;
  Start();
  RawClient first = Connect();
  first.Send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
  ASSERT_TRUE(WaitFor([this] { return at_work_ == 1; }));
  RawClient second = Connect();
  second.Send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
  std::this_thread::sleep_for(milliseconds(100));
  const RawAnswer refused = Connect().Get("/slow");
  EXPECT_EQ(refused.status, 503U);
  EXPECT_EQ(refused.fields.at("retry-after"), "1");
  Release();
  EXPECT_EQ(first.Read().status, 200U);
  EXPECT_EQ(second.Read().status, 200U);
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

TEST_F(ServerTest, AnAnswerIsStoppedAtItsTime) {
  options_.answer_time = milliseconds(300);
  Start();
  RawClient client = Connect();
  EXPECT_EQ(client.Get("/slow").status, 504U);
  EXPECT_EQ(client.Get("/fast").status, 200U);
}

TEST_F(ServerTest, ConnectionsAreBounded) {
  options_.max_connections = 2;
  Start();
  RawClient first = Connect();
  RawClient second = Connect();
  EXPECT_EQ(first.Get("/fast").status, 200U);
  EXPECT_EQ(second.Get("/fast").status, 200U);
  {
    RawClient third = Connect();
    EXPECT_EQ(third.Get("/fast").status, 503U);
    EXPECT_TRUE(third.IsClosed());
  }
  second.Close();
  ASSERT_TRUE(WaitFor([this] { return observer_.connections == 1; }));
  EXPECT_EQ(Connect().Get("/fast").status, 200U);
}

TEST_F(ServerTest, RequestsOfAClientAreBounded) {
  options_.requests_per_second = 1;
  Start();
  RawClient client = Connect();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(client.Get("/fast").status, 200U);
  const RawAnswer refused = client.Get("/fast");
  EXPECT_EQ(refused.status, 429U);
  EXPECT_EQ(refused.fields.at("retry-after"), "1");
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
  auto stopping = std::async(std::launch::async, [this] { server_->Stop(seconds(10)); });
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
