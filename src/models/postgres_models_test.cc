// The same runs and schema changes on PostgreSQL, and what only it has: the role of reports.
#include <gtest/gtest.h>

#include "models/app_run.h"
#include "models/testing/model_fixture.h"

#include "warehouse/testing/postgres_server.h"

namespace millrace {
namespace {

using Lines = std::vector<std::string>;

class PostgresModelsTest : public ::testing::Test {
 protected:
  PostgresModelsTest() : shop(SqlModels::BuiltIn(Dialect::kPostgres), PostgresServer::Shared().uri()) {
    shop.connection->Execute("DROP SCHEMA IF EXISTS shop CASCADE");
  }
  void Traffic() {
    for (const std::string day : {"10", "11", "12"}) {
      shop.Event("a" + day, "2025-03-" + day + " 08:00:00", "u1");
      shop.Event("b" + day, "2025-03-" + day + " 23:30:00", "u2", "_first_open", "s2");
    }
    shop.Load();
  }
  Lines Days() {
    return shop.Rows("SELECT event_date, event_count FROM shop.clickstream_retention_event_overtime ORDER BY 1");
  }
  ModelFixture shop;
};

TEST_F(PostgresModelsTest, BuildsDaysAndWhatChangesLater) {
  shop.Apply();
  Traffic();
  EXPECT_EQ(shop.Run().days.size(), 2u);
  EXPECT_EQ(Days(), (Lines{"2025-03-10|2", "2025-03-11|2"}));
  shop.Event("late", "2025-03-10 09:00:00", "u3");
  shop.User("u1", "anna");
  shop.Load();
  EXPECT_EQ(shop.Run().days.size(), 2u);
  EXPECT_EQ(Days(), (Lines{"2025-03-10|3", "2025-03-11|2"}));
  EXPECT_TRUE(shop.Run().is_up_to_date);
  ModelRunOptions full;
  full.is_full = full.checks_views = true;
  EXPECT_EQ(shop.Run(full).days.size(), 2u);
  EXPECT_EQ(Days(), (Lines{"2025-03-10|3", "2025-03-11|2"}));
}

// Only the fence keeps it from committing: the two write rows of different days, and work relations of one name do not
// conflict once the other run has dropped them.
TEST_F(PostgresModelsTest, ARunThatWasPausedWhileAnotherRanCommitsNothing) {
  shop.Apply();
  Traffic();
  shop.Run();
  const ModelSelection selection(shop.models, {"clickstream_retention_event_overtime"});
  const auto build = [](int32_t day) {
    ModelRunOptions options;
    options.first_day = options.last_day = day;
    return options;
  };
  ModelRunOptions paused = build(20157);  // 2025-03-10
  bool has_run = false;
  paused.on_model = [&](const ModelFile&, size_t, size_t) {
    if (std::exchange(has_run, true)) return;
    ModelRunOptions beside = build(20158);
    beside.run_id = "beside";
    beside.now_us = shop.now_us;
    const auto connection = shop.Connect();
    ModelRun(*connection, shop.models, shop.app, selection, beside).Run();
  };
  EXPECT_THROW(shop.Run(paused, selection), SystemError);
  EXPECT_EQ(shop.Rows("SELECT run_id, first_date, last_date FROM shop.model_run ORDER BY run_id"),
            (Lines{"beside|2025-03-11|2025-03-11", "run 1|2025-03-10|2025-03-11"}));
}

TEST_F(PostgresModelsTest, ANewTimeZoneRebuildsAllDays) {
  shop.Apply();
  EXPECT_TRUE(shop.Apply().empty());
  Traffic();
  shop.Run();
  shop.app.timezone = "Europe/Berlin";
  EXPECT_TRUE(shop.Apply().Find(SchemaAction::kRebuild, "session_day"));
  EXPECT_EQ(Days(), (Lines{"2025-03-10|1", "2025-03-11|2", "2025-03-12|2"}));
  EXPECT_TRUE(shop.Apply().empty());
}

// PostgreSQL does not drop what another view reads: the old view of one's own, which has an error now, must not keep
// the program's views from being replaced.
TEST_F(PostgresModelsTest, AViewOfOnesOwnThatIsWrongHoldsUpNoRebuild) {
  const auto with = [](const std::string& column) {
    std::vector<ModelFile> files = SqlModels::BuiltInFiles(Dialect::kPostgres);
    files.push_back(ParseModelFile("models/mine.sql", kUserLayer, "mine",
                                   "-- V.\n-- kind: view\n-- depends: last_complete_day\n-- refresh: live\nSELECT " +
                                       column + " FROM {schema}.last_complete_day;\n"));
    return SqlModels(Dialect::kPostgres, std::move(files));
  };
  shop.models = with("event_date");
  shop.Apply();
  Traffic();
  shop.Run();
  shop.models = with("nothing");
  shop.app.timezone = "Europe/Berlin";
  shop.Apply();
  ASSERT_EQ(shop.left_out.size(), 1u);
  EXPECT_EQ(shop.left_out[0].model, "mine");
  EXPECT_EQ(Days(), (Lines{"2025-03-10|1", "2025-03-11|2", "2025-03-12|2"}));
  shop.models = with("event_date");
  shop.Apply();
  EXPECT_EQ(shop.Rows("SELECT event_date FROM shop.mine"), Lines{"2025-03-12"});
  EXPECT_TRUE(shop.Apply().empty());
}

TEST_F(PostgresModelsTest, AColumnOfAnotherTypeIsMadeBesideTheOldTable) {
  const auto with_type = [](const std::string& type) {
    std::vector<ModelFile> files = SqlModels::BuiltInFiles(Dialect::kPostgres);
    files.push_back(
        ParseModelFile("models/daily.sql", "user", "daily",
                       "-- Events.\n-- kind: table\n-- key: event_date\n-- columns:\n"
                       "--   event_date date required: day\n--   n " +
                           type +
                           ": events\n-- depends: session_day, run_day\n-- refresh: day\n"
                           "SELECT d.event_date, CAST(sum(s.event_count) AS bigint) FROM {schema}.session_day AS s\n"
                           "INNER JOIN {schema}.run_day AS d ON d.event_date = s.event_date AND d.is_built\n"
                           "GROUP BY d.event_date;\n"));
    files.push_back(ParseModelFile("models/daily_view.sql", "user", "daily_view",
                                   "-- View.\n-- kind: view\n-- depends: daily\n-- refresh: live\n"
                                   "SELECT * FROM {schema}.daily;\n"));
    return SqlModels(Dialect::kPostgres, std::move(files));
  };
  shop.models = with_type("bigint");
  shop.Apply();
  Traffic();
  shop.Run();
  EXPECT_EQ(shop.Rows("SELECT * FROM shop.daily_view ORDER BY 1"), (Lines{"2025-03-10|2", "2025-03-11|2"}));
  shop.models = with_type("double");
  shop.Apply();
  EXPECT_EQ(shop.Rows("SELECT event_date, pg_typeof(n)::text FROM shop.daily_view ORDER BY 1"),
            (Lines{"2025-03-10|double precision", "2025-03-11|double precision"}));
  EXPECT_TRUE(shop.Apply().empty());
}

TEST_F(PostgresModelsTest, TheRoleOfReportsReadsAndChangesNothing) {
  shop.Apply();
  shop.app.reader = "reports";
  EXPECT_TRUE(shop.Apply().Find(SchemaAction::kGrant, "clickstream_engagement_kpi"));
  EXPECT_TRUE(shop.Apply().empty());
  const auto may = [&](const std::string& relation, const std::string& right) {
    return shop.Rows("SELECT has_table_privilege('reports', 'shop." + relation + "', '" + right + "')").at(0);
  };
  for (const char* name :
       {"event_v2", "clickstream_event_view_v3", "clickstream_engagement_kpi", "refresh_mv_sp_status", "event_metadata",
        "event_parameter_metadata", "user_attribute_metadata", "parameter_type_drift"}) {
    EXPECT_EQ(may(name, "SELECT"), "true") << name;
    EXPECT_EQ(may(name, "INSERT"), "false") << name;
  }
  EXPECT_EQ(may("touched_user", "SELECT"), "false");
  // Somebody gave it too much: the next change takes that back.
  shop.connection->Execute("GRANT INSERT ON shop.event_v2 TO reports");
  EXPECT_TRUE(shop.Apply().Find(SchemaAction::kGrant, "event_v2"));
  EXPECT_EQ(may("event_v2", "INSERT"), "false");
  // Views that are made anew can be read as before.
  shop.app.retention_days = 7;
  EXPECT_TRUE(shop.Apply().Find(SchemaAction::kReplace, "clickstream_retention_base_view"));
  EXPECT_EQ(may("clickstream_retention_base_view", "SELECT"), "true");
  EXPECT_TRUE(shop.Apply().empty());
}

}  // namespace
}  // namespace millrace
