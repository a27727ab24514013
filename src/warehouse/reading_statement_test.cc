#include "warehouse/reading_statement.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace millrace {
namespace {

TEST(ReadingStatement, QueriesAreNone) {
  for (const char* const sql :
       {"SELECT 1", "with x AS (SELECT 1) FROM x", "(SELECT 1)", "EXPLAIN SELECT 1", "explain analyze (SELECT 1)",
        "EXPLAIN (ANALYZE, FORMAT json) SELECT 1", "EXPLAIN (SELECT 1)", "SHOW TABLES", "PIVOT t ON a USING sum(b)",
        "SELECT 'enable_logging()'", "SELECT query FROM t", "SELECT \"checkpoint\" FROM t -- write_log(1)"}) {
    EXPECT_NO_THROW(CheckReads(sql)) << sql;
  }
}

TEST(ReadingStatement, WhatWritesIsRefusedAlsoWhereItIsExplained) {
  for (const char* const sql :
       {"COPY t TO 'x'", "EXPLAIN COPY t TO 'x'", "EXPLAIN ANALYZE COPY (SELECT 1) TO 'x'",
        "EXPLAIN /* a */ (ANALYZE) COPY (SELECT 1) TO 'x'", "EXPLAIN EXPLAIN ANALYZE DELETE FROM t",
        "EXPLAIN (FORMAT json) ANALYZE INSERT INTO t VALUES (1)", "EXPLAIN", "SET threads = 1"}) {
    EXPECT_THROW(CheckReads(sql), UserError) << sql;
  }
}

TEST(ReadingStatement, FunctionsThatChangeTheEngineAreRefused) {
  for (const char* const sql :
       {"FROM enable_logging(storage = 'file')", "SELECT * FROM Enable_Profiling ()",
        "FROM \"force_checkpoint\"('memory')", "SELECT write_log('x')", "FROM query('FROM enable_logging()')",
        "EXPLAIN ANALYZE FROM main.checkpoint()", "WITH x AS (FROM truncate_duckdb_logs/* */()) FROM x"}) {
    EXPECT_THROW(CheckReads(sql), UserError) << sql;
  }
}

}  // namespace
}  // namespace millrace
