#include "models/model_run.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "models/app_run.h"
#include "models/testing/model_fixture.h"

namespace millrace {
namespace {

using Lines = std::vector<std::string>;

constexpr const char* kOvertime =
    "SELECT event_date, event_count FROM shop.clickstream_retention_event_overtime ORDER BY 1";
constexpr const char* kStates =
    "SELECT DISTINCT refresh_date, state, is_complete FROM shop.refresh_mv_sp_status ORDER BY ALL";

SqlModels ModelsAnd(const std::vector<std::pair<std::string, std::string>>& more) {
  std::vector<ModelFile> files = SqlModels::BuiltInFiles(Dialect::kDuckDb);
  for (const auto& [name, text] : more) files.push_back(ParseModelFile("models/" + name + ".sql", "user", name, text));
  return SqlModels(Dialect::kDuckDb, std::move(files));
}

std::string DailyTable(const std::string& select) {
  return "-- Events.\n-- kind: table\n-- key: event_date\n-- columns:\n--   event_date date required: day\n"
         "--   n bigint: events\n-- depends: session_day, run_day\n-- refresh: day\n" +
         select;
}
const char* const kCountEvents =
    "SELECT d.event_date, CAST(sum(s.event_count) AS BIGINT) AS n FROM {schema}.session_day AS s\n"
    "INNER JOIN {schema}.run_day AS d ON d.event_date = s.event_date AND d.is_built GROUP BY d.event_date;\n";

// An event on each of two days.
void LoadTwoDays(ModelFixture& shop) {
  shop.Event("e1", "2025-03-10 12:00:00", "u1");
  shop.Event("e2", "2025-03-11 12:00:00", "u1");
  shop.Load();
}

// Empty if the run succeeds.
std::string ErrorOfRun(ModelFixture& shop) {
  try {
    shop.Run();
    return {};
  } catch (const ModelError& error) {
    return error.what();
  }
}

TEST(ModelRun, BuildsCompleteDaysAndWhatChangesLater) {
  ModelFixture shop;
  shop.Apply();
  LoadTwoDays(shop);
  const ModelRunResult first = shop.Run();
  ASSERT_EQ(first.days.size(), 1u);
  EXPECT_TRUE(first.days[0].is_whole);
  EXPECT_EQ(first.load_sequence, 1);
  EXPECT_EQ(first.last_complete, first.days[0].day);
  EXPECT_EQ(shop.Rows(kOvertime), Lines{"2025-03-10|1"});
  EXPECT_EQ(shop.Rows(kStates), Lines{"2025-03-10|done|true"});

  shop.Event("e3", "2025-03-10 13:00:00", "u2");
  shop.Load();
  EXPECT_EQ(shop.Run().days.size(), 1u);
  EXPECT_EQ(shop.Rows(kOvertime), Lines{"2025-03-10|2"});
  EXPECT_EQ(
      shop.Rows("SELECT run_id, triggered_by, load_sequence, is_full, first_date, last_date, day_count FROM "
                "shop.model_run ORDER BY 1"),
      (Lines{"run 1|WORK_FLOW|1|false|2025-03-10|2025-03-10|1", "run 2|WORK_FLOW|2|false|2025-03-10|2025-03-10|1"}));
  // Work relations are gone.
  EXPECT_EQ(shop.Rows("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'shop' AND table_name LIKE "
                      "'run_%'"),
            Lines{"0"});
}

TEST(ModelRun, DoesNothingWhenNothingChanged) {
  ModelFixture shop;
  shop.Apply();
  EXPECT_TRUE(shop.Run().is_up_to_date);
  shop.Event("e1", "2025-03-10 12:00:00", "u1");
  shop.Load();
  EXPECT_FALSE(shop.Run().is_up_to_date);
  EXPECT_TRUE(shop.Run().is_up_to_date);
  // A load without changes still moves the end of the data.
  shop.Event("e1", "2025-03-10 12:00:00", "u1");
  shop.Load();
  EXPECT_FALSE(shop.Run().is_up_to_date);
}

// Its number was given before that of a batch which the last run saw.
TEST(ModelRun, ABatchThatIsCommittedLateCompletesItsDay) {
  ModelFixture shop;
  shop.Apply();
  LoadTwoDays(shop);
  shop.Run();
  EXPECT_TRUE(shop.Run().is_up_to_date);
  const std::string end = std::to_string(*ParseInstant("2025-03-12T00:05:00Z") / 1'000'000);
  shop.connection->Execute("INSERT INTO shop.load_end (load_sequence, window_end_msec) VALUES (0, " + end + ")");
  EXPECT_FALSE(shop.Run().is_up_to_date);
  EXPECT_EQ(shop.Rows(kStates), (Lines{"2025-03-10|done|true", "2025-03-11|done|true"}));
  EXPECT_TRUE(shop.Run().is_up_to_date);
}

TEST(ModelRun, DaysAreBuiltWhenAskedFor) {
  ModelFixture shop;
  shop.Apply();
  shop.Event("e1", "2025-03-10 12:00:00", "u1");
  shop.Load();
  const int32_t day = 20157;  // 2025-03-10
  ModelRunOptions dry;
  dry.first_day = dry.last_day = day;
  dry.is_dry_run = true;
  EXPECT_EQ(shop.Run(dry).days.size(), 1u);
  EXPECT_EQ(shop.Rows(kOvertime), Lines{});

  ModelRunOptions options;
  options.first_day = options.last_day = day;
  options.is_manual = true;
  EXPECT_EQ(shop.Run(options).days.at(0).day, day);
  EXPECT_EQ(shop.Rows(kOvertime), Lines{"2025-03-10|1"});
  EXPECT_EQ(shop.Rows("SELECT DISTINCT triggerred_by, is_complete FROM shop.refresh_mv_sp_status"),
            Lines{"MANUALLY|false"});
}

TEST(ModelRun, AFullRunGivesTheSameRows) {
  ModelFixture shop;
  shop.Apply();
  for (int day = 10; day < 15; ++day) {
    const std::string date = "2025-03-" + std::to_string(day);
    shop.Event("a" + date, date + " 08:00:00", "u1");
    shop.Event("b" + date, date + " 09:00:00", "u2", "_first_open", "s2");
    if (day > 11) shop.Event("late" + date, "2025-03-10 10:00:00", "u" + std::to_string(day));
    if (day == 12) shop.User("u1", "anna");
    shop.Load();
    shop.Run();
  }
  std::vector<std::string> tables;
  for (const ModelFile& model : shop.models.models()) {
    if (model.IsComputedTable()) tables.push_back(model.name);
  }
  const auto all_rows = [&] {
    std::vector<Lines> rows;
    for (const std::string& table : tables) {
      rows.push_back(shop.Rows("SELECT COLUMNS(c -> c <> 'update_timestamp') FROM shop." + table + " ORDER BY ALL"));
    }
    return rows;
  };
  const std::vector<Lines> before = all_rows();
  ModelRunOptions full;
  full.is_full = full.checks_views = true;
  EXPECT_EQ(shop.Run(full).days.size(), 4u);
  const std::vector<Lines> after = all_rows();
  for (size_t i = 0; i < tables.size(); ++i) EXPECT_EQ(before[i], after[i]) << tables[i];
  EXPECT_EQ(shop.Rows(kStates).size(), 4u);
}

TEST(ModelRun, AFailedModelLeavesAllTablesAndSaysWhy) {
  ModelFixture shop(ModelsAnd({{"daily_events", DailyTable("SELECT event_date, n FROM {schema}.nowhere;\n")}}));
  shop.Apply();
  LoadTwoDays(shop);
  try {
    shop.Run();
    FAIL();
  } catch (const ModelError& error) {
    EXPECT_EQ(error.model(), "daily_events");
    EXPECT_EQ(std::string(error.what()).substr(0, 57), "models/daily_events.sql:9: model `daily_events`: Catalog ");
  }
  EXPECT_EQ(shop.Rows(kOvertime), Lines{});
}

TEST(AppRun, AModelOfOnesOwnThatFailsDoesNotHoldUpTheOthersAndCatchesUp) {
  ModelFixture shop(ModelsAnd({{"daily_events", DailyTable(kCountEvents)}}));
  shop.Apply();
  const SqlModels good = shop.models;
  shop.models = ModelsAnd({{"daily_events", DailyTable("SELECT event_date, n FROM {schema}.nowhere;\n")}});
  LoadTwoDays(shop);
  ModelRunOptions options;
  options.run_id = "1";
  options.now_us = ++shop.now_us;
  const AppRunResult failed = RunModelsOfApp(*shop.connection, shop.models, shop.app, {}, options);
  ASSERT_EQ(failed.failed.size(), 1u);
  EXPECT_EQ(failed.failed[0].model, "daily_events");
  EXPECT_EQ(shop.Rows(kOvertime), Lines{"2025-03-10|1"});
  EXPECT_EQ(
      shop.Rows("SELECT refresh_date, state, is_complete, error LIKE '%nowhere%' FROM shop.refresh_mv_sp_status WHERE "
                "refresh_name = 'daily_events'"),
      Lines{"2025-03-10|failed|true|true"});
  EXPECT_EQ(shop.Rows("SELECT log_name, log_level FROM shop.clickstream_log_v2"), Lines{"daily_events|error"});
  EXPECT_EQ(shop.Rows("SELECT event_date FROM shop.last_reported_day"), Lines{"2025-03-10"}) << "reports go on";

  options.run_id = "2";
  const AppRunResult repaired = RunModelsOfApp(*shop.connection, good, shop.app, {}, options);
  EXPECT_TRUE(repaired.run.is_up_to_date);
  EXPECT_EQ(repaired.caught_up, Lines{"daily_events"});
  EXPECT_EQ(shop.Rows("SELECT * FROM shop.daily_events"), Lines{"2025-03-10|1"});
  EXPECT_EQ(shop.Rows(kStates), Lines{"2025-03-10|done|true"});
  options.run_id = "3";
  EXPECT_TRUE(RunModelsOfApp(*shop.connection, good, shop.app, {}, options).caught_up.empty());
}

TEST(AppRun, AParameterThatThereIsNotFailsTheModelOfOnesOwnAlone) {
  ModelFixture shop(ModelsAnd({{"daily_events", DailyTable("SELECT event_date, {n} AS n FROM {schema}.run_day;\n")}}));
  shop.Apply();
  LoadTwoDays(shop);
  ModelRunOptions options;
  options.run_id = "1";
  options.now_us = ++shop.now_us;
  const AppRunResult result = RunModelsOfApp(*shop.connection, shop.models, shop.app, {}, options);
  ASSERT_EQ(result.failed.size(), 1u);
  EXPECT_EQ(result.failed[0].error.substr(0, 54), "models/daily_events.sql:9: unknown parameter `{n}`");
  EXPECT_EQ(shop.Rows(kOvertime), Lines{"2025-03-10|1"});
}

// One table failed in a run that somebody asked for; nothing is touched that would bring its days back.
TEST(AppRun, DaysThatAFailedRunLeftPendingAreBuiltByTheNextOne) {
  ModelFixture shop;
  shop.Apply();
  shop.Event("old", "2024-01-10 12:00:00", "u1");
  LoadTwoDays(shop);
  ModelRunOptions full;
  full.is_full = true;
  shop.Run(full);
  ASSERT_TRUE(shop.Run().is_up_to_date);
  std::vector<ModelFile> files = SqlModels::BuiltInFiles(Dialect::kDuckDb);
  std::ranges::find(files, "clickstream_engagement_exit", &ModelFile::name)->statements[0].sql = "SELECT nothing";
  const SqlModels broken(Dialect::kDuckDb, std::move(files));
  ModelRunOptions options;
  options.run_id = "1";
  options.now_us = ++shop.now_us;
  options.first_day = options.last_day = 19732;  // 2024-01-10, older than the look-back
  EXPECT_THROW(RunModelsOfApp(*shop.connection, broken, shop.app, {}, options), ModelError);
  EXPECT_EQ(
      shop.Rows("SELECT DISTINCT refresh_date, state FROM shop.refresh_mv_sp_status WHERE state <> 'done' ORDER BY "
                "ALL"),
      (Lines{"2024-01-10|failed", "2024-01-10|pending"}));
  ModelRunOptions next;
  next.run_id = "2";
  next.now_us = ++shop.now_us;
  const ModelRunResult result = RunModelsOfApp(*shop.connection, shop.models, shop.app, {}, next).run;
  EXPECT_EQ(result.days.size(), 1u);
  EXPECT_EQ(shop.Rows("SELECT DISTINCT state FROM shop.refresh_mv_sp_status"), Lines{"done"});
  EXPECT_TRUE(shop.Run().is_up_to_date);
}

// A run that repeats itself without the model that failed must come to an end when no table fails.
TEST(AppRun, AViewOfOnesOwnWithAKeyTwiceFailsByItself) {
  ModelFixture shop(ModelsAnd({{"twice",
                                "-- V.\n-- kind: view\n-- key: n\n-- columns:\n--   n bigint: one\n-- depends: "
                                "number\n-- refresh: live\nSELECT 1 AS n UNION ALL SELECT 1 AS n;\n"}}));
  shop.Apply();
  LoadTwoDays(shop);
  ModelRunOptions options;
  options.run_id = "1";
  options.now_us = ++shop.now_us;
  options.is_full = options.checks_views = true;
  const AppRunResult result = RunModelsOfApp(*shop.connection, shop.models, shop.app, {}, options);
  ASSERT_EQ(result.failed.size(), 1u);
  EXPECT_EQ(result.failed[0].error, "models/twice.sql:8: model `twice`: two rows have the same key (\"n\")");
  EXPECT_EQ(shop.Rows(kOvertime), Lines{"2025-03-10|1"});
}

TEST(ModelRun, AKeyThatIsThereTwiceIsFoundBeforeAnybodySeesIt) {
  ModelFixture shop(ModelsAnd(
      {{"daily_events", DailyTable("SELECT event_date, 1 AS n FROM {schema}.run_day WHERE is_built UNION ALL\n"
                                   "SELECT event_date, 2 AS n FROM {schema}.run_day WHERE is_built;\n")}}));
  shop.Apply();
  LoadTwoDays(shop);
  EXPECT_EQ(ErrorOfRun(shop),
            "models/daily_events.sql:9: model `daily_events`: two rows have the same key (\"event_date\")");
  EXPECT_EQ(shop.Rows("SELECT count(*) FROM shop.daily_events"), Lines{"0"});
}

TEST(ModelRun, ATableOfOnesOwnMustNotWriteRowsOfAnotherDay) {
  ModelFixture shop(
      ModelsAnd({{"daily_events", DailyTable("SELECT event_date, 1 AS n FROM {schema}.run_day WHERE is_built "
                                             "UNION ALL SELECT DATE '2001-01-01', 2 AS n;\n")}}));
  shop.Apply();
  LoadTwoDays(shop);
  EXPECT_EQ(ErrorOfRun(shop),
            "models/daily_events.sql:9: model `daily_events`: rows of days that the run does not build: 1 of 2; the "
            "SELECT must join the days, and users, that are refreshed (see `refresh:`)");
  EXPECT_EQ(shop.Rows("SELECT count(*) FROM shop.daily_events"), Lines{"0"});
}

// A late event rebuilds one user of the day; the rows of the others stay.
TEST(ModelRun, ATableOfOnesOwnByUserWritesTheUsersOfTheRun) {
  const auto by_user = [](const std::string& more) {
    return ModelsAnd({{"by_user",
                       "-- E.\n-- kind: table\n-- key: event_date, merged_user_id\n-- columns:\n"
                       "--   event_date date required: day\n--   merged_user_id text: user\n"
                       "--   n bigint: events\n-- depends: run_visit\n-- refresh: user (merged_user_id)\n"
                       "SELECT event_date, merged_user_id, CAST(sum(event_count) AS BIGINT) AS n\n"
                       "FROM {schema}.run_visit GROUP BY event_date, merged_user_id" +
                           more + ";\n"}});
  };
  ModelFixture shop(by_user(""));
  shop.Apply();
  for (int user = 0; user < 12; ++user)
    shop.Event("e" + std::to_string(user), "2025-03-10 12:00:00", "u" + std::to_string(user));
  shop.Event("end", "2025-03-11 12:00:00", "u1");
  shop.Load();
  shop.Run();
  shop.Event("late", "2025-03-10 13:00:00", "u3");
  shop.Load();
  const SqlModels right = std::move(shop.models);
  shop.models = by_user(" UNION ALL SELECT DATE '2025-03-10', 'u5', 1");
  try {
    shop.Run();
    FAIL();
  } catch (const ModelError& error) {
    EXPECT_NE(std::string(error.what()).find("days that the run does not build: 1 of 2;"), std::string::npos);
  }
  shop.models = right;
  EXPECT_FALSE(shop.Run().days.at(0).is_whole);
  EXPECT_EQ(shop.Rows("SELECT count(*), sum(n) FROM shop.by_user"), Lines{"12|13"});
}

TEST(ModelRun, ASelectionLeavesTheRestForTheNextRun) {
  ModelFixture shop(ModelsAnd({{"daily_events", DailyTable(kCountEvents)}}));
  shop.Apply();
  LoadTwoDays(shop);
  shop.Run({}, ModelSelection(shop.models, {"daily_events"}));
  EXPECT_EQ(shop.Rows("SELECT * FROM shop.daily_events"), Lines{"2025-03-10|1"});
  EXPECT_EQ(shop.Rows(kOvertime), Lines{});
  shop.Run();
  EXPECT_EQ(shop.Rows(kOvertime), Lines{"2025-03-10|1"});
  EXPECT_TRUE(shop.Run().is_up_to_date);
}

// DuckDB refuses it by itself, fence or not, because both make relations of one name; PostgreSQL does not
// (postgres_models_test.cc).
TEST(ModelRun, OneThatWasPausedWhileAnotherRanCommitsNothing) {
  ModelFixture shop(ModelsAnd({{"daily_events", DailyTable(kCountEvents)}}));
  shop.Apply();
  LoadTwoDays(shop);
  const ModelSelection selection(shop.models, {"daily_events"});
  bool has_run = false;
  ModelRunOptions options;
  options.on_model = [&](const ModelFile&, size_t, size_t) {
    if (std::exchange(has_run, true)) return;
    ModelRunOptions beside;
    beside.run_id = "beside";
    beside.now_us = shop.now_us;
    const auto connection = shop.Connect();
    ModelRun(*connection, shop.models, shop.app, selection, beside).Run();
  };
  EXPECT_THROW(shop.Run(options, selection), SystemError);
  EXPECT_EQ(shop.Rows("SELECT * FROM shop.daily_events"), Lines{"2025-03-10|1"});
}

// Lake files of other writers may have any time: the end of its local day is in another year of five digits.
TEST(ModelRun, AnEventOfTheLastDaysThatAreWrittenWithFourDigitsDoesNoHarm) {
  for (const char* const zone : {"UTC", "Asia/Tokyo"}) {
    ModelFixture shop;
    shop.app.timezone = zone;
    shop.Apply();
    for (const char* const time : {"2025-03-10 12:00:00", "2025-03-11 22:00:00", "9999-12-30 23:00:00",
                                   "9999-12-31 23:59:59", "12000-01-01 00:00:00"}) {
      shop.Event(time, time, "u1");
    }
    shop.Load();
    EXPECT_NO_THROW(shop.Run()) << zone;
    EXPECT_EQ(shop.Rows("SELECT event_count FROM shop.clickstream_retention_event_overtime WHERE event_date = "
                        "'2025-03-10'"),
              Lines{"1"});
    ModelRunOptions full;
    full.is_full = true;
    EXPECT_NO_THROW(shop.Run(full)) << zone;
  }
}

TEST(ModelSelection, NamesAreTables) {
  const SqlModels models = ModelsAnd({{"daily_events", DailyTable(kCountEvents)}});
  const ModelSelection one(models, {"clickstream_engagement_kpi"});
  EXPECT_FALSE(one.is_all());
  EXPECT_TRUE(one.Contains("session_day"));
  EXPECT_TRUE(one.Contains("run_range"));
  EXPECT_FALSE(one.Contains("clickstream_engagement_exit"));
  const ModelSelection above(models, {"session_day+"});
  EXPECT_TRUE(above.Contains("daily_events"));
  EXPECT_FALSE(above.Contains("clickstream_device_crash_rate"));
  try {
    ModelSelection(models, {"clickstream_engagement_kpl"});
    FAIL();
  } catch (const UserError& error) {
    EXPECT_STREQ(
        error.what(),
        "--select: unknown table `clickstream_engagement_kpl`; did you mean clickstream_engagement_kpi?; `millrace "
        "model graph` shows the models");
  }
}

}  // namespace
}  // namespace millrace
