// Answers that wait for something without a thread.
#include "http/parked_answer.h"

#include <list>

#include "http/testing/server_fixture.h"

namespace millrace::http {
namespace {

using std::chrono::milliseconds;

class ParkedAnswerTest : public ServerTest {
 protected:
  // Clients that wait for their answers.
  void Park(size_t count) {
    for (size_t i = 0; i < count; ++i) {
      clients_.emplace_back(server_->port()).Send("GET /parks HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    ASSERT_TRUE(WaitFor([&] { return parked_.size() == count; }));
  }
  void Wake() {
    const std::scoped_lock lock(mutex_);
    for (const auto& each : parked_) {
      if (const auto parked = each.lock()) parked->Wake();
    }
  }

  std::list<RawClient> clients_;
};

TEST_F(ParkedAnswerTest, TwoHundredThatWaitHoldNoWorker) {
  options_.workers = 1;
  Start();
  Park(200);
  RawClient other = Connect();
  EXPECT_EQ(other.Get("/work").body, "{\"path\":\"/work\"}");
  Wake();
  for (RawClient& each : clients_) EXPECT_EQ(each.Read().body, "[]");
  EXPECT_EQ(clients_.front().Get("/work").status, 200U) << "the connection goes on";
}

TEST_F(ParkedAnswerTest, ItsTimeIsLimited) {
  park_time_ = milliseconds(20);
  Start();
  RawClient client = Connect();
  EXPECT_EQ(client.Get("/parks").body, "[]");
}

TEST_F(ParkedAnswerTest, BeyondTheLimitItIsGivenAtOnce) {
  options_.max_parked = 1;
  Start();
  Park(1);
  EXPECT_EQ(Connect().Get("/parks").body, "[]");
}

TEST_F(ParkedAnswerTest, ItEndsWithItsClient) {
  Start();
  Park(1);
  clients_.clear();
  EXPECT_TRUE(WaitFor([this] { return parked_.front().expired(); }));
}

TEST_F(ParkedAnswerTest, AnEndOfTheServerGivesIt) {
  Start();
  Park(3);
  server_->Stop(std::chrono::seconds(5));
  for (RawClient& each : clients_) EXPECT_EQ(each.Read().body, "[]");
}

}  // namespace
}  // namespace millrace::http
