#include "warehouse/text_query.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "core/cancelled.h"
#include "core/error.h"
#include "core/sql_text.h"
#include "core/testing/temporary_folder.h"
#include "warehouse/testing/duckdb_fixture.h"
#include "warehouse/testing/postgres_server.h"

namespace millrace {
namespace {

class TextQueryTest : public ::testing::Test {
 protected:
  std::string Run(const std::string& sql) { return RowsOf(*connection_, sql); }
  std::string ErrorOfQuery(const std::string& sql) {
    try {
      Run(sql);
    } catch (const UserError& error) {
      return error.what();
    }
    return "no error";
  }

  const std::unique_ptr<Connection> connection_ = DuckDbInMemory();
};

TEST_F(TextQueryTest, EveryTypeHasAText) {
  EXPECT_EQ(Run("SELECT 1 AS i, 'x' AS t, true AS b, 1.50::DECIMAL(5,2) AS d, 2.5::DOUBLE AS f, NULL AS n"),
            "{\"i\": 1, \"t\": \"x\", \"b\": true, \"d\": 1.50, \"f\": 2.5, \"n\": null}\n");
  EXPECT_EQ(Run("SELECT [1, 2] AS l, {'a': 'x'} AS s, MAP {'k': 'v'} AS m, '[1]'::JSON AS j"),
            "{\"l\": [1,2], \"s\": {\"a\":\"x\"}, \"m\": {\"k\":\"v\"}, \"j\": [1]}\n");
  EXPECT_EQ(Run("SELECT DATE '2025-03-10' AS d, TIMESTAMP '2025-03-10 12:00:00' AS t, 'nan'::DOUBLE AS n"),
            "{\"d\": \"2025-03-10\", \"t\": \"2025-03-10 12:00:00\", \"n\": \"nan\"}\n");
  EXPECT_EQ(Run("SELECT TIMESTAMPTZ '2025-03-10 12:00:00+02' AS t"), "{\"t\": \"2025-03-10 10:00:00+00\"}\n");
}

TEST_F(TextQueryTest, ManyRowsKeepTheirOrder) {
  std::string expected;
  for (int i = 9999; i >= 0; --i) expected += "{\"i\": " + std::to_string(i) + "}\n";
  EXPECT_EQ(Run("SELECT i FROM range(10000) t(i) ORDER BY i DESC"), expected);
}

TEST_F(TextQueryTest, ACompleteResultIsTheSame) {
  int64_t next = 0;
  const auto run = [&](const std::string& sql) {
    RunTextQuery(
        *connection_, sql, ResultDelivery::kComplete, [](const auto&) {},
        [&](const std::shared_ptr<arrow::RecordBatch>& batch) {
          const ResultRows cells(batch);
          for (int64_t row = 0; row < batch->num_rows(); ++row) EXPECT_EQ(cells.Integer(row, 0), next++);
        });
  };
  run("SELECT i FROM range(300000) t(i)");
  EXPECT_EQ(next, 300'000);
  next = 0;
  EXPECT_THROW(run("SELECT CASE WHEN i < 250000 THEN i ELSE error('late') END AS i FROM range(300000) t(i)"),
               UserError);
  EXPECT_EQ(next, 0) << "nothing was handed out";
  run("SELECT i FROM range(3) t(i)");
  EXPECT_EQ(Run("SELECT count(*) AS n FROM duckdb_tables()"), "{\"n\": 0}\n") << "nothing is left";
}

TEST_F(TextQueryTest, AStatementMayEndWithSemicolonsAndComments) {
  EXPECT_EQ(Run("SELECT 1 AS a; \n"), "{\"a\": 1}\n");
  EXPECT_EQ(Run("SELECT 1 AS a -- one"), "{\"a\": 1}\n");
  EXPECT_EQ(Run("WITH x AS (SELECT 2 AS a) FROM x"), "{\"a\": 2}\n");
  EXPECT_EQ(Run("SELECT 1 AS a, 2 AS a"), "{\"a\": 1, \"a_1\": 2}\n");
  EXPECT_EQ(Run("VALUES (1), (2)"), "{\"col0\": 1}\n{\"col0\": 2}\n");
}

TEST_F(TextQueryTest, StatementsThatAreNoQueriesWorkToo) {
  EXPECT_EQ(Run("CREATE TABLE t (a INTEGER)"), "");
  EXPECT_EQ(Run("SHOW TABLES"), "{\"name\": \"t\"}\n");
  EXPECT_NE(Run("DESCRIBE t").find("\"column_name\": \"a\""), std::string::npos);
  EXPECT_NE(Run("EXPLAIN SELECT 1").find("DUMMY_SCAN"), std::string::npos);
  EXPECT_EQ(Run("INSERT INTO t VALUES (1), (2)"), "{\"Count\": \"2\"}\n");
}

TEST_F(TextQueryTest, SeveralStatementsAreRefusedBeforeTheFirstRuns) {
  EXPECT_EQ(ErrorOfQuery("CREATE TABLE one (a INTEGER); SELECT 2"),
            "expected one statement, found 2; run them one by one");
  EXPECT_EQ(Run("SELECT count(*) AS n FROM duckdb_tables()"), "{\"n\": 0}\n");
  EXPECT_EQ(Run("SELECT 'x' AS a; -- ; that is all"), "{\"a\": \"x\"}\n");
  EXPECT_EQ(ErrorOfQuery("PIVOT (VALUES ('x', 1), ('y', 2)) t(k, v) ON k USING sum(v)"), "no error")
      << "DuckDB makes it two";
}

TEST_F(TextQueryTest, ParquetHasTheEnginesOwnTypes) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/a.parquet";
  WriteParquet(*connection_, "SELECT 1::BIGINT AS i, DATE '2025-03-10' AS d, MAP {'k': 'v'} AS m; ", path);
  EXPECT_NE(Run("SELECT * FROM (DESCRIBE SELECT * FROM read_parquet(" + SqlText(path) + ")) WHERE column_name = 'm'")
                .find("MAP(VARCHAR, VARCHAR)"),
            std::string::npos);
  EXPECT_EQ(Run("FROM read_parquet(" + SqlText(path) + ")"),
            "{\"i\": 1, \"d\": \"2025-03-10\", \"m\": {\"k\":\"v\"}}\n");
  EXPECT_THROW(WriteParquet(*connection_, "SELECT nosuch", path), UserError);
  EXPECT_THROW(WriteParquet(*connection_, "SELECT 1; SELECT 2", path), UserError);
}

TEST_F(TextQueryTest, MistakesComeInDuckDbsWords) {
  EXPECT_NE(ErrorOfQuery("SELEC 1").find("syntax error"), std::string::npos);
  EXPECT_NE(ErrorOfQuery("SELECT nosuch FROM range(3)").find("nosuch"), std::string::npos);
  EXPECT_NE(ErrorOfQuery("SELECT 'x'::INTEGER").find("Conversion Error"), std::string::npos);
  EXPECT_EQ(ErrorOfQuery(" ; "), "the query is empty");
}

// What the rows of a query that only reads are, or the message of its error.
std::string Read(Connection& connection, const std::string& sql) {
  std::string text;
  try {
    RunReadOnlyQuery(
        connection, sql, [](const auto&) {},
        [&](const std::shared_ptr<arrow::RecordBatch>& batch) {
          const ResultRows cells(batch);
          for (int64_t row = 0; row < cells.row_count(); ++row) text += cells.MaybeText(row, 0).value_or("NULL") + ";";
        });
  } catch (const UserError& error) {
    return error.what();
  }
  return text;
}

TEST_F(TextQueryTest, AQueryThatOnlyReadsChangesNothing) {
  const TemporaryFolder folder;
  Run("CREATE TABLE t (a INTEGER)");
  EXPECT_EQ(Read(*connection_, "SELECT i FROM range(3) r(i)"), "0;1;2;");
  EXPECT_EQ(Read(*connection_, "FROM (VALUES ('x'))"), "x;");
  EXPECT_EQ(Read(*connection_, "SHOW TABLES"), "t;");
  EXPECT_NE(Read(*connection_, "EXPLAIN SELECT 1"), "");
  EXPECT_NE(Read(*connection_, "SELECT nosuch FROM t").find("nosuch"), std::string::npos);
  for (const std::string sql :
       {"INSERT INTO t VALUES (1)", "DROP TABLE t", "SET threads = 1", "ATTACH 'x.duckdb'", "COPY t TO 'x.csv'",
        "CHECKPOINT", "PRAGMA disable_optimizer", "BEGIN", "CALL force_checkpoint()"}) {
    EXPECT_NE(Read(*connection_, sql).find("queries of the warehouse only read, and `"), std::string::npos) << sql;
  }
  const std::string file = folder.path() + "/x.csv";
  for (const std::string& sql :
       {std::string("EXPLAIN ANALYZE INSERT INTO t VALUES (1)"), "EXPLAIN ANALYZE COPY (SELECT 1) TO " + SqlText(file),
        "FROM enable_logging(storage = 'file', storage_path = " + SqlText(file) + ")"}) {
    EXPECT_NE(Read(*connection_, sql).find("queries of the warehouse only read, and "), std::string::npos) << sql;
  }
  EXPECT_FALSE(std::filesystem::exists(file));
  EXPECT_EQ(Read(*connection_, "SELECT count(*) FROM t"), "0;");
  const std::string path = folder.path() + "/a.parquet";
  WriteReadOnlyParquet(*connection_, "SELECT 1 AS i", path);
  EXPECT_EQ(Run("FROM read_parquet(" + SqlText(path) + ")"), "{\"i\": 1}\n");
  EXPECT_EQ(Run("INSERT INTO t VALUES (1)"), "{\"Count\": \"1\"}\n") << "other statements may write";
}

TEST(TextQueryOnPostgres, AQueryThatOnlyReadsChangesNothing) {
  WarehouseOptions options;
  options.uri = PostgresServer::Shared().uri();
  const auto connection = OpenWarehouse(options)->Connect();
  connection->Execute("DROP TABLE IF EXISTS only_read");
  connection->Execute("CREATE TABLE only_read (a INTEGER)");
  EXPECT_EQ(Read(*connection, "SELECT i FROM generate_series(1, 3) AS g(i)"), "1;2;3;");
  EXPECT_EQ(Read(*connection, "SHOW TimeZone"), "UTC;");
  EXPECT_NE(
      Read(*connection, "WITH w AS (INSERT INTO only_read VALUES (1) RETURNING a) SELECT a FROM w").find("read-only"),
      std::string::npos);
  // A transaction that only reads lets these pass.
  for (const char* const sql :
       {"SELECT set_config('transaction_read_only', 'off', false)", "SELECT lo_import('/etc/passwd')",
        "SELECT pg_catalog.\"lo_create\"(0)", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity",
        "SELECT query_to_xml('SELECT lo_create(0)', true, true, '')", "SELECT pg_advisory_lock(1)"}) {
    EXPECT_NE(Read(*connection, sql).find("queries of the warehouse only read, and the function `"), std::string::npos)
        << sql;
  }
  EXPECT_EQ(Read(*connection, "SELECT count(*) FROM pg_largeobject_metadata WHERE random() < 2"), "0;");
  EXPECT_EQ(Read(*connection, "SELECT count(*) FROM only_read"), "0;");
  connection->Execute("DROP TABLE only_read");
}

TEST(TextQueryOnPostgres, GivesTheSameTexts) {
  WarehouseOptions options;
  options.uri = PostgresServer::Shared().uri();
  const auto connection = OpenWarehouse(options)->Connect();
  EXPECT_EQ(RowsOf(*connection,
                   "SELECT 1 AS i, 'x' AS t, true AS b, 1.50::DECIMAL(5,2) AS d, 2.5::FLOAT8 AS f, NULL AS n, "
                   "DATE '2025-03-10' AS e, TIMESTAMP '2025-03-10 12:00:00' AS u, ARRAY[1, 2] AS l, '[1]'::JSONB AS j, "
                   "'nan'::FLOAT8 AS q, 3 AS i"),
            "{\"i\": 1, \"t\": \"x\", \"b\": true, \"d\": 1.50, \"f\": 2.5, \"n\": null, \"e\": \"2025-03-10\", "
            "\"u\": \"2025-03-10 12:00:00\", \"l\": [1,2], \"j\": [1], \"q\": \"NaN\", \"i\": 3}\n");
  EXPECT_EQ(RowsOf(*connection, "SHOW TimeZone"), "{\"TimeZone\": \"UTC\"}\n");
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/a.parquet";
  WriteParquet(*connection, "SELECT i, 'x' || i AS t FROM generate_series(1, 3) AS g(i)", path);
  EXPECT_EQ(RowsOf(*DuckDbInMemory(), "SELECT sum(i) AS s, max(t) AS t FROM read_parquet(" + SqlText(path) + ")"),
            "{\"s\": 6, \"t\": \"x3\"}\n");
}

}  // namespace
}  // namespace millrace
