// Live events: over a socket, and the limits of the feed.
#include "serve/live_feed.h"

#include <chrono>
#include <thread>

#include "http/problem.h"
#include "project/access_tokens.h"
#include "project/progress_note.h"
#include "serve/testing/operation_fixture.h"

namespace millrace {
namespace {

class LiveFeedTest : public OperationFixture {
 protected:
  static constexpr std::string_view kListen = "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n";
};

TEST_F(LiveFeedTest, WhoListensHearsOfARun) {
  test_.AddFile("a", 2);
  http::RawClient listener(Port());
  listener.Send(std::string(kListen) + "\r\n");
  const std::string head = listener.ReadUntil("event: operation\n");
  EXPECT_NE(head.find("Content-Type: text/event-stream"), std::string::npos) << head;
  const http::RawAnswer asked = Post("/api/v1/workflows/process/runs");
  std::string id = At(asked, "/id");
  id = id.substr(1, id.size() - 2);
  // A look may come between the commit of the job and the end of the run, or after both.
  std::string heard = listener.ReadUntil(R"("state":"done")");
  if (heard.find(R"("state":"committed")") == std::string::npos) heard += listener.ReadUntil(R"("state":"committed")");
  EXPECT_NE(heard.find("event: run\ndata: {\"id\":\"" + id + "\""), std::string::npos) << heard;
  EXPECT_NE(heard.find("event: job\n"), std::string::npos) << heard;
}

// Another process says how far it is.
TEST_F(LiveFeedTest, WhoListensHearsOfProgress) {
  http::RawClient listener(Port());
  listener.Send(std::string(kListen) + "\r\n");
  listener.ReadUntil("event: operation\n");
  ProgressNote note(config_, "process");
  note.Tell(ProgressCounts{.files_done = 1, .files_total = 4, .bytes_done = 25, .bytes_total = 100});
  const std::string heard = listener.ReadUntil("\"eta_s\"");
  EXPECT_NE(heard.find("event: progress\ndata: {\"workflow\":\"process\",\"step\":null,\"done\":25,\"total\":100,"
                       "\"unit\":\"bytes\","),
            std::string::npos)
      << heard;
}

TEST_F(LiveFeedTest, AStreamEndsWithItsSession) {
  config_.serve.authentication = Config::Serve::Authentication::kToken;
  const std::string token =
      CreateToken(project(), {.name = "Ann", .scope = "read", .apps = {}, .lifetime_ms = {}}).text;
  http::RawClient listener(Port());
  listener.Send(std::string(kListen) + "Authorization: Bearer " + token + "\r\n\r\n");
  listener.ReadUntil("event: operation\n");
  RevokeToken(project(), std::string(ParseToken(token)->id));
  const auto began = std::chrono::steady_clock::now();
  listener.ReadToEnd();
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(50)) << "the socket's own limit is sixty";
}

TEST_F(LiveFeedTest, StreamsAreBounded) {
  const auto authentication = NoAuthentication();
  LiveFeed feed(project(), *authentication, [](const std::string&) {}, {.streams = 3, .streams_of_caller = 2});
  const auto status_of = [&](const std::string& client, std::shared_ptr<http::EventStream>& stream) -> unsigned {
    http::Request request;
    request.client = client;
    try {
      stream = feed.Open(request, {});
      return 200;
    } catch (const http::ProblemError& error) {
      return error.problem().status;
    }
  };
  std::shared_ptr<http::EventStream> first;
  std::shared_ptr<http::EventStream> other;
  EXPECT_EQ(status_of("10.0.0.1", first), 200U);
  EXPECT_EQ(status_of("10.0.0.1", other), 200U);
  EXPECT_EQ(status_of("10.0.0.1", other), 429U);
  EXPECT_EQ(status_of("10.0.0.2", other), 200U);
  EXPECT_EQ(status_of("10.0.0.3", other), 503U);
  first->Close();
  EXPECT_EQ(status_of("10.0.0.3", other), 200U);
}

}  // namespace
}  // namespace millrace
