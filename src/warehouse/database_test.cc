#include "warehouse/database.h"

#include <chrono>
#include <filesystem>
#include <thread>

#include <gtest/gtest.h>
#include <unistd.h>

#include "core/cancelled.h"
#include "core/error.h"
#include "core/sql_text.h"
#include "warehouse/testing/database_fixture.h"

namespace millrace {
namespace {

class DatabaseTest : public ::testing::Test {
 protected:
  std::string Run(const std::string& sql) { return RowsOf(database_, sql); }
  std::string ErrorOf(const std::string& sql) {
    try {
      Run(sql);
    } catch (const UserError& error) {
      return error.what();
    }
    return "no error";
  }

  Database database_{{}};
};

TEST_F(DatabaseTest, EveryTypeHasAText) {
  EXPECT_EQ(Run("SELECT 1 AS i, 'x' AS t, true AS b, 1.50::DECIMAL(5,2) AS d, 2.5::DOUBLE AS f, NULL AS n"),
            "{\"i\": 1, \"t\": \"x\", \"b\": true, \"d\": 1.50, \"f\": 2.5, \"n\": null}\n");
  EXPECT_EQ(Run("SELECT [1, 2] AS l, {'a': 'x'} AS s, MAP {'k': 'v'} AS m, '[1]'::JSON AS j"),
            "{\"l\": [1,2], \"s\": {\"a\":\"x\"}, \"m\": {\"k\":\"v\"}, \"j\": [1]}\n");
  EXPECT_EQ(Run("SELECT DATE '2025-03-10' AS d, TIMESTAMP '2025-03-10 12:00:00' AS t, 'nan'::DOUBLE AS n"),
            "{\"d\": \"2025-03-10\", \"t\": \"2025-03-10 12:00:00\", \"n\": \"nan\"}\n");
  EXPECT_EQ(Run("SELECT TIMESTAMPTZ '2025-03-10 12:00:00+02' AS t"), "{\"t\": \"2025-03-10 10:00:00+00\"}\n");
}

TEST_F(DatabaseTest, TypedResultsAreArrow) {
  std::string schema;
  database_.Query(
      "SELECT 1::BIGINT AS i, 'x' AS t, 2.5::DOUBLE AS f, DATE '2025-03-10' AS d, [1] AS l, NULL AS n",
      ResultForm::kTyped, [&](const std::vector<ResultColumn>& columns) { EXPECT_EQ(columns[4].type, "INTEGER[]"); },
      [&](const std::shared_ptr<arrow::RecordBatch>& batch) {
        for (const auto& field : batch->schema()->fields()) schema += field->name() + ":" + field->type()->name() + " ";
        EXPECT_EQ(static_cast<const arrow::Int64Array&>(*batch->column(0)).Value(0), 1);
        EXPECT_EQ(static_cast<const arrow::StringArray&>(*batch->column(1)).GetView(0), "x");
      });
  EXPECT_EQ(schema, "i:int64 t:utf8 f:double d:date32 l:list n:int32 ");
}

TEST_F(DatabaseTest, AStopEndsAQueryAndTheDatabaseGoesOn) {
  const std::string endless =
      "SELECT count(*) FROM range(100000000) a, range(100000000) b WHERE (a.range + b.range) % 7 = 3";
  const auto run = [&](const std::string& sql, const std::stop_token& stop) {
    database_.Query(
        sql, ResultForm::kTyped, [](const auto&) {}, [](const auto&) {}, stop);
  };
  std::stop_source soon;
  std::jthread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    soon.request_stop();
  });
  EXPECT_THROW(run(endless, soon.get_token()), Cancelled);
  EXPECT_THROW(run("SELECT 1", soon.get_token()), Cancelled) << "it is stopped already";
  std::stop_source never;
  EXPECT_NO_THROW(run("SELECT 1", never.get_token()));
  EXPECT_THROW(run("SELECT nosuch", never.get_token()), UserError);
}

TEST_F(DatabaseTest, ManyRowsKeepTheirOrder) {
  std::string expected;
  for (int i = 9999; i >= 0; --i) expected += "{\"i\": " + std::to_string(i) + "}\n";
  EXPECT_EQ(Run("SELECT i FROM range(10000) t(i) ORDER BY i DESC"), expected);
}

TEST_F(DatabaseTest, AStatementMayEndWithSemicolonsAndComments) {
  EXPECT_EQ(Run("SELECT 1 AS a; \n"), "{\"a\": 1}\n");
  EXPECT_EQ(Run("SELECT 1 AS a -- one"), "{\"a\": 1}\n");
  EXPECT_EQ(Run("SELECT 1 AS a; -- c"), "{\"a\": 1}\n") << "the number stays one";
  EXPECT_EQ(Run("-- first\nSELECT 1 AS a /* ; */; /* c */ ;"), "{\"a\": 1}\n");
  EXPECT_EQ(Run("WITH x AS (SELECT 2 AS a) FROM x"), "{\"a\": 2}\n");
  EXPECT_EQ(Run("SELECT 1 AS a, 2 AS a"), "{\"a\": 1, \"a_1\": 2}\n");
  EXPECT_EQ(Run("VALUES (1), (2)"), "{\"col0\": 1}\n{\"col0\": 2}\n");
}

TEST_F(DatabaseTest, StatementsThatAreNoQueriesWorkToo) {
  database_.Execute("CREATE TABLE t (a INTEGER)");
  EXPECT_EQ(Run("SHOW TABLES"), "{\"name\": \"t\"}\n");
  EXPECT_NE(Run("DESCRIBE t").find("\"column_name\": \"a\""), std::string::npos);
  EXPECT_NE(Run("EXPLAIN SELECT 1").find("DUMMY_SCAN"), std::string::npos);
}

TEST_F(DatabaseTest, SeveralStatementsAreRefusedBeforeTheFirstRuns) {
  EXPECT_EQ(ErrorOf("CREATE TABLE one (a INTEGER); SELECT 2"), "expected one statement, found 2; run them one by one");
  EXPECT_EQ(Run("SELECT count(*) AS n FROM duckdb_tables()"), "{\"n\": 0}\n");
  EXPECT_EQ(ErrorOf("SELECT 1; SELECT 2; SELECT 3;"), "expected one statement, found 3; run them one by one");
  EXPECT_EQ(Run("SELECT 'x' AS a; -- ; that is all"), "{\"a\": \"x\"}\n");
  EXPECT_EQ(Run("SELECT ';' AS a"), "{\"a\": \";\"}\n");
  EXPECT_EQ(ErrorOf("PIVOT (VALUES ('x', 1), ('y', 2)) t(k, v) ON k USING sum(v)"), "no error")
      << "DuckDB makes it two";
}

TEST_F(DatabaseTest, ParquetHasTheEnginesOwnTypes) {
  const std::string path = std::filesystem::temp_directory_path() / ("database_test_" + std::to_string(::getpid()));
  database_.WriteParquet("SELECT 1::BIGINT AS i, DATE '2025-03-10' AS d, MAP {'k': 'v'} AS m; ", path);
  EXPECT_EQ(Run("SELECT * FROM (DESCRIBE SELECT * FROM read_parquet(" + SqlText(path) + ")) WHERE column_name = 'm'")
                    .find("MAP(VARCHAR, VARCHAR)") != std::string::npos,
            true);
  EXPECT_EQ(Run("FROM read_parquet(" + SqlText(path) + ")"),
            "{\"i\": 1, \"d\": \"2025-03-10\", \"m\": {\"k\":\"v\"}}\n");
  std::filesystem::remove(path);
  EXPECT_THROW(database_.WriteParquet("SELECT nosuch", path), UserError);
  EXPECT_THROW(database_.WriteParquet("SELECT 1; SELECT 2", path), UserError);
}

TEST_F(DatabaseTest, MistakesComeInDuckDbsWords) {
  EXPECT_NE(ErrorOf("SELEC 1").find("syntax error"), std::string::npos);
  EXPECT_NE(ErrorOf("SELECT nosuch FROM range(3)").find("nosuch"), std::string::npos);
  EXPECT_NE(ErrorOf("SELECT 'x'::INTEGER").find("Conversion Error"), std::string::npos);
  EXPECT_EQ(ErrorOf(" ; "), "the query is empty");
  EXPECT_THROW(database_.Execute("nonsense"), UserError);
}

TEST(DatabaseOptions, AreUsed) {
  Database database({.threads = 2, .memory_bytes = 512u << 20, .temporary_folder = "/tmp"});
  database.Execute("SELECT 1");
  EXPECT_EQ(Database::Version().front(), 'v');
}

}  // namespace
}  // namespace millrace
