#include "warehouse/ddl.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "warehouse/sql_models.h"
#include "warehouse/testing/duckdb_fixture.h"

namespace millrace {
namespace {

TableDefinition SmallTable() {
  return DefinitionOf(ParseModelFile("m.sql", "metrics", "m",
                                     "-- kind: table\n-- key: event_date, t\n-- columns:\n"
                                     "--   event_date date required: x\n--   t text: x\n--   j json: x\n"
                                     "--   d double: x\n--   u timestamp now: x\n-- refresh: day\n"));
}

TEST(Ddl, ATableInEachDialect) {
  EXPECT_EQ(CreateTableSql(Dialect::kDuckDb, "shop", SmallTable()),
            "CREATE TABLE IF NOT EXISTS \"shop\".\"m\" (\"event_date\" date NOT NULL, \"t\" VARCHAR, \"j\" JSON, "
            "\"d\" double precision, \"u\" timestamp DEFAULT (now() AT TIME ZONE 'UTC'))");
  EXPECT_EQ(CreateTableSql(Dialect::kPostgres, "shop", SmallTable()),
            "CREATE TABLE IF NOT EXISTS \"shop\".\"m\" (\"event_date\" date NOT NULL, \"t\" text COLLATE \"C\", "
            "\"j\" jsonb, \"d\" double precision, \"u\" timestamp DEFAULT (now() AT TIME ZONE 'UTC'))");
  EXPECT_EQ(
      CreateTableSql(Dialect::kRedshift, "shop", SmallTable()),
      "CREATE TABLE IF NOT EXISTS \"shop\".\"m\" (\"event_date\" date NOT NULL, \"t\" varchar(65535), \"j\" super, "
      "\"d\" double precision, \"u\" timestamp DEFAULT getdate()) DISTSTYLE EVEN SORTKEY (\"event_date\")");
}

TEST(Ddl, LoadedTablesHaveTheColumnsOfTheLake) {
  const TableDefinition event = LoadedTable(TableId::kEvent);
  EXPECT_EQ(event.columns.size(), kEventColumnCount);
  EXPECT_EQ(event.key, (std::vector<std::string>{"event_id", "event_timestamp"}));
  EXPECT_EQ(SqlType(event.columns[static_cast<size_t>(EventColumn::custom_parameters)], Dialect::kPostgres), "jsonb");
  EXPECT_EQ(SqlType(event.columns[static_cast<size_t>(EventColumn::event_value_currency)], Dialect::kRedshift),
            "varchar(32)");
  EXPECT_TRUE(event.columns.back().is_now);
  EXPECT_THROW(LoadedTable(TableId::kReject), InternalError);
}

TEST(Ddl, KeysAreUniqueIndexesOnPostgres) {
  EXPECT_TRUE(CreateIndexSql(Dialect::kDuckDb, "shop", LoadedTable(TableId::kEvent)).empty());
  EXPECT_EQ(
      CreateIndexSql(Dialect::kPostgres, "shop", LoadedTable(TableId::kEvent)),
      (std::vector<std::string>{
          "CREATE UNIQUE INDEX IF NOT EXISTS \"event_v2_key\" ON \"shop\".\"event_v2\" (\"event_id\", "
          "\"event_timestamp\") NULLS NOT DISTINCT",
          "CREATE INDEX IF NOT EXISTS \"event_v2_time\" ON \"shop\".\"event_v2\" USING brin (\"event_timestamp\") "
          "WITH (pages_per_range = 32)"}));
  EXPECT_EQ(CreateIndexSql(Dialect::kPostgres, "shop", SmallTable()),
            (std::vector<std::string>{"CREATE INDEX IF NOT EXISTS \"m_day\" ON \"shop\".\"m\" (\"event_date\")"}));
}

TEST(Ddl, AStageLacksTheLoadTimeAndItsChecks) {
  const std::string sql = CreateStageSql(Dialect::kPostgres, "shop", LoadedTable(TableId::kSession));
  EXPECT_TRUE(sql.starts_with("CREATE UNLOGGED TABLE \"shop\".\"stage_session\" (\"event_timestamp\" timestamp, "))
      << sql;
  EXPECT_EQ(sql.find("created_time"), std::string::npos);
  EXPECT_EQ(sql.find("NOT NULL"), std::string::npos);
}

TEST(Ddl, DuckDbTakesAllTables) {
  const auto database = DuckDbInMemory();
  database->Execute("CREATE SCHEMA shop");
  for (const TableId id : kLoadedTables) database->Execute(CreateTableSql(Dialect::kDuckDb, "shop", LoadedTable(id)));
  const SqlModels models = SqlModels::BuiltIn(Dialect::kDuckDb);
  for (const ModelFile& model : models.models()) {
    if (model.kind != ModelKind::kTable) continue;
    const std::string sql = CreateTableSql(Dialect::kDuckDb, "shop", DefinitionOf(model));
    database->Execute(sql);
    database->Execute(sql);
  }
  EXPECT_EQ(RowsOf(*database,
                   "SELECT data_type, is_nullable FROM information_schema.columns WHERE table_name = "
                   "'clickstream_engagement_kpi' AND column_name = 'avg_engaged_session_per_user'"),
            "{\"data_type\": \"FLOAT\", \"is_nullable\": \"NO\"}\n");
}

}  // namespace
}  // namespace millrace
