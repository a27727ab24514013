#include "models/schema_apply.h"

#include <gtest/gtest.h>

#include "models/testing/model_fixture.h"

namespace millrace {
namespace {

std::string StepsOf(const SchemaPlan& plan) {
  std::string text;
  for (const SchemaStep& step : plan.steps) {
    text += std::string(kSchemaActionNames[static_cast<size_t>(step.action)]) + " " + step.object + ": " + step.reason +
            "\n";
  }
  return text;
}

SqlModels WithModel(const std::string& name, const std::string& text) {
  std::vector<ModelFile> files = SqlModels::BuiltInFiles(Dialect::kDuckDb);
  files.push_back(ParseModelFile("models/" + name + ".sql", "user", name, text));
  return SqlModels(Dialect::kDuckDb, std::move(files));
}

constexpr const char* kDailyHeader =
    "-- Events of a day.\n-- kind: table\n-- key: event_date\n-- columns:\n--   event_date date required: day\n";
constexpr const char* kDailyBody =
    "-- depends: session_day, run_day\n-- refresh: day\n"
    "SELECT d.event_date, CAST(sum(s.event_count) AS BIGINT) AS n FROM {schema}.session_day AS s\n"
    "INNER JOIN {schema}.run_day AS d ON d.event_date = s.event_date AND d.is_built GROUP BY d.event_date;\n";

using Lines = std::vector<std::string>;

class SchemaApplyTest : public ::testing::Test {
 protected:
  void LoadAndRun() {
    shop.Event("e1", "2025-03-10 23:30:00", "u1");
    shop.Event("e2", "2025-03-11 12:00:00", "u1");
    shop.Event("e3", "2025-03-12 12:00:00", "u1");
    shop.Load();
    shop.Run();
  }
  Lines LeftOut() const {
    Lines names;
    for (const FailedModel& model : shop.left_out) names.push_back(model.model);
    return names;
  }
  ModelFixture shop;
};

TEST_F(SchemaApplyTest, MakesEverythingOnce) {
  const SchemaPlan plan = shop.Apply();
  EXPECT_TRUE(plan.creates_schema);
  EXPECT_GT(plan.steps.size(), 35u);
  EXPECT_EQ(shop.Rows("SELECT DISTINCT status FROM shop.schema_version"), Lines{"done"});
  EXPECT_EQ(std::to_string(plan.steps.size()), shop.Rows("SELECT count(*) FROM shop.schema_version").at(0));
  EXPECT_TRUE(shop.Apply().empty());
}

TEST_F(SchemaApplyTest, MakesWhatIsMissing) {
  shop.Apply();
  shop.connection->Execute("DROP VIEW shop.clickstream_item_view_v1");
  shop.connection->Execute("DROP TABLE shop.segment_user");
  shop.connection->Execute("ALTER TABLE shop.user_v2 DROP COLUMN user_id_time_msec");
  const SchemaPlan plan = shop.Apply();
  EXPECT_EQ(StepsOf(plan).substr(0, 76),
            "alter user_v2: columns added: user_id_time_msec\ncreate segment_user: new\nrep");
  EXPECT_EQ(plan.Find(SchemaAction::kCreate, "clickstream_item_view_v1")->reason, "new");
  EXPECT_EQ(plan.Find(SchemaAction::kReplace, "user_now")->reason, "what it reads changed");
  EXPECT_FALSE(plan.Find(SchemaAction::kReplace, "day_event"));
  EXPECT_TRUE(shop.Apply().empty());
}

// A load makes the loaded tables only; the first command that makes the rest may find new models of the project's own.
TEST_F(SchemaApplyTest, AModelThatIsNewWithAllViewsIsBuiltFromTheNewOnes) {
  shop.Apply();
  shop.Event("e1", "2025-03-10 23:30:00", "u1");
  shop.Event("e2", "2025-03-12 12:00:00", "u1");
  shop.Load();
  shop.connection->Execute("DROP VIEW shop.last_complete_day CASCADE");
  shop.models = WithModel("daily", kDailyHeader + std::string("--   n bigint: events\n") + kDailyBody);
  shop.Apply();
  EXPECT_EQ(shop.Rows("SELECT event_date FROM shop.last_complete_day"), Lines{"2025-03-11"});
}

TEST_F(SchemaApplyTest, ANewTimeZoneRebuildsAllDays) {
  shop.Apply();
  LoadAndRun();
  const char* days = "SELECT event_date, event_count FROM shop.clickstream_retention_event_overtime ORDER BY 1";
  EXPECT_EQ(shop.Rows(days), (Lines{"2025-03-10|1", "2025-03-11|1"}));
  shop.app.timezone = "Europe/Berlin";
  const SchemaPlan plan = shop.Apply();
  EXPECT_TRUE(plan.Find(SchemaAction::kRebuild, "session_day"));
  EXPECT_TRUE(plan.Find(SchemaAction::kReplace, "day_event"));
  EXPECT_FALSE(plan.Find(SchemaAction::kReplace, "clickstream_item_view_v1"));
  EXPECT_EQ(shop.Rows(days), (Lines{"2025-03-11|2"}));
  EXPECT_TRUE(shop.Apply().empty());
  EXPECT_EQ(shop.Rows("SELECT table_name FROM information_schema.tables WHERE table_name LIKE '%__next'"), Lines{});
  EXPECT_TRUE(shop.Run().is_up_to_date);
}

TEST_F(SchemaApplyTest, AModelOfOnesOwnIsBuiltForTheDaysThatAreThere) {
  shop.Apply();
  LoadAndRun();
  shop.models = WithModel("daily", std::string(kDailyHeader) + "--   n bigint: events\n" + kDailyBody);
  EXPECT_EQ(StepsOf(shop.Apply()), "create daily: new\nrebuild daily: new\n");
  EXPECT_EQ(shop.Rows("SELECT * FROM shop.daily ORDER BY 1"), (Lines{"2025-03-10|1", "2025-03-11|1"}));

  // Its column gets another type: the table is made beside the old one.
  shop.models = WithModel("daily", std::string(kDailyHeader) + "--   n double: events\n" + kDailyBody);
  EXPECT_EQ(StepsOf(shop.Apply()),
            "replace daily: column `n` is BIGINT, not double\nrebuild daily: its columns changed\n");
  EXPECT_EQ(shop.Rows("SELECT event_date, typeof(n) FROM shop.daily ORDER BY 1"),
            (Lines{"2025-03-10|DOUBLE", "2025-03-11|DOUBLE"}));
  EXPECT_TRUE(shop.Apply().empty());

  shop.models = SqlModels::BuiltIn(Dialect::kDuckDb);
  EXPECT_EQ(StepsOf(shop.Apply()), "drop daily: no model makes it any more\n");
  EXPECT_EQ(shop.Rows("SELECT count(*) FROM shop.refresh_mv_sp_status WHERE refresh_name = 'daily'"), Lines{"0"});
  EXPECT_TRUE(shop.Apply().empty());
}

TEST_F(SchemaApplyTest, AFailedRebuildKeepsTheOldRowsAndIsTriedAgain) {
  shop.Apply();
  LoadAndRun();
  shop.models = WithModel("daily", std::string(kDailyHeader) +
                                       "--   n bigint: events\n-- depends: run_day\n-- refresh: day\n"
                                       "SELECT event_date, nothing FROM {schema}.run_day;\n");
  shop.Apply();
  ASSERT_EQ(LeftOut(), Lines{"daily"});
  EXPECT_EQ(shop.Rows("SELECT status, error LIKE '%nothing%' FROM shop.schema_version WHERE object = 'daily'"),
            Lines{"failed|true"});
  EXPECT_EQ(shop.Rows("SELECT count(*) FROM shop.clickstream_retention_event_overtime"), Lines{"2"});
  shop.models = WithModel("daily", std::string(kDailyHeader) + "--   n bigint: events\n" + kDailyBody);
  shop.Apply();
  EXPECT_EQ(shop.Rows("SELECT count(*) FROM shop.daily"), Lines{"2"});
  EXPECT_TRUE(shop.Apply().empty());
}

// The program's tables, which a change of the time zone rebuilds as well, are done without it.
TEST_F(SchemaApplyTest, AModelOfOnesOwnThatFailsDoesNotHoldUpARebuild) {
  shop.Apply();
  LoadAndRun();
  shop.app.timezone = "Europe/Berlin";
  shop.models = WithModel("daily", std::string(kDailyHeader) +
                                       "--   n bigint: events\n-- depends: run_day\n-- refresh: day\n"
                                       "SELECT event_date, nothing FROM {schema}.run_day;\n");
  shop.Apply();
  EXPECT_EQ(LeftOut(), Lines{"daily"});
  EXPECT_EQ(shop.Rows("SELECT event_date, event_count FROM shop.clickstream_retention_event_overtime"),
            Lines{"2025-03-11|2"});
  EXPECT_EQ(shop.Rows("SELECT object, error LIKE '%nothing%' FROM shop.schema_version WHERE status <> 'done'"),
            Lines{"daily|true"});
  shop.Apply();
  EXPECT_EQ(LeftOut(), Lines{"daily"}) << "it is tried again";
  shop.models = WithModel("daily", std::string(kDailyHeader) + "--   n bigint: events\n" + kDailyBody);
  shop.Apply();
  EXPECT_EQ(shop.Rows("SELECT * FROM shop.daily"), Lines{"2025-03-11|2"});
  EXPECT_TRUE(shop.Apply().empty());
}

constexpr const char* kWrongView =
    "-- V.\n-- kind: view\n-- depends: last_complete_day\n-- refresh: live\n"
    "SELECT nothing FROM {schema}.last_complete_day;\n";
constexpr const char* kRightView =
    "-- V.\n-- kind: view\n-- depends: last_complete_day\n-- refresh: live\n"
    "SELECT event_date FROM {schema}.last_complete_day;\n";

TEST_F(SchemaApplyTest, AViewOfOnesOwnThatIsWrongHoldsUpNoOtherObject) {
  shop.models = WithModel("mine", kWrongView);
  shop.Apply();
  ASSERT_EQ(LeftOut(), Lines{"mine"});
  EXPECT_EQ(shop.left_out[0].error.substr(0, 54), "models/mine.sql: cannot create the view `mine`: Binder");
  EXPECT_EQ(shop.Rows("SELECT object, status FROM shop.schema_version WHERE status <> 'done'"), Lines{"mine|failed"});
  EXPECT_EQ(shop.Rows("SELECT * FROM shop.last_reported_day"), Lines{"-"}) << "the other views are there";
  EXPECT_EQ(StepsOf(shop.Apply()), "") << "it is tried again, and nothing is done";
  EXPECT_EQ(LeftOut(), Lines{"mine"});
  shop.models = WithModel("mine", kRightView);
  EXPECT_EQ(StepsOf(shop.Apply()), "create mine: new\n");
  EXPECT_EQ(LeftOut(), Lines{});
  EXPECT_TRUE(shop.Apply().empty());
}

TEST_F(SchemaApplyTest, AViewOfOnesOwnThatIsWrongHoldsUpNoRebuild) {
  shop.models = WithModel("mine", kRightView);
  shop.Apply();
  LoadAndRun();
  shop.models = WithModel("mine", kWrongView);
  shop.app.timezone = "Europe/Berlin";
  shop.Apply();
  EXPECT_EQ(LeftOut(), Lines{"mine"});
  EXPECT_EQ(shop.Rows("SELECT event_date, event_count FROM shop.clickstream_retention_event_overtime"),
            Lines{"2025-03-11|2"});
  EXPECT_EQ(shop.Rows("SELECT event_date FROM shop.mine"), Lines{"2025-03-11"}) << "as it was before";
  EXPECT_EQ(shop.Rows("SELECT object FROM shop.schema_version WHERE status <> 'done'"), Lines{"mine"});
  shop.models = WithModel("mine", kRightView);
  shop.Apply();
  EXPECT_EQ(LeftOut(), Lines{});
  EXPECT_TRUE(shop.Apply().empty());
}

TEST_F(SchemaApplyTest, WhatAFileMadeStaysWhileItIsNoModel) {
  const SqlModels whole = WithModel("daily", std::string(kDailyHeader) + "--   n bigint: events\n" + kDailyBody);
  shop.models = whole;
  shop.Apply();
  LoadAndRun();
  shop.models = SqlModels(Dialect::kDuckDb, SqlModels::BuiltInFiles(Dialect::kDuckDb), {{"daily", "no semicolon"}});
  EXPECT_EQ(StepsOf(shop.Apply()), "");
  shop.Event("e4", "2025-03-13 12:00:00", "u1");
  shop.Load();
  shop.Run();
  EXPECT_EQ(shop.Rows("SELECT event_date FROM shop.daily ORDER BY 1"), (Lines{"2025-03-10", "2025-03-11"}));
  EXPECT_EQ(shop.Rows("SELECT event_date FROM shop.last_reported_day"), Lines{"2025-03-12"}) << "reports go on";
  EXPECT_EQ(shop.Rows("SELECT refresh_date, error FROM shop.refresh_mv_sp_status WHERE state = 'failed'"),
            Lines{"2025-03-12|no semicolon"});
}

TEST_F(SchemaApplyTest, ALoadedTableIsNeverReplaced) {
  shop.Apply();
  shop.connection->Execute("ALTER TABLE shop.item_v2 ALTER COLUMN price TYPE VARCHAR");
  try {
    shop.Apply();
    FAIL();
  } catch (const UserError& error) {
    EXPECT_STREQ(
        error.what(),
        "table `item_v2` cannot be used: column `price` is VARCHAR, not double; give the column this type, or move "
        "the schema away and load the lake again");
  }
}

}  // namespace
}  // namespace millrace
