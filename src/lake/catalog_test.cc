#include "lake/catalog.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/sql_text.h"
#include "core/testing/temporary_folder.h"
#include "core/time.h"
#include "lake/partition_path.h"
#include "lake/sql_views.h"
#include "warehouse/testing/duckdb_fixture.h"

namespace millrace {
namespace {

const Partition kMarch{"shop", *DaysFromCivil({2025, 3, 9})};
const Partition kNoApp{"", *DaysFromCivil({2026, 12, 31})};

std::string Joined(const CatalogOptions& options, const CatalogPartitions& partitions) {
  std::string all;
  for (const std::string& statement : CatalogStatements(options, partitions)) all += statement;
  return all;
}

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Catalog, AthenaListsPartitions) {
  const std::string sql =
      Joined({CatalogEngine::kAthena, "web", "s3://lake/web", false}, {{TableId::kUser, {kMarch, kNoApp}}});
  EXPECT_TRUE(
      sql.starts_with("CREATE DATABASE IF NOT EXISTS `web`;\nCREATE EXTERNAL TABLE IF NOT EXISTS "
                      "`web`.`user_v2` (\n  `event_timestamp` timestamp COMMENT '"))
      << sql;
  EXPECT_TRUE(Contains(sql, "  `user_properties` map<string,struct<value:string,type:string,set_time_msec:bigint>> "));
  EXPECT_TRUE(Contains(sql,
                       "PARTITIONED BY (`partition_app` string, `partition_year` string, `partition_month` string, "
                       "`partition_day` string)\nSTORED AS PARQUET\nLOCATION 's3://lake/web/user_v2/';\n"));
  EXPECT_TRUE(Contains(sql,
                       "ALTER TABLE `web`.`user_v2` ADD IF NOT EXISTS PARTITION (`partition_app`='shop', "
                       "`partition_year`='2025', `partition_month`='03', `partition_day`='09') LOCATION "
                       "'s3://lake/web/user_v2/partition_app=shop/partition_year=2025/partition_month=03/"
                       "partition_day=09';\n"));
  EXPECT_TRUE(Contains(sql, "(`partition_app`='__HIVE_DEFAULT_PARTITION__', `partition_year`='2026'"));
}

TEST(Catalog, AthenaProjectsPartitions) {
  const CatalogOptions options{CatalogEngine::kAthena, "web", "s3://lake/web", true};
  const std::string sql = Joined(options, {{TableId::kSession, {kMarch, kNoApp}}});
  EXPECT_FALSE(Contains(sql, "ADD IF NOT EXISTS"));
  EXPECT_TRUE(Contains(sql, "'projection.partition_app.values'='__HIVE_DEFAULT_PARTITION__,shop'"));
  EXPECT_TRUE(Contains(sql, "'projection.partition_year.range'='2025,2036'"));
  EXPECT_TRUE(Contains(sql,
                       "'storage.location.template'='s3://lake/web/session/partition_app=${partition_app}/"
                       "partition_year=${partition_year}/partition_month=${partition_month}/"
                       "partition_day=${partition_day}'"));
  EXPECT_THROW(Joined(options, {{TableId::kSession, {{"a,b", 0}}}}), UserError);
  EXPECT_THROW(Joined(options, {{TableId::kSession, {{"a/b", 0}}}}), UserError);
}

TEST(Catalog, TrinoAndSparkHaveTheirOwnForms) {
  const CatalogPartitions partitions = {{TableId::kSession, {{"it's", kMarch.day}}}};
  const std::string trino = Joined({CatalogEngine::kTrino, "web", "file:///lake/web", false}, partitions);
  EXPECT_TRUE(
      Contains(trino, "CREATE SCHEMA IF NOT EXISTS \"web\";\nCREATE TABLE IF NOT EXISTS \"web\".\"session\" ("));
  EXPECT_TRUE(Contains(trino, "  \"process_info\" map(varchar, varchar) COMMENT "));
  EXPECT_TRUE(Contains(trino,
                       "  \"partition_day\" varchar\n)\nWITH (format = 'PARQUET', external_location = "
                       "'file:///lake/web/session', partitioned_by = ARRAY['partition_app', "));
  EXPECT_TRUE(trino.ends_with(";\nCALL system.sync_partition_metadata('web', 'session', 'FULL');\n")) << trino;
  const std::string spark = Joined({CatalogEngine::kSpark, "web", "/lake/web", false}, partitions);
  EXPECT_TRUE(Contains(spark,
                       "USING PARQUET\nPARTITIONED BY (`partition_app`, `partition_year`, `partition_month`, "
                       "`partition_day`)\nLOCATION '/lake/web/session';"));
  EXPECT_TRUE(Contains(spark, "PARTITION (`partition_app`='it\\'s', "));
}

TEST(Catalog, TablesWithoutRowsAreLeftOut) {
  EXPECT_EQ(CatalogStatements({CatalogEngine::kDuckDb, "", "/lake/web", false}, {}).size(), 0U);
  EXPECT_EQ(CatalogStatements({CatalogEngine::kDuckDb, "", "/lake/web", false}, {{TableId::kUser, {kMarch}}}).size(),
            2U);
}

// The statements in a real DuckDB give what `query` gives over the list of files.
TEST(Catalog, DuckDbSeesWhatQuerySees) {
  const TemporaryFolder temporary;
  const std::filesystem::path folder = temporary.path();
  const std::filesystem::path partition = folder / "session" / PartitionFolder({"it's", kMarch.day});
  std::filesystem::create_directories(partition);
  const auto database = DuckDbInMemory();
  ExecuteAll(*database, LakeViewStatements({}));
  LakeFiles files;
  for (const char* user : {"u1", "u2"}) {
    const std::string path = partition / (std::string(user) + "-0000.parquet");
    std::string columns;
    for (const Column& column : TableOf(TableId::kSession).columns) {
      const std::string name(column.name);
      columns +=
          (columns.empty() ? "" : ", ") +
          (name == "user_pseudo_id" ? SqlText(user) + " AS " + name
           : name == "session_number"
               ? "7 AS " + name
               : "CAST(NULL AS " + std::string(name == "created_time" ? "TIMESTAMPTZ" : "VARCHAR") + ") AS " + name);
    }
    database->Execute("COPY (SELECT " + columns + ") TO " + SqlText(path) + " (FORMAT parquet)");
    files[TableId::kSession].push_back(path);
  }
  const auto ask = [&] {
    return RowsOf(*database,
                  "SELECT count(*) AS n, sum(session_number) AS s, min(user_pseudo_id) AS u, max(partition_app) AS a, "
                  "max(partition_day) AS d FROM session");
  };
  ExecuteAll(*database, LakeViewStatements(files));
  const std::string by_query = ask();
  EXPECT_EQ(by_query, "{\"n\": 2, \"s\": 14, \"u\": \"u1\", \"a\": \"it's\", \"d\": \"09\"}\n");
  for (const std::string& statement :
       CatalogStatements({CatalogEngine::kDuckDb, "", folder, false}, {{TableId::kSession, {{"it's", kMarch.day}}}})) {
    database->Execute(statement);
  }
  EXPECT_EQ(ask(), by_query);
}

}  // namespace
}  // namespace millrace
