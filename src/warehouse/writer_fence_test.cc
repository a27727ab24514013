// A process that was paused in its transaction while another took over.
#include "warehouse/writer_fence.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "core/error.h"
#include "warehouse/testing/postgres_server.h"
#include "warehouse/warehouse.h"
#include "warehouse/warehouse_error.h"

namespace millrace {
namespace {

class WriterFenceTest : public ::testing::TestWithParam<bool> {
 protected:
  WriterFenceTest() {
    WarehouseOptions options;
    options.uri = GetParam() ? PostgresServer::Shared().uri() : "duckdb:";
    warehouse_ = OpenWarehouse(options);
    paused_ = warehouse_->Connect();
    other_ = warehouse_->Connect();
    for (const char* const sql :
         {"DROP SCHEMA IF EXISTS fenced CASCADE", "CREATE SCHEMA fenced", "CREATE TABLE fenced.written (n INTEGER)",
          "CREATE TABLE fenced.writer_fence (writer VARCHAR(20), holder VARCHAR(20))"}) {
      other_->Execute(sql);
    }
  }
  static void Take(Connection& connection, const std::string& writer, const std::string& holder) {
    TakeWriterFence(connection, "fenced", writer, holder);
  }
  static void Write(Connection& connection, const std::string& writer, const std::string& holder) {
    connection.Execute("INSERT INTO fenced.written VALUES (1)");
    PassWriterFence(connection, "fenced", writer, holder);
  }
  int64_t Written() { return other_->QueryRows("SELECT count(*) FROM fenced.written").Integer(0, 0); }

  std::shared_ptr<Warehouse> warehouse_;
  std::unique_ptr<Connection> paused_;
  std::unique_ptr<Connection> other_;
};

INSTANTIATE_TEST_SUITE_P(Engines, WriterFenceTest, ::testing::Bool(),
                         [](const auto& info) { return std::string(info.param ? "Postgres" : "DuckDb"); });

TEST_P(WriterFenceTest, OnlyTheLastHolderCommits) {
  Take(*paused_, "a", "first");
  {
    Transaction transaction(*paused_);
    paused_->Execute("INSERT INTO fenced.written VALUES (1)");
    Take(*other_, "a", "second");
    {
      Transaction of_other(*other_);
      Write(*other_, "a", "second");
      of_other.Commit();
    }
    EXPECT_THROW(PassWriterFence(*paused_, "fenced", "a", "first"), SystemError);
  }
  EXPECT_EQ(Written(), 1);
  Transaction again(*paused_);
  try {
    Write(*paused_, "a", "first");
    FAIL() << "the fence was passed";
  } catch (const WarehouseError& error) {
    FAIL() << "a further attempt is in vain: " << error.what();
  } catch (const SystemError& error) {
    EXPECT_NE(std::string(error.what()).find("another process took over"), std::string::npos);
  }
}

TEST_P(WriterFenceTest, WritersOfOneHolderDoNotConflict) {
  for (const char* const writer : {"a", "b"}) Take(*other_, writer, "load");
  Transaction one(*paused_);
  Transaction two(*other_);
  Write(*paused_, "a", "load");
  Write(*other_, "b", "load");
  one.Commit();
  two.Commit();
  EXPECT_EQ(Written(), 2);
}

}  // namespace
}  // namespace millrace
