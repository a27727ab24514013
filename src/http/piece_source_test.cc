// Answers that are made piece by piece while they are sent.
#include "http/piece_source.h"

#include "http/testing/server_fixture.h"

namespace millrace::http {
namespace {

// What the sources of a test have done.
struct PieceCounts {
  std::atomic<int> made = 0;
  std::atomic<bool> is_dropped = false;
};

// Pieces of 64 KiB.
class CountedPieces : public PieceSource {
 public:
  CountedPieces(PieceCounts& counts, int pieces, int failing) : counts_(counts), pieces_(pieces), failing_(failing) {}
  ~CountedPieces() override { counts_.is_dropped = true; }
  bool Append(std::string& piece) override {
    if (counts_.made == failing_) throw std::runtime_error("the secret is 42");
    if (counts_.made < pieces_) piece.append(64 << 10, static_cast<char>('a' + counts_.made % 26));
    return ++counts_.made <= pieces_;
  }

 private:
  PieceCounts& counts_;
  const int pieces_;
  const int failing_;
};

class PieceSourceTest : public ServerTest {
 protected:
  ~PieceSourceTest() override { server_.reset(); }
  void StartWith(int pieces, int failing = -1) {
    server_ = std::make_unique<Server>(options_, [this, pieces, failing](const Request& request) {
      if (request.target.path != "/pieces") return Route(request);
      return Answering{.lane = Lane::kExport, .answer = [this, pieces, failing](const Request&) {
                         Response response;
                         response.content_type = "text/csv";
                         response.etag = "\"1\"";
                         response.pieces = std::make_shared<CountedPieces>(counts_, pieces, failing);
                         return response;
                       }};
    });
  }

  PieceCounts counts_;
};

TEST_F(PieceSourceTest, PiecesAreOneContent) {
  StartWith(3);
  RawClient client = Connect();
  const RawAnswer answer = client.Get("/pieces");
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(answer.fields.at("transfer-encoding"), "chunked");
  EXPECT_EQ(answer.body, std::string(64 << 10, 'a') + std::string(64 << 10, 'b') + std::string(64 << 10, 'c'));
  EXPECT_EQ(client.Get("/fast").status, 200U) << "the connection goes on";
  EXPECT_TRUE(counts_.is_dropped);
  EXPECT_EQ(client.Get("/pieces", "If-None-Match: \"1\"\r\n").status, 304U);
}

TEST_F(PieceSourceTest, HeadHasNone) {
  StartWith(3);
  RawClient client = Connect();
  client.Send("HEAD /pieces HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(client.Read(false).status, 200U);
  EXPECT_EQ(client.Get("/fast").status, 200U);
  EXPECT_EQ(counts_.made, 0);
}

TEST_F(PieceSourceTest, AClientThatDoesNotReadHoldsNeitherMemoryNorAThread) {
  options_.exporters = 1;
  StartWith(1 << 20);
  RawClient lazy = Connect();
  lazy.Send("GET /pieces HTTP/1.1\r\nHost: localhost\r\n\r\n");
  // Until the buffers of its socket are full.
  int made = -1;
  ASSERT_TRUE(WaitFor([&] { return std::exchange(made, counts_.made.load()) == counts_.made && made > 0; }));
  EXPECT_LT(counts_.made, 1'000) << "of a million";
  RawClient other = Connect();
  EXPECT_EQ(other.Get("/pieces", "If-None-Match: \"1\"\r\n").status, 304U) << "the thread of exports is free";
  counts_.is_dropped = false;
  lazy.Close();
  EXPECT_TRUE(WaitFor([this] { return counts_.is_dropped.load(); })) << "it is closed when the client has gone";
}

TEST_F(PieceSourceTest, WhatFailsIsNotTakenForWhole) {
  StartWith(3, 1);
  EXPECT_EQ(Connect().Get("/pieces").status, 0U);
  const std::scoped_lock lock(observer_.mutex);
  EXPECT_NE(observer_.error.find("the secret is 42"), std::string::npos);
}

}  // namespace
}  // namespace millrace::http
