// What connections of every engine must do. A test includes this header, once a test program, and says
//
//     INSTANTIATE_TEST_SUITE_P(Name, ConnectionContract, ::testing::Values(ConnectionEngine{…}));
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include <arrow/array.h>
#include <arrow/array/builder_binary.h>
#include <arrow/array/builder_dict.h>
#include <arrow/array/builder_primitive.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <gtest/gtest.h>

#include "core/cancelled.h"
#include "core/error.h"
#include "schema/arrow_status.h"
#include "warehouse/warehouse.h"

namespace millrace {

struct ConnectionEngine {
  std::string name;
  std::function<std::shared_ptr<Warehouse>()> open;
};

class ConnectionContract : public ::testing::TestWithParam<ConnectionEngine> {
 protected:
  ConnectionContract() : warehouse_(GetParam().open()), connection_(warehouse_->Connect()) {
    connection_->Execute("DROP SCHEMA IF EXISTS t CASCADE");
    connection_->Execute("CREATE SCHEMA t");
  }

  bool is_duckdb() const { return connection_->dialect() == Dialect::kDuckDb; }
  // A statement that would run for minutes.
  std::string Endless() const {
    return is_duckdb() ? "SELECT count(*) FROM range(100000000) a, range(100000000) b WHERE (a.range + b.range) % 7 = 3"
                       : "SELECT count(*) FROM generate_series(1, 30000) a, generate_series(1, 1000000) b "
                         "WHERE (a + b) % 7 = 3";
  }
  std::string Series(int64_t count) const {
    return is_duckdb() ? "SELECT range AS i FROM range(" + std::to_string(count) + ")"
                       : "SELECT i FROM generate_series(0, " + std::to_string(count - 1) + ") AS g(i)";
  }
  int64_t Count(const std::string& table) {
    return connection_->QueryRows("SELECT count(*) FROM " + table).Integer(0, 0);
  }
  template <typename Error>
  std::string ErrorOf(const std::function<void()>& call) {
    try {
      call();
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }

  std::shared_ptr<Warehouse> warehouse_;
  std::unique_ptr<Connection> connection_;
};

// Two batches of (j, b, a): JSON, a text by dictionary, an integer.
inline std::shared_ptr<arrow::RecordBatchReader> SomeRows() {
  arrow::StringBuilder json;
  Must(json.AppendValues({"{\"a\": 1}", "[2]"}));
  arrow::StringDictionary32Builder texts;
  Must(texts.Append("x"));
  Must(texts.AppendNull());
  arrow::Int32Builder numbers;
  Must(numbers.AppendValues({7, 8}));
  const auto batch =
      arrow::RecordBatch::Make(arrow::schema({arrow::field("j", arrow::utf8()),
                                              arrow::field("b", arrow::dictionary(arrow::int32(), arrow::utf8())),
                                              arrow::field("a", arrow::int32())}),
                               2, {Must(json.Finish()), Must(texts.Finish()), Must(numbers.Finish())});
  return Must(arrow::RecordBatchReader::Make({batch, batch}));
}

inline std::string Cells(const ResultRows& rows) {
  std::string out;
  for (int64_t row = 0; row < rows.row_count(); ++row) {
    for (int column = 0; column < rows.column_count(); ++column) {
      out += (column == 0 ? "" : ",") + rows.MaybeText(row, column).value_or("NULL");
    }
    out += ";";
  }
  return out;
}

TEST_P(ConnectionContract, StatementsSayHowManyRowsTheyTouched) {
  connection_->Execute("CREATE TABLE t.a (i INTEGER, s TEXT)");
  EXPECT_EQ(connection_->Execute("INSERT INTO t.a VALUES (1, 'x'), (2, 'y')"), 2);
  EXPECT_EQ(connection_->Execute("UPDATE t.a SET s = 'z' WHERE i > 1"), 1);
  EXPECT_EQ(connection_->Execute("DELETE FROM t.a WHERE i > 100"), 0);
  EXPECT_EQ(Cells(connection_->QueryRows("SELECT * FROM t.a ORDER BY i")), "1,x;2,z;");
}

TEST_P(ConnectionContract, ValuesAreBoundNotPasted) {
  connection_->Execute("CREATE TABLE t.a (i BIGINT, s TEXT, d DOUBLE PRECISION, b BOOLEAN)");
  connection_->Execute("INSERT INTO t.a VALUES ($1, $2, $3, $4)", Bind({int64_t{5}, "it's; $1 ''", 2.5, true}));
  connection_->Execute("INSERT INTO t.a (i, s) VALUES ($1, $2)", Bind({int64_t{6}, nullptr}));
  const ResultRows rows = connection_->QueryRows("SELECT * FROM t.a WHERE i >= $1 ORDER BY i", Bind({int64_t{5}}));
  ASSERT_EQ(rows.row_count(), 2);
  EXPECT_EQ(rows.Integer(0, 0), 5);
  EXPECT_EQ(rows.Text(0, 1), "it's; $1 ''");
  EXPECT_EQ(rows.Real(0, 2), 2.5);
  EXPECT_TRUE(rows.Boolean(0, 3));
  EXPECT_TRUE(rows.IsNull(1, 1));
  EXPECT_EQ(rows.MaybeInteger(1, 0), 6);
  EXPECT_EQ(rows.name(1), "s");
  EXPECT_THROW(rows.Integer(0, 1), InternalError) << "a text";
  EXPECT_THROW(rows.Integer(1, 2), InternalError) << "NULL";
}

TEST_P(ConnectionContract, CellsHaveTheSameTextsOnEveryEngine) {
  EXPECT_EQ(
      Cells(connection_->QueryRows(
          "SELECT TIMESTAMP '2025-03-10 12:00:00.5', DATE '2025-03-10', 1.50::DECIMAL(5,2), TRUE, NULL, 2.5::DOUBLE "
          "PRECISION, sum(i) FROM (VALUES (1::BIGINT), (2)) v(i)")),
      "2025-03-10 12:00:00.500000,2025-03-10,1.50,true,NULL,2.5,3;");
  const ResultRows sums = connection_->QueryRows("SELECT sum(i), avg(i) FROM (VALUES (1::BIGINT), (2)) v(i)");
  EXPECT_EQ(sums.Integer(0, 0), 3) << "a decimal, or a text";
  EXPECT_EQ(sums.Real(0, 1), 1.5);
  EXPECT_EQ(connection_->QueryRows("SELECT TIMESTAMP '1970-01-01 00:00:01'").Microseconds(0, 0), 1'000'000);
}

TEST_P(ConnectionContract, SessionsRunInUtc) {
  EXPECT_EQ(Cells(connection_->QueryRows("SELECT CAST(TIMESTAMPTZ '2025-03-10 12:00:00+02' AS TEXT)")),
            "2025-03-10 10:00:00+00;");
}

TEST_P(ConnectionContract, ManyRowsComeInOrder) {
  const auto rows = connection_->Query("SELECT i FROM (" + Series(300'000) + ") AS s ORDER BY i");
  int64_t next = 0;
  while (const auto batch = NextBatch(*rows)) {
    const ResultRows cells(batch);
    EXPECT_EQ(cells.Integer(0, 0), next);
    next += batch->num_rows();
  }
  EXPECT_EQ(next, 300'000);
}

TEST_P(ConnectionContract, AReaderMayBeDropped) {
  { EXPECT_NE(NextBatch(*connection_->Query(Series(5'000'000))), nullptr); }
  EXPECT_EQ(connection_->QueryRows("SELECT 1").Integer(0, 0), 1);
  connection_->Execute("CREATE TABLE t.a (i INTEGER)");
  Transaction transaction(*connection_);
  connection_->Execute("INSERT INTO t.a VALUES (1)");
  { EXPECT_NE(NextBatch(*connection_->Query(Series(5'000'000))), nullptr); }
  connection_->Execute("INSERT INTO t.a VALUES (2)");
  transaction.Commit();
  EXPECT_EQ(Count("t.a"), 2) << "a dropped reader does not end the transaction";
}

TEST_P(ConnectionContract, AStatementWaitsForTheRowsOfTheLastOne) {
  const auto rows = connection_->Query(Series(10));
  EXPECT_THROW(connection_->Execute("SELECT 1"), InternalError);
  while (NextBatch(*rows) != nullptr) {
  }
  EXPECT_NO_THROW(connection_->Execute("SELECT 1"));
}

TEST_P(ConnectionContract, StatementsOfAnyKindAreRun) {
  for (const char* statement :
       {"EXPLAIN SELECT 1", "VALUES (1), (2)", "(SELECT 1)", "WITH x AS (SELECT 1 AS a) SELECT a FROM x",
        "SELECT 1 AS a; -- one", "/* one */ SELECT ';' AS a ;;", "CREATE VIEW t.v AS SELECT 1 AS a",
        "SELECT 1 -- one"}) {
    EXPECT_NO_THROW(connection_->Execute(statement)) << statement;
  }
  connection_->Execute("CREATE TABLE t.a (i INTEGER)");
  EXPECT_EQ(Cells(connection_->QueryRows("INSERT INTO t.a VALUES (1), (2) RETURNING i + 1")), "2;3;");
  EXPECT_EQ(Count("t.a"), 2);
}

TEST_P(ConnectionContract, SeveralStatementsAreRefusedBeforeTheFirstRuns) {
  EXPECT_EQ(ErrorOf<UserError>([&] { connection_->Execute("CREATE TABLE t.one (a INTEGER); SELECT 2"); }),
            "expected one statement, found 2; run them one by one");
  EXPECT_THROW(Count("t.one"), UserError);
  EXPECT_EQ(ErrorOf<UserError>([&] { connection_->Execute(" ; -- nothing"); }), "the query is empty");
}

TEST_P(ConnectionContract, MistakesComeInTheEnginesWords) {
  EXPECT_NE(ErrorOf<UserError>([&] { connection_->Execute("SELEC 1"); }).find("syntax error"), std::string::npos);
  const std::string name = ErrorOf<UserError>([&] { connection_->Execute("SELECT nosuch"); });
  EXPECT_NE(name.find("\"nosuch\""), std::string::npos);
  EXPECT_NE(name.find("LINE 1: SELECT nosuch\n               ^"), std::string::npos) << name;
  EXPECT_EQ(name.find("Query was"), std::string::npos) << name;
  EXPECT_THROW(connection_->Execute("SELECT CAST('x' AS INTEGER)"), UserError);
  EXPECT_THROW(connection_->Execute("SELECT CAST(concat('x', i) AS INTEGER) FROM (" + Series(9) + ") AS s"), UserError)
      << "found while rows are made";
  EXPECT_THROW(connection_->Execute("SELECT * FROM t.nosuch"), UserError);
  connection_->Execute("CREATE TABLE t.a (i INTEGER NOT NULL)");
  EXPECT_THROW(connection_->Execute("INSERT INTO t.a VALUES (NULL)"), UserError);
  EXPECT_NO_THROW(connection_->Execute("INSERT INTO t.a VALUES (1)")) << "the connection goes on";
}

TEST_P(ConnectionContract, ErrorsInTheMiddleOfTheRowsAreThrown) {
  EXPECT_THROW(
      {
        const auto rows = connection_->Query(
            "SELECT CAST(CASE WHEN i < 200000 THEN '1' ELSE 'x' END AS INTEGER) FROM (" + Series(250'000) + ") AS s");
        while (NextBatch(*rows) != nullptr) {
        }
      },
      UserError);
  EXPECT_EQ(connection_->QueryRows("SELECT 1").Integer(0, 0), 1);
}

TEST_P(ConnectionContract, ATransactionIsAllOrNothing) {
  connection_->Execute("CREATE TABLE t.a (i INTEGER)");
  {
    const Transaction transaction(*connection_);
    connection_->Execute("INSERT INTO t.a VALUES (1)");
  }
  EXPECT_EQ(Count("t.a"), 0);
  const auto other = warehouse_->Connect();
  Transaction transaction(*connection_);
  connection_->Execute("INSERT INTO t.a VALUES (1)");
  EXPECT_EQ(other->QueryRows("SELECT count(*) FROM t.a").Integer(0, 0), 0);
  transaction.Commit();
  EXPECT_EQ(other->QueryRows("SELECT count(*) FROM t.a").Integer(0, 0), 1);
}

TEST_P(ConnectionContract, ATransactionSeesOneState) {
  connection_->Execute("CREATE TABLE t.a (i INTEGER)");
  const auto other = warehouse_->Connect();
  Transaction transaction(*connection_);
  EXPECT_EQ(Count("t.a"), 0);
  other->Execute("INSERT INTO t.a VALUES (1)");
  EXPECT_EQ(Count("t.a"), 0);
  transaction.Commit();
  EXPECT_EQ(Count("t.a"), 1);
}

TEST_P(ConnectionContract, ATransactionThatReadsChangesNothing) {
  connection_->Execute("CREATE TABLE t.a (i INTEGER)");
  for (const char* sql : {"INSERT INTO t.a VALUES (1)", "DROP TABLE t.a", "CREATE TABLE t.b (i INTEGER)"}) {
    const Transaction reading(*connection_, TransactionAccess::kRead);
    EXPECT_EQ(connection_->QueryRows("SELECT count(*) FROM t.a").Integer(0, 0), 0);
    EXPECT_THROW(connection_->Execute(sql), UserError) << sql;
  }
  EXPECT_EQ(connection_->Execute("INSERT INTO t.a VALUES (2)"), 1) << "the next one may";
}

TEST_P(ConnectionContract, AConflictMayBeRepeated) {
  connection_->Execute("CREATE TABLE t.a (i INTEGER)");
  connection_->Execute("INSERT INTO t.a VALUES (1)");
  const auto other = warehouse_->Connect();
  {
    Transaction mine(*connection_);
    EXPECT_EQ(Count("t.a"), 1);
    {
      Transaction theirs(*other);
      other->Execute("UPDATE t.a SET i = 2");
      theirs.Commit();
    }
    try {
      connection_->Execute("UPDATE t.a SET i = 3");
      FAIL() << "no conflict";
    } catch (const WarehouseError& error) {
      EXPECT_EQ(error.fault(), WarehouseFault::kConflict) << error.what();
      EXPECT_TRUE(error.is_retryable());
    }
  }
  Transaction again(*connection_);
  connection_->Execute("UPDATE t.a SET i = i + 1");
  again.Commit();
  EXPECT_EQ(Cells(connection_->QueryRows("SELECT i FROM t.a")), "3;");
}

TEST_P(ConnectionContract, AFailedTransactionIsNotCommitted) {
  connection_->Execute("CREATE TABLE t.a (i INTEGER NOT NULL)");
  Transaction transaction(*connection_);
  connection_->Execute("INSERT INTO t.a VALUES (1)");
  EXPECT_THROW(connection_->Execute("SELECT CAST(concat('x', i) AS INTEGER) FROM t.a"), UserError);
  EXPECT_THROW(transaction.Commit(), InternalError);
  EXPECT_EQ(Count("t.a"), 0);
}

TEST_P(ConnectionContract, ADroppedConnectionRollsBack) {
  connection_->Execute("CREATE TABLE t.a (i INTEGER)");
  auto other = warehouse_->Connect();
  other->Begin(TransactionAccess::kWrite);
  other->Execute("INSERT INTO t.a VALUES (1)");
  other = nullptr;
  EXPECT_EQ(Count("t.a"), 0);
  EXPECT_EQ(connection_->Execute("DELETE FROM t.a"), 0);
}

TEST_P(ConnectionContract, RowsAreAppendedByName) {
  connection_->Execute(std::string("CREATE TABLE t.a (made TIMESTAMP DEFAULT now(), a BIGINT, b TEXT, j ") +
                       (is_duckdb() ? "JSON)" : "JSONB)"));
  EXPECT_EQ(connection_->Append("t", "a", *SomeRows()), 4);
  EXPECT_EQ(Cells(connection_->QueryRows("SELECT a, b, CAST(j AS TEXT), made IS NOT NULL FROM t.a ORDER BY a")),
            "7,x,{\"a\": 1},true;7,x,{\"a\": 1},true;8,NULL,[2],true;8,NULL,[2],true;");
  Transaction transaction(*connection_);
  connection_->Append("t", "a", *SomeRows());
  EXPECT_EQ(Count("t.a"), 8);
}

TEST_P(ConnectionContract, RowsThatCannotBeAppendedLeaveNothing) {
  connection_->Execute("CREATE TABLE t.a (a INTEGER, b TEXT NOT NULL, j TEXT)");
  EXPECT_THROW(connection_->Append("t", "a", *SomeRows()), UserError) << "NULL";
  EXPECT_THROW(connection_->Append("t", "nosuch", *SomeRows()), UserError);
  connection_->Execute("CREATE TABLE t.b (a INTEGER)");
  EXPECT_THROW(connection_->Append("t", "b", *SomeRows()), UserError) << "no such column";
  EXPECT_EQ(Count("t.a"), 0);
  EXPECT_EQ(Count("t.b"), 0);
}

TEST_P(ConnectionContract, AReaderCanBeAppendedElsewhere) {
  connection_->Execute("CREATE TABLE t.a (i BIGINT)");
  const auto other = warehouse_->Connect();
  EXPECT_EQ(connection_->Append("t", "a", *other->Query(Series(100'000))), 100'000);
  EXPECT_EQ(Count("t.a"), 100'000);
  EXPECT_THROW(connection_->Append("t", "a",
                                   *other->Query("SELECT CAST(CASE WHEN i < 20000 THEN '1' ELSE 'x' END AS BIGINT) "
                                                 "AS i FROM (" +
                                                 Series(30'000) + ") AS s")),
               UserError)
      << "the error of the one that reads";
  EXPECT_EQ(Count("t.a"), 100'000);
}

TEST_P(ConnectionContract, RequestsArePolledAndFetched) {
  const std::string id = connection_->Submit({.sql = "SELECT 1 AS a", .parameters = {}, .token = "one"});
  EXPECT_EQ(connection_->Submit({.sql = "SELECT 1 AS a", .parameters = {}, .token = "one"}), id);
  while (connection_->Poll(id, std::chrono::seconds(1)) == RequestState::kRunning) {
  }
  EXPECT_EQ(connection_->Poll(id, {}), RequestState::kDone);
  EXPECT_EQ(ResultRows(NextBatch(*connection_->Fetch(id).rows)).Integer(0, 0), 1);
  EXPECT_THROW(connection_->Fetch(id), InternalError) << "it is forgotten";
  EXPECT_NE(connection_->Submit({.sql = "SELECT 1", .parameters = {}, .token = "two"}), id);
}

TEST_P(ConnectionContract, AFailedRequestIsThrownWhenItIsFetched) {
  const std::string id = connection_->Submit({.sql = "SELECT nosuch", .parameters = {}, .token = {}});
  while (connection_->Poll(id, std::chrono::seconds(1)) == RequestState::kRunning) {
  }
  EXPECT_EQ(connection_->Poll(id, {}), RequestState::kFailed);
  EXPECT_THROW(connection_->Fetch(id), UserError);
  EXPECT_EQ(connection_->QueryRows("SELECT 1").Integer(0, 0), 1);
}

TEST_P(ConnectionContract, ARequestIsCancelled) {
  const std::string id = connection_->Submit({.sql = Endless(), .parameters = {}, .token = {}});
  EXPECT_EQ(connection_->Poll(id, std::chrono::milliseconds(50)), RequestState::kRunning);
  EXPECT_THROW(
      {
        const std::jthread canceller([&] {
          std::this_thread::sleep_for(std::chrono::milliseconds(50));
          connection_->Cancel(id);
        });
        NextBatch(*connection_->Fetch(id).rows);
      },
      Cancelled);
  connection_->Cancel("nosuch");
  EXPECT_EQ(connection_->QueryRows("SELECT 1").Integer(0, 0), 1);
}

TEST_P(ConnectionContract, AStopEndsWhatWaits) {
  std::stop_source stop;
  const std::jthread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    stop.request_stop();
  });
  EXPECT_THROW(connection_->QueryRows(Endless(), {}, stop.get_token()), Cancelled);
  EXPECT_THROW(connection_->Execute("SELECT 1", {}, stop.get_token()), Cancelled) << "it is stopped already";
  const std::stop_source never;
  EXPECT_NO_THROW(connection_->Execute("SELECT 1", {}, never.get_token()));
  EXPECT_THROW(connection_->Execute("SELECT nosuch", {}, never.get_token()), UserError);
}

TEST_P(ConnectionContract, ManyConnectionsWorkAtTheSameTime) {
  connection_->Execute("CREATE TABLE t.a (i BIGINT)");
  {
    std::vector<std::jthread> threads;
    for (int worker = 0; worker < 4; ++worker) {
      threads.emplace_back([&, worker] {
        const auto own = warehouse_->Connect();
        for (int i = 0; i < 20; ++i) own->Execute("INSERT INTO t.a VALUES ($1)", Bind({int64_t{worker}}));
      });
    }
  }
  EXPECT_EQ(Cells(connection_->QueryRows("SELECT i, count(*) FROM t.a GROUP BY i ORDER BY i")), "0,20;1,20;2,20;3,20;");
}

TEST_P(ConnectionContract, VersionsAreForPeople) {
  EXPECT_EQ(connection_->version().find(is_duckdb() ? "DuckDB v1." : "PostgreSQL 15."), 0u);
}

}  // namespace millrace
