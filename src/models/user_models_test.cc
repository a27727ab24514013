#include "models/user_models.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "models/model_graph.h"
#include "models/model_reference.h"

#include "core/error.h"
#include "core/testing/temporary_folder.h"

namespace millrace {
namespace {

const std::string kDaily =
    "-- Events | of a day.\n-- kind: table\n-- grain: event_date\n-- key: event_date\n-- columns:\n"
    "--   event_date date required: day\n--   n bigint: events\n-- depends: session_day, run_day\n-- refresh: day\n"
    "SELECT 1;\n";

class UserModelsTest : public ::testing::Test {
 protected:
  void Write(const std::string& name, const std::string& text) { std::ofstream(folder_.path() + "/" + name) << text; }
  SqlModels Read(Dialect dialect = Dialect::kDuckDb) { return ModelsWith(LocalFileSystem(), folder_.path(), dialect); }
  // What is said of the first file that is left out.
  std::string Fault() {
    const SqlModels models = Read();
    return models.left_out().empty() ? "no error" : models.left_out()[0].error.substr(folder_.path().size() + 1);
  }
  TemporaryFolder folder_;
};

TEST_F(UserModelsTest, JoinTheModelsOfTheProgram) {
  Write("daily.sql", kDaily);
  Write("daily.postgres.sql", kDaily + "-- of PostgreSQL\n");
  Write("notes.md", "no model");
  std::filesystem::create_directory(folder_.path() + "/more");
  Write("more/daily_view.sql", "-- V.\n-- kind: view\n-- depends: daily\n-- refresh: live\nSELECT 1;\n");
  const SqlModels models = Read();
  EXPECT_EQ(models.Get("daily").layer, kUserLayer);
  EXPECT_EQ(models.Get("daily_view").depends, std::vector<std::string>{"daily"});
  EXPECT_TRUE(Read(Dialect::kPostgres).Get("daily").path.ends_with("daily.postgres.sql"));
  EXPECT_TRUE(Read(Dialect::kRedshift).Get("daily").path.ends_with("daily.sql"));
  EXPECT_EQ(ModelsWith(LocalFileSystem(), folder_.path() + "/nowhere", Dialect::kDuckDb).Find("daily"), nullptr);
  EXPECT_NE(ModelGraphDot(models).find("  daily -> daily_view;\n"), std::string::npos);
  EXPECT_NE(ModelGraphMermaid(models).find("  session_day -.-> run_day\n"), std::string::npos);
  const std::string page = ModelReference(models);
  EXPECT_NE(page.find("## Models of this project\n\n### daily\n\nEvents | of a day.\n"), std::string::npos);
  EXPECT_NE(page.find("| `n` | bigint | yes | events |"), std::string::npos);
  // A header that names another relation's columns has them, too.
  EXPECT_NE(page.find("| `first_touch_time_msec` | bigint | yes |", page.find("### user_now")), std::string::npos);
}

TEST_F(UserModelsTest, RefusesWhatAUserCannotHave) {
  Write("daily.sql", "-- S.\n-- kind: statements\n-- refresh: run\nDELETE FROM {schema}.event_v2;\n");
  EXPECT_EQ(Fault(), "daily.sql: a model of your own is a view, a table or a work relation; its kind is `statements`");
  Write("daily.sql", "-- T.\n-- kind: table\n-- columns:\n--   n bigint: x\n-- key: n\n-- refresh: day\nSELECT 1;\n");
  EXPECT_EQ(Fault(), "daily.sql: the table needs a column `event_date` of type date");
  Write("daily.sql", "-- T.\n-- kind: table\n-- columns:\n--   event_date date: x\n-- refresh: day\nSELECT 1;\n");
  EXPECT_EQ(Fault(), "daily.sql: the header lacks `key:`, the columns that are unique together");
  Write("daily.sql", "-- T.\n-- kind: table\n-- columns:\n--   event_date date: x\n-- refresh: load\nSELECT 1;\n");
  EXPECT_EQ(Fault(), "daily.sql: a table is refreshed by `day`, `user (COLUMN)`, `device` or `active day`");
  Write("daily.sql", "-- T.\n-- kind: table\n-- columns:\n--   event_date date: x\n-- refresh: day\n");
  EXPECT_EQ(Fault(), "daily.sql: the table has no SELECT that computes its rows");
}

TEST_F(UserModelsTest, NamesOfFilesAreChecked) {
  Write("Daily.sql", kDaily);
  EXPECT_TRUE(Fault().starts_with("Daily.sql: the name of a model is of a to z")) << Fault();
  std::filesystem::remove(folder_.path() + "/Daily.sql");
  Write("daily.mysql.sql", kDaily);
  EXPECT_EQ(Fault(), "daily.mysql.sql: unknown dialect `mysql` (known: duckdb, postgres, redshift)");
  std::filesystem::remove(folder_.path() + "/daily.mysql.sql");
  Write("daily.duckdb.sql", kDaily);
  EXPECT_EQ(Fault(), "daily.duckdb.sql: daily.sql, the model for all other dialects, is missing");
}

TEST_F(UserModelsTest, AFileThatIsNoModelIsLeftOutAlone) {
  Write("daily.sql", kDaily);
  Write("open.sql", "-- V.\n-- kind: view\n-- refresh: live\nSELECT 1\n");
  Write("above.sql", "-- V.\n-- kind: view\n-- depends: open, daily\n-- refresh: live\nSELECT 1;\n");
  Write("a.sql", "-- V.\n-- kind: view\n-- depends: b\n-- refresh: live\nSELECT 1;\n");
  Write("b.sql", "-- V.\n-- kind: view\n-- depends: a\n-- refresh: live\nSELECT 1;\n");
  Write("session_day.sql", kDaily);
  Write("event_v2.sql", kDaily);
  const SqlModels models = Read();
  EXPECT_NE(models.Find("daily"), nullptr) << "session_day, which it reads, is that of the program";
  EXPECT_EQ(models.models().size(), SqlModels::BuiltIn(Dialect::kDuckDb).models().size() + 1);
  std::string faults;
  for (const FailedModel& file : models.left_out()) {
    const size_t behind = file.error.rfind(folder_.path());
    faults += file.model + ": " + file.error.substr(behind + folder_.path().size() + 1) + "\n";
  }
  EXPECT_EQ(
      faults,
      "open: open.sql:4:1: error: the last statement has no semicolon at the end of a line\n  4 | SELECT 1\n    | ^\n"
      "event_v2: event_v2.sql: `event_v2` is a loaded table; a model needs another name\n"
      "session_day: session_day.sql; rename one of them\n"
      "a: a.sql: models depend on each other: a → b → a; what a model reads as an earlier run left it belongs under "
      "`previous:`\n"
      "above: above.sql: `depends:` names `open`, which is left out, because its file is wrong\n"
      "b: b.sql: `depends:` names `a`, which is left out, because its file is wrong\n");
}

}  // namespace
}  // namespace millrace
