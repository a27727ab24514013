#include "warehouse/database.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace millrace {
namespace {

class DatabaseTest : public ::testing::Test {
 protected:
  std::string Run(const std::string& sql) {
    std::string out;
    std::vector<std::string> names;
    database_.Query(
        sql,
        [&](const std::vector<ResultColumn>& columns) {
          for (const ResultColumn& column : columns) names.push_back(column.name);
        },
        [&](const std::vector<std::vector<Cell>>& rows) {
          out += RenderTable(names, rows, {.format = OutputFormat::kJson});
        });
    return out;
  }
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

TEST_F(DatabaseTest, EveryTypeComesAsAFittingCell) {
  EXPECT_EQ(Run("SELECT 1 AS i, 'x' AS t, true AS b, 1.50::DECIMAL(5,2) AS d, 2.5::DOUBLE AS f, NULL AS n"),
            "{\"i\": 1, \"t\": \"x\", \"b\": true, \"d\": 1.50, \"f\": 2.5, \"n\": null}\n");
  EXPECT_EQ(Run("SELECT [1, 2] AS l, {'a': 'x'} AS s, MAP {'k': 'v'} AS m, '[1]'::JSON AS j"),
            "{\"l\": [1,2], \"s\": {\"a\":\"x\"}, \"m\": {\"k\":\"v\"}, \"j\": [1]}\n");
  EXPECT_EQ(Run("SELECT DATE '2025-03-10' AS d, TIMESTAMP '2025-03-10 12:00:00' AS t, 'nan'::DOUBLE AS n"),
            "{\"d\": \"2025-03-10\", \"t\": \"2025-03-10 12:00:00\", \"n\": \"nan\"}\n");
  EXPECT_EQ(Run("SELECT TIMESTAMPTZ '2025-03-10 12:00:00+02' AS t"), "{\"t\": \"2025-03-10 10:00:00+00\"}\n");
}

TEST_F(DatabaseTest, ManyRowsKeepTheirOrder) {
  std::string expected;
  for (int i = 9999; i >= 0; --i) expected += "{\"i\": " + std::to_string(i) + "}\n";
  EXPECT_EQ(Run("SELECT i FROM range(10000) t(i) ORDER BY i DESC"), expected);
}

TEST_F(DatabaseTest, AStatementMayEndWithSemicolonsAndComments) {
  EXPECT_EQ(Run("SELECT 1 AS a; \n"), "{\"a\": 1}\n");
  EXPECT_EQ(Run("SELECT 1 AS a -- one"), "{\"a\": 1}\n");
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

TEST_F(DatabaseTest, MistakesComeInDuckDbsWords) {
  EXPECT_NE(ErrorOf("SELEC 1").find("syntax error"), std::string::npos);
  EXPECT_NE(ErrorOf("SELECT nosuch FROM range(3)").find("nosuch"), std::string::npos);
  EXPECT_NE(ErrorOf("SELECT 'x'::INTEGER").find("Conversion Error"), std::string::npos);
  EXPECT_EQ(ErrorOf(" ; "), "the query is empty");
  EXPECT_THROW(database_.Execute("nonsense"), UserError);
}

TEST(Sql, QuotesAreDoubled) {
  EXPECT_EQ(SqlText("it's"), "'it''s'");
  EXPECT_EQ(SqlName("a\"b"), "\"a\"\"b\"");
}

TEST(DatabaseOptions, AreUsed) {
  Database database({.threads = 2, .memory_bytes = 512u << 20, .temporary_folder = "/tmp"});
  database.Execute("SELECT 1");
  EXPECT_EQ(Database::Version().front(), 'v');
}

}  // namespace
}  // namespace millrace
