#include "warehouse/reading_statement.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "core/error.h"
#include "warehouse/testing/duckdb_fixture.h"

namespace millrace {
namespace {

using Names = std::vector<std::string>;

TEST(ReadingStatement, QueriesAreNone) {
  const auto connection = DuckDbInMemory();
  for (const char* const sql :
       {"SELECT 1", "with x AS (SELECT 1) FROM x", "(SELECT 1)", "EXPLAIN SELECT 1", "explain analyze (SELECT 1)",
        "EXPLAIN (ANALYZE, FORMAT json) SELECT 1", "EXPLAIN (SELECT 1)", "SHOW TABLES", "PIVOT t ON a USING sum(b)",
        "SELECT 'enable_logging()'", "SELECT query FROM t", "SELECT \"checkpoint\" FROM t -- write_log(1)",
        "SELECT random(), count(*) FROM range(3) WHERE 1 IN (1) GROUP BY date_trunc('day', a)"}) {
    EXPECT_NO_THROW(CheckReads(*connection, sql)) << sql;
  }
  EXPECT_EQ(FunctionsOfReading("SELECT \"Sum\"(a), (1), 'x' (2), Range /* a */ (3), [4] FROM sum(b)"),
            (Names{"range", "sum"}));
}

TEST(ReadingStatement, WhatWritesIsRefusedAlsoWhereItIsExplained) {
  for (const char* const sql :
       {"COPY t TO 'x'", "EXPLAIN COPY t TO 'x'", "EXPLAIN ANALYZE COPY (SELECT 1) TO 'x'",
        "EXPLAIN /* a */ (ANALYZE) COPY (SELECT 1) TO 'x'", "EXPLAIN EXPLAIN ANALYZE DELETE FROM t",
        "EXPLAIN (FORMAT json) ANALYZE INSERT INTO t VALUES (1)", "EXPLAIN", "SET threads = 1",
        "SELECT U&\"lo\\005fimport\"('/etc/passwd')"}) {
    EXPECT_THROW(FunctionsOfReading(sql), UserError) << sql;
  }
}

TEST(ReadingStatement, FunctionsThatChangeTheEngineAreRefused) {
  const auto connection = DuckDbInMemory();
  for (const char* const sql :
       {"FROM enable_logging(storage = 'file')", "SELECT * FROM Enable_Profiling ()",
        "FROM \"force_checkpoint\"('memory')", "SELECT write_log('x')", "FROM query('FROM enable_logging()')",
        "EXPLAIN ANALYZE FROM main.checkpoint()", "WITH x AS (FROM truncate_duckdb_logs/* */()) FROM x"}) {
    EXPECT_THROW(CheckReads(*connection, sql), UserError) << sql;
  }
}

// Functions that log to files, change how all sessions are parsed, logged or measured, write the file, read memory by
// its address or another database, show what others ask or how they sign in, wait, or execute a text that nobody has
// looked at. Like every other function that this test does not know, they are refused.
const std::set<std::string> kRefused = {"arrow_scan",
                                        "arrow_scan_dumb",
                                        "check_peg_parser",
                                        "checkpoint",
                                        "disable_logging",
                                        "disable_peg_parser",
                                        "disable_profiling",
                                        "duckdb_log_contexts",
                                        "duckdb_logs",
                                        "duckdb_logs_parsed",
                                        "duckdb_prepared_statements",
                                        "duckdb_profiling_settings",
                                        "duckdb_secret_types",
                                        "duckdb_secrets",
                                        "enable_logging",
                                        "enable_peg_parser",
                                        "enable_profiling",
                                        "force_checkpoint",
                                        "json_execute_serialized_sql",
                                        "nextval",
                                        "query",
                                        "read_duckdb",
                                        "seq_scan",
                                        "sleep_ms",
                                        "sql_auto_complete",
                                        "truncate_duckdb_logs",
                                        "which_secret",
                                        "write_log"};

// A new version of the engine fails here, until somebody has decided on its new functions.
TEST(ReadingStatement, EachFunctionOfTheEngineThatMayActIsDecidedUpon) {
  const auto connection = DuckDbInMemory();
  const ResultRows rows = connection->QueryRows(
      "SELECT DISTINCT lower(function_name) FROM duckdb_functions() WHERE has_side_effects OR function_type IN "
      "('table', "
      "'table_macro') ORDER BY 1");
  const auto harmless = HarmlessFunctions(Dialect::kDuckDb);
  std::set<std::string, std::less<>> there;
  for (int64_t row = 0; row < rows.row_count(); ++row) {
    const std::string name = *there.insert(rows.Text(row, 0)).first;
    const bool is_harmless = std::ranges::find(harmless, name) != harmless.end();
    EXPECT_NE(is_harmless, kRefused.contains(name)) << name << " is in neither list, or in both";
  }
  for (const std::string_view name : harmless) EXPECT_TRUE(there.contains(name)) << name << " is not there any more";
  for (const std::string& name : kRefused) EXPECT_TRUE(there.contains(name)) << name << " is not there any more";
}

}  // namespace
}  // namespace millrace
