#include "warehouse/shared_warehouse.h"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/cancelled.h"
#include "core/testing/eventually.h"
#include "core/testing/temporary_folder.h"
#include "schema/arrow_status.h"
#include "warehouse/remote_connection.h"
#include "warehouse/socket_address.h"
#include "warehouse/testing/duckdb_fixture.h"

namespace millrace {
namespace {

WarehouseOptions SharedOptions(const std::string& folder) {
  WarehouseOptions options;
  options.uri = folder + "/w.duckdb";
  options.state_folder = folder + "/state";
  return options;
}

std::string SocketOf(const WarehouseOptions& options) {
  return OwnerSocketPath(options.state_folder, options.uri);
}

// Another process, which runs `work` and says when it is at it. Killed at the end of the test.
class OtherProcess {
 public:
  explicit OtherProcess(const std::function<void(const std::function<void()>& ready)>& work) {
    if (::pipe(pipe_) != 0) throw std::runtime_error("no pipe");
    pid_ = ::fork();
    if (pid_ == 0) {
      int code = 0;
      try {
        work([&] { [[maybe_unused]] const ssize_t written = ::write(pipe_[1], "x", 1); });
      } catch (const std::exception& error) {
        std::fprintf(stderr, "the other process: %s\n", error.what());
        code = 1;
      }
      ::_exit(code);
    }
    ::close(pipe_[1]);
    char ready = 0;
    [[maybe_unused]] const ssize_t got = ::read(pipe_[0], &ready, 1);
  }
  ~OtherProcess() {
    Kill();
    ::close(pipe_[0]);
  }
  void Kill() {
    if (pid_ > 0) ::kill(pid_, SIGKILL);
    Wait();
  }
  // Its exit code; -1 if it was killed.
  int Wait() {
    int status = -1;
    if (pid_ > 0) ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  int pipe_[2] = {-1, -1};
  pid_t pid_ = -1;
};

class SharedWarehouseTest : public ::testing::Test {
 protected:
  static void Sleep() { std::this_thread::sleep_for(std::chrono::milliseconds(50)); }

  const TemporaryFolder folder_;
  const WarehouseOptions options_ = SharedOptions(folder_.path());
};

TEST_F(SharedWarehouseTest, AnotherProcessReadsConsistentDataWhileOneWrites) {
  OtherProcess writer([&](const auto& ready) {
    const auto warehouse = OpenWarehouse(options_);
    const auto connection = warehouse->Connect();
    connection->Execute("CREATE TABLE a (i INTEGER); ");
    connection->Execute("CREATE TABLE b (i INTEGER)");
    ready();
    while (true) {
      Transaction transaction(*connection);
      connection->Execute("INSERT INTO a VALUES (1)");
      connection->Execute("INSERT INTO b VALUES (1)");
      transaction.Commit();
    }
  });
  const auto warehouse = OpenWarehouse(options_);
  const auto connection = warehouse->Connect();
  int64_t last = -1;
  for (int i = 0; i < 50; ++i) {
    const ResultRows rows = connection->QueryRows("SELECT (SELECT count(*) FROM a), (SELECT count(*) FROM b)");
    EXPECT_EQ(rows.Integer(0, 0), rows.Integer(0, 1));
    EXPECT_GE(rows.Integer(0, 0), last);
    last = rows.Integer(0, 0);
  }
}

TEST_F(SharedWarehouseTest, TheFileOfAKilledOwnerIsTakenOver) {
  OtherProcess owner([&](const auto& ready) {
    const auto warehouse = OpenWarehouse(options_);
    const auto connection = warehouse->Connect();
    connection->Execute("CREATE TABLE a AS SELECT 7 AS i");
    connection->Begin(TransactionAccess::kWrite);
    connection->Execute("INSERT INTO a VALUES (8)");
    ready();
    ::pause();
  });
  const auto warehouse = OpenWarehouse(options_);
  const auto connection = warehouse->Connect();
  EXPECT_EQ(connection->QueryRows("SELECT count(*) FROM a").Integer(0, 0), 1);
  connection->Begin(TransactionAccess::kWrite);
  connection->Execute("INSERT INTO a VALUES (9)");
  owner.Kill();
  try {
    connection->Commit();
    FAIL() << "nobody was there";
  } catch (const WarehouseError& error) {
    EXPECT_TRUE(error.connection_lost());
    EXPECT_TRUE(error.is_retryable());
  }
  EXPECT_TRUE(std::filesystem::exists(SocketOf(options_))) << "left by the killed one";
  EXPECT_EQ(warehouse->Connect()->QueryRows("SELECT count(*) FROM a").Integer(0, 0), 1);
  EXPECT_NE(RemoteConnection::Connect(SocketOf(options_)), nullptr) << "this process is the owner now";
}

TEST_F(SharedWarehouseTest, AnOwnerThatEndsHandsOverBetweenTransactions) {
  OtherProcess owner([&](const auto& ready) {
    const auto warehouse = OpenWarehouse(options_);
    warehouse->Connect()->Execute("CREATE TABLE a (i INTEGER)");
    ready();
    Sleep();
    Sleep();
  });
  const auto warehouse = OpenWarehouse(options_);
  const auto connection = warehouse->Connect();
  const auto begin = std::chrono::steady_clock::now();
  int64_t count = 0;
  while (std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(600)) {
    Transaction transaction(*connection);
    connection->Execute("INSERT INTO a VALUES (1)");
    transaction.Commit();
    connection->Execute("INSERT INTO a VALUES (2)");
    count += 2;
  }
  EXPECT_EQ(owner.Wait(), 0);
  EXPECT_EQ(connection->QueryRows("SELECT count(*) FROM a").Integer(0, 0), count) << "nothing twice, nothing lost";
}

TEST_F(SharedWarehouseTest, AnOwnerWaitsForTheTransactionsOfOthers) {
  auto warehouse = OpenWarehouse(options_);
  warehouse->Connect()->Execute("CREATE TABLE a (i INTEGER)");
  const std::string done = folder_.path() + "/done";
  OtherProcess other([&](const auto& ready) {
    const auto connection = OpenWarehouse(options_)->Connect();
    Transaction transaction(*connection);
    connection->Execute("INSERT INTO a VALUES (1)");
    ready();
    for (int i = 0; i < 5; ++i) Sleep();
    connection->Execute("INSERT INTO a VALUES (2)");
    transaction.Commit();
    std::ofstream(done) << "done";
  });
  warehouse = nullptr;
  EXPECT_TRUE(std::filesystem::exists(done)) << "the owner ended before the transaction";
  EXPECT_EQ(other.Wait(), 0);
  EXPECT_EQ(OpenWarehouse(options_)->Connect()->QueryRows("SELECT count(*) FROM a").Integer(0, 0), 2);
}

TEST_F(SharedWarehouseTest, WhatAProcessDidNotCommitGoesWithIt) {
  const auto warehouse = OpenWarehouse(options_);
  const auto connection = warehouse->Connect();
  connection->Execute("CREATE TABLE a (i BIGINT)");
  OtherProcess other([&](const auto& ready) {
    const auto remote = OpenWarehouse(options_)->Connect();
    remote->Begin(TransactionAccess::kWrite);
    remote->Execute("INSERT INTO a VALUES (1)");
    remote->Submit(
        {.sql = "SELECT count(*) FROM range(100000000) a, range(100000000) b WHERE (a.range + b.range) % 7 = 3",
         .parameters = {},
         .token = {}});
    ready();
    ::pause();
  });
  other.Kill();
  // The owner notices it, and ends the statement.
  EXPECT_TRUE(
      Eventually([&] { return connection->QueryRows("SELECT count(*) FROM duckdb_settings()").row_count() > 0; }));
  EXPECT_EQ(connection->QueryRows("SELECT count(*) FROM a").Integer(0, 0), 0);
  connection->Execute("ALTER TABLE a ADD COLUMN j INTEGER");  // would conflict with the transaction
}

TEST_F(SharedWarehouseTest, APartOfAnAppendIsNotKept) {
  const auto warehouse = OpenWarehouse(options_);
  const auto connection = warehouse->Connect();
  connection->Execute("CREATE TABLE a (i BIGINT)");
  OtherProcess other([&](const auto& ready) {
    const auto remote = OpenWarehouse(options_)->Connect();
    const auto memory = DuckDbInMemory();
    // Dies when a part of the rows is sent.
    class Dying : public arrow::RecordBatchReader {
     public:
      Dying(std::shared_ptr<arrow::RecordBatchReader> rows, std::function<void()> ready)
          : rows_(std::move(rows)), ready_(std::move(ready)) {}
      std::shared_ptr<arrow::Schema> schema() const override { return rows_->schema(); }
      arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) override {
        if (++count_ == 400) ready_();
        if (count_ == 400) ::pause();
        return rows_->ReadNext(batch);
      }

     private:
      const std::shared_ptr<arrow::RecordBatchReader> rows_;
      const std::function<void()> ready_;
      int count_ = 0;
    };
    Dying rows(memory->Query("SELECT range AS i FROM range(3000000)"), ready);
    remote->Append("main", "a", rows);
  });
  other.Kill();
  Sleep();
  EXPECT_EQ(connection->QueryRows("SELECT count(*) FROM a").Integer(0, 0), 0);
}

TEST_F(SharedWarehouseTest, WaitingForAStrangerIsSaidInOneLineAndCanBeStopped) {
  OtherProcess stranger([&](const auto& ready) {
    WarehouseOptions alone = options_;
    alone.state_folder.clear();
    const auto warehouse = OpenWarehouse(alone);
    ready();
    ::pause();
  });
  std::vector<std::string> lines;
  std::stop_source stop;
  const std::jthread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
    stop.request_stop();
  });
  EXPECT_THROW(OpenWarehouse(
                   options_, [&](const std::string& line) { lines.push_back(line); }, stop.get_token()),
               Cancelled);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0], "waiting for the warehouse " + options_.uri + ", which another process holds");
}

TEST_F(SharedWarehouseTest, TheSocketIsTheUsersOwn) {
  const auto warehouse = OpenWarehouse(options_);
  struct stat status {};
  ASSERT_EQ(::stat(SocketOf(options_).c_str(), &status), 0);
  EXPECT_TRUE(S_ISSOCK(status.st_mode));
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  if (::geteuid() != 0) return;
  // As another user, whom the rights of the file would let in.
  ::chmod(SocketOf(options_).c_str(), 0666);
  ::chmod(folder_.path().c_str(), 0755);
  ::chmod(options_.state_folder.c_str(), 0755);
  OtherProcess other([&](const auto& /*ready*/) {
    if (::setuid(65534) != 0) throw std::runtime_error("no other user");
    const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    const SocketAddress address(SocketOf(options_));
    if (::connect(socket, address.get(), address.size()) != 0) throw std::runtime_error("cannot connect");
    OwnerChannel channel(socket);
    channel.Send(FrameKind::kHello, FrameWriter().Number(kOwnerProtocol).bytes());
    Frame answer;
    if (channel.Receive(answer)) throw std::runtime_error("it was let in");
  });
  EXPECT_EQ(other.Wait(), 0);
}

TEST_F(SharedWarehouseTest, AnotherVersionIsToldSo) {
  const auto warehouse = OpenWarehouse(options_);
  const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
  const SocketAddress address(SocketOf(options_));
  ASSERT_EQ(::connect(socket, address.get(), address.size()), 0);
  OwnerChannel channel(socket);
  channel.Send(FrameKind::kHello, FrameWriter().Number(kOwnerProtocol + 1).bytes());
  Frame answer;
  ASSERT_TRUE(channel.Receive(answer));
  EXPECT_EQ(answer.kind, FrameKind::kError);
  EXPECT_THROW(ThrowErrorBytes(answer.bytes), UserError);
}

TEST_F(SharedWarehouseTest, APathMayBeLongerThanAnAddress) {
  WarehouseOptions options = options_;
  options.state_folder += "/" + std::string(120, 'x');
  const auto warehouse = OpenWarehouse(options);
  EXPECT_NE(RemoteConnection::Connect(SocketOf(options)), nullptr);
}

TEST_F(SharedWarehouseTest, FramesThatAreNoneEndTheSession) {
  const auto warehouse = OpenWarehouse(options_);
  for (const std::string& bytes : {std::string("\xff\xff\xff\xff\xff", 5), std::string("\0\xff\xff\xff\x7f", 5),
                                   std::string("\x0d\0\0\0\0", 5), std::string("\0\x01\0\0\0x", 6)}) {
    const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    const SocketAddress address(SocketOf(options_));
    ASSERT_EQ(::connect(socket, address.get(), address.size()), 0);
    ASSERT_EQ(::send(socket, bytes.data(), bytes.size(), 0), static_cast<ssize_t>(bytes.size()));
    OwnerChannel channel(socket);
    Frame answer;
    while (channel.Receive(answer)) EXPECT_EQ(answer.kind, FrameKind::kError);
  }
  EXPECT_EQ(RemoteConnection::Connect(SocketOf(options_))->QueryRows("SELECT 1").Integer(0, 0), 1);
}

}  // namespace
}  // namespace millrace
