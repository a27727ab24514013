#include "warehouse/sql_models.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "warehouse/sql_parameters.h"
#include "warehouse/testing/duckdb_fixture.h"

namespace millrace {
namespace {

ModelFile ViewOf(const std::string& name, const std::string& depends, const std::string& previous = "") {
  return ParseModelFile(
      "models/" + name + ".sql", "user", name,
      "-- kind: view\n-- depends: " + depends + "\n-- previous: " + previous + "\n-- refresh: live\nSELECT 1;\n");
}

std::string OrderOf(const SqlModels& models) {
  std::string order;
  for (const ModelFile& model : models.models()) order += (order.empty() ? "" : " ") + model.name;
  return order;
}

std::string FaultOfModels(std::vector<ModelFile> files) {
  try {
    SqlModels(Dialect::kDuckDb, std::move(files));
  } catch (const UserError& error) {
    return error.what();
  }
  return "no error";
}

TEST(SqlModels, EachComesAfterThoseThatItDependsOn) {
  const SqlModels models(Dialect::kDuckDb,
                         {ViewOf("a", "c, event_v2"), ViewOf("d", "", "a"), ViewOf("c", "d"), ViewOf("b", "session")});
  EXPECT_EQ(OrderOf(models), "d c a b");
  EXPECT_EQ(models.WithDependents({"d"}), (std::set<std::string, std::less<>>{"a", "c", "d"}));
  EXPECT_EQ(models.Find("x"), nullptr);
  EXPECT_THROW(models.Get("x"), InternalError);
}

TEST(SqlModels, RefusesCyclesMissingModelsAndNamesThatAreTaken) {
  EXPECT_EQ(
      FaultOfModels({ViewOf("a", "b"), ViewOf("b", "c"), ViewOf("c", "b")}),
      "models/b.sql: models depend on each other: b → c → b; what a model reads as an earlier run left it belongs "
      "under `previous:`");
  EXPECT_EQ(FaultOfModels({ViewOf("a", "a")}).substr(0, 51), "models/a.sql: models depend on each other: a → a;");
  EXPECT_EQ(
      FaultOfModels({ViewOf("a", "sesion")}),
      "models/a.sql: `depends:` names `sesion`, which is neither a model nor a loaded table; did you mean session?");
  EXPECT_EQ(FaultOfModels({ViewOf("a", "", "b")}),
            "models/a.sql: `previous:` names `b`, which is neither a model nor a loaded table");
  EXPECT_EQ(FaultOfModels({ViewOf("a", ""), ViewOf("a", "")}),
            "model `a` is there twice: models/a.sql and models/a.sql; rename one of them");
  EXPECT_EQ(FaultOfModels({ViewOf("user_v2", "")}),
            "models/user_v2.sql: `user_v2` is a loaded table; a model needs another name");
}

TEST(SqlModels, EveryModelOfTheProgramCanBeReadInEveryDialect) {
  for (const Dialect dialect : {Dialect::kDuckDb, Dialect::kPostgres, Dialect::kRedshift}) {
    const SqlModels models = SqlModels::BuiltIn(dialect);
    EXPECT_GT(models.models().size(), 60u);
    for (const ModelFile& model : models.models()) {
      EXPECT_FALSE(model.meaning.empty()) << model.path;
      EXPECT_EQ(model.name, models.Get(model.name).name);
    }
    EXPECT_EQ(models.Get("clickstream_engagement_kpi").path,
              dialect == Dialect::kDuckDb
                  ? "sql/metrics/clickstream_engagement_kpi.sql"
                  : "sql/metrics/clickstream_engagement_kpi." + std::string(NameOf(dialect)) + ".sql");
  }
}

TEST(SqlParameters, TextsOfEachKind) {
  const ModelFile model = ParseModelFile("m.sql", "", "m",
                                         "-- kind: view\n-- refresh: live\n"
                                         "SELECT {a}, {b}, {c}, {d}, {e}, {f}, {'x': 1}, {} FROM {schema}.{name};\n");
  SqlParameters values;
  values.SetText("a", "it's").SetInteger("b", -1).SetNull("c").SetTexts("d", {"x", "y'"}).SetSql("f", "TRUE");
  values.SetTime("e", 1'741'608'000'000'000).SetSchema("Shop\"1").SetName("name", "table_1");
  EXPECT_EQ(values.Render(model),
            "SELECT 'it''s', -1, NULL, ['x', 'y'''], TIMESTAMP '2025-03-10 12:00:00', TRUE, {'x': 1}, {} "
            "FROM \"Shop\"\"1\".table_1");
  values.SetTime("e", 1'741'608'000'000'001);
  EXPECT_NE(values.Render(model).find("12:00:00.000001'"), std::string::npos);
}

TEST(SqlParameters, NeighbouringRangesAreJoined) {
  const ModelFile model = ParseModelFile("m.sql", "", "m", "-- kind: view\n-- refresh: live\n{ranges};\n");
  const int64_t day = 86'400'000'000;
  EXPECT_EQ(SqlParameters().SetRanges({}).Render(model), "FALSE");
  EXPECT_EQ(
      SqlParameters()
          .SetRanges({{2 * day, 3 * day}, {0, day}, {day, 2 * day}, {day, day + 1}, {5 * day, 6 * day}})
          .Render(model),
      "(event_timestamp >= TIMESTAMP '1970-01-01 00:00:00' AND event_timestamp < TIMESTAMP '1970-01-04 00:00:00' OR "
      "event_timestamp >= TIMESTAMP '1970-01-06 00:00:00' AND event_timestamp < TIMESTAMP '1970-01-07 00:00:00')");
}

TEST(SqlParameters, RangesAtTheEndsOfTheCalendar) {
  const ModelFile model = ParseModelFile("m.sql", "", "m", "-- kind: view\n-- refresh: live\n{ranges};\n");
  const auto connection = DuckDbInMemory();
  const auto in_range = [&](const std::string& time) {
    const int64_t begin = connection->QueryRows("SELECT TIMESTAMP '" + time + "'").Microseconds(0, 0);
    const std::string condition = SqlParameters().SetRanges({{begin, begin + 86'400'000'000}}).Render(model);
    return connection->QueryRows("SELECT " + condition + " FROM (SELECT TIMESTAMP '" + time + "' AS event_timestamp)")
        .Boolean(0, 0);
  };
  for (const char* const time : {"9999-12-31 00:00:00", "12000-01-01 00:00:00", "0001-01-01 00:00:00",
                                 "0000-12-31 00:00:00", "-0004-02-29 00:00:00"}) {
    EXPECT_TRUE(in_range(time)) << time;
  }
  EXPECT_EQ(SqlDate(20'157), "DATE '2025-03-10'");
  EXPECT_EQ(SqlDate(2'932'897), "DATE '10000-01-01'");
}

TEST(SqlParameters, ARelationStandsForAnother) {
  const ModelFile model =
      ParseModelFile("m.sql", "", "m",
                     "-- kind: view\n-- refresh: live\n"
                     "SELECT '{model}' FROM {schema}.day, {schema}.days, {schema}.{model}, {schema}.x;\n");
  SqlParameters values;
  values.SetSchema("shop").SetName("model", "kpi").SetRelation("day", "day__next").SetRelation("kpi", "kpi__next");
  EXPECT_EQ(values.Render(model),
            "SELECT 'kpi' FROM \"shop\".day__next, \"shop\".days, \"shop\".kpi__next, \"shop\".x");
}

TEST(SqlParameters, AParameterWithoutValueIsNamedWithItsLine) {
  const ModelFile model = ParseModelFile("models/m.sql", "", "m",
                                         "-- kind: view\n-- refresh: live\nSELECT 1\n-- a comment\nFROM {shcema}.m;\n");
  try {
    SqlParameters().SetSchema("shop").Render(model);
    FAIL();
  } catch (const UserError& error) {
    EXPECT_STREQ(error.what(), "models/m.sql:5: unknown parameter `{shcema}`; did you mean schema?");
  }
}

}  // namespace
}  // namespace millrace
