// What the server bounds: sizes, times, and how much one client, or all of them, may ask for at once.
#include <memory>
#include <vector>

#include "core/testing/eventually.h"
#include "http/testing/server_fixture.h"

namespace millrace::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class ServerLimitsTest : public ServerTest {};

TEST_F(ServerLimitsTest, LimitsSizes) {
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

TEST_F(ServerLimitsTest, AnAnswerReachesAClientThatStillSends) {
  options_.max_body_bytes = 1000;
  Start();
  RawClient client = Connect();
  client.Send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n");
  client.Send(std::string(2'000'000, 'x'));
  EXPECT_EQ(client.Read().status, 413U);
}

TEST_F(ServerLimitsTest, SlowHeadersEndAtTheirTimeAndHoldNobodyUp) {
  options_.header_time = seconds(1);
  Start();
  RawClient slow = Connect();
  slow.Send("GET /fast HTTP/1.1\r\nHo");
  EXPECT_EQ(Connect().Get("/fast").status, 200U);
  EXPECT_EQ(slow.Read().status, 0U);
  EXPECT_TRUE(slow.IsClosed());
  RawClient silent = Connect();
  EXPECT_TRUE(silent.IsClosed());
}

TEST_F(ServerLimitsTest, IdleConnectionsEnd) {
  options_.idle_time = milliseconds(200);
  Start();
  RawClient client = Connect();
  EXPECT_EQ(client.Get("/fast").status, 200U);
  EXPECT_TRUE(client.IsClosed());
}

TEST_F(ServerLimitsTest, SlowAnswersDelayNoOthers) {
  options_.workers = 2;
  Start();
  std::vector<std::unique_ptr<RawClient>> slow;
  for (int i = 0; i < 4; ++i) {
    slow.push_back(std::make_unique<RawClient>(server_->port()));
    slow.back()->Send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }
  ASSERT_TRUE(WaitFor([this] { return at_work_ == 2; }));
  // They would wait for the release, as the others do.
  EXPECT_EQ(Connect().Get("/fast").status, 200U);
  EXPECT_EQ(Connect().Get("/probe").status, 200U);
  Release();
  for (const auto& each : slow) EXPECT_EQ(each->Read().body, "{\"slow\":true}");
}

TEST_F(ServerLimitsTest, ManyAnswersThatWaitAreRefused) {
  options_.workers = 1;
  options_.max_queued = 1;
  Start();
  RawClient first = Connect();
  first.Send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
  ASSERT_TRUE(WaitFor([this] { return at_work_ == 1; }));
  RawClient second = Connect();
  second.Send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
  // One that comes before the second waits in its place, until its client gives up.
  RawAnswer refused;
  EXPECT_TRUE(Eventually([&] { return (refused = Connect().Get("/slow")).status == 503; }));
  EXPECT_EQ(refused.fields.at("retry-after"), "1");
  Release();
  EXPECT_EQ(first.Read().status, 200U);
  EXPECT_EQ(second.Read().status, 200U);
}

TEST_F(ServerLimitsTest, AnAnswerIsStoppedAtItsTime) {
  options_.answer_time = milliseconds(300);
  Start();
  RawClient client = Connect();
  EXPECT_EQ(client.Get("/slow").status, 504U);
  EXPECT_EQ(client.Get("/fast").status, 200U);
}

TEST_F(ServerLimitsTest, ConnectionsAreBounded) {
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

TEST_F(ServerLimitsTest, RequestsOfAClientAreBounded) {
  options_.requests_per_second = 1;
  Start();
  RawClient client = Connect();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(client.Get("/fast").status, 200U);
  // Each second that these took allows one more.
  RawAnswer refused;
  EXPECT_TRUE(Eventually([&] { return (refused = client.Get("/fast")).status == 429U; }));
  EXPECT_EQ(refused.fields.at("retry-after"), "1");
}

}  // namespace
}  // namespace millrace::http
