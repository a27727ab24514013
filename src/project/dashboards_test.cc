// Apps and charts of a small project, from raw files to results.
#include "project/dashboards.h"

#include <filesystem>
#include <thread>

#include <gtest/gtest.h>

#include "core/cancelled.h"
#include "core/replace_text.h"
#include "core/time.h"
#include "pipeline/job_id.h"
#include "pipeline/testing/project_fixture.h"
#include "project/app_models.h"
#include "project/load_service.h"
#include "project/process.h"
#include "project/project_warehouse.h"

namespace millrace {
namespace {

constexpr int64_t kDayMs = 86'400'000;

class DashboardsTest : public ::testing::Test {
 protected:
  static Config ConfigOf(const TestProject& test) {
    Config config;
    config.project = test.options.project;
    config.raw = test.options.raw;
    config.lake = test.options.lake;
    config.state = test.options.state;
    config.apps.emplace_back().id = "shop";
    config.processing.threads = 1;
    config.processing.settle_ms = 0;
    config.processing.enrichments.clear();
    config.warehouse.uri = test.root() + "/warehouse.duckdb";
    return config;
  }
  static DashboardOptions AlwaysFresh() {
    DashboardOptions options;
    options.version_age = std::chrono::milliseconds(0);
    return options;
  }

  // Loads events of the day before yesterday, which is complete: a run is a data window that ends now.
  void LoadEvents(const std::vector<std::string>& ids) {
    std::string line;
    for (const std::string& id : ids) line += (line.empty() ? "" : ",") + TestProject::Event(id, "shop");
    line = TestProject::Line(line);
    for (const int64_t time : {TestProject::kIngestTime, TestProject::kIngestTime - 1'000}) {
      std::string moved;
      ReplaceAll(line, std::to_string(time), std::to_string(event_day_ * kDayMs + time % kDayMs), moved);
      line = moved;
    }
    test_.Write("file-" + std::to_string(++files_) + ".log", line + "\n");
    ProcessRawFiles(project_, {}, false, {});
    LoadLake(project_, {}, {});
    RunModels(project_, {}, {});
  }
  ChartQuestion Ask(Dashboards& dashboards, const ChartParameters& parameters = {}) {
    auto asked = dashboards.Ask(dashboards.apps().Find("shop"), *FindChart("overview.users_by_day"), parameters);
    return std::get<ChartQuestion>(std::move(asked));
  }
  static std::shared_ptr<const ChartResult> Answer(Dashboards& dashboards, const ChartQuestion& question) {
    return std::get<std::shared_ptr<const ChartResult>>(dashboards.Answer(question));
  }

  TestProject test_{/*two_apps=*/false};
  Project project_{ConfigOf(test_)};
  const int32_t event_day_ = static_cast<int32_t>(WallClockNs() / 1'000'000 / kDayMs - 2);
  int files_ = 0;
};

TEST_F(DashboardsTest, BeforeTheFirstLoadChartsAreEmptyAndNoWarehouseIsMade) {
  Dashboards dashboards(project_, AlwaysFresh());
  const auto app = dashboards.apps().Find("shop");
  ASSERT_NE(app, nullptr);
  EXPECT_EQ(app->data_version, "none");
  EXPECT_FALSE(app->last_complete_day);
  EXPECT_EQ(Answer(dashboards, Ask(dashboards))->rows->num_rows(), 0);
  EXPECT_EQ(Answer(dashboards, Ask(dashboards))->rows->num_columns(), 3);
  EXPECT_FALSE(std::filesystem::exists(project_.config().warehouse.uri));
  EXPECT_EQ(dashboards.apps().Find("shops"), nullptr);
}

TEST_F(DashboardsTest, AppsAndChartsFollowTheData) {
  LoadEvents({"a", "b"});
  Dashboards dashboards(project_, AlwaysFresh());
  const auto app = dashboards.apps().Find("shop");
  EXPECT_EQ(app->first_day, event_day_);
  EXPECT_GT(app->last_complete_day, event_day_);
  EXPECT_TRUE(app->refreshed_us);
  EXPECT_EQ(app->platforms, (std::vector<ChosenValue>{"Web"}));
  const ChartQuestion question = Ask(dashboards);
  const auto result = Answer(dashboards, question);
  EXPECT_EQ(ResultRows(result->rows).Text(0, 0), FormatDay(event_day_));
  EXPECT_EQ(ResultRows(result->rows).Integer(0, 1), 2);
  EXPECT_EQ(result->total_rows, 1);
  EXPECT_EQ(result->comparison, nullptr);
  EXPECT_EQ(Answer(dashboards, Ask(dashboards)), result) << "kept";
  EXPECT_NE(Ask(dashboards, {{"platform", "iOS"}}).key, question.key);

  LoadEvents({"c"});
  const ChartQuestion later = Ask(dashboards);
  EXPECT_NE(later.key, question.key);
  EXPECT_EQ(ResultRows(Answer(dashboards, later)->rows).Integer(0, 1), 3);
}

TEST_F(DashboardsTest, AWrongParameterIsAValue) {
  LoadEvents({"a"});
  Dashboards dashboards(project_, AlwaysFresh());
  const auto asked =
      dashboards.Ask(dashboards.apps().Find("shop"), *FindChart("overview.users_by_day"), {{"top", "1"}});
  EXPECT_EQ(std::get<ParameterFault>(asked).parameter, "top");
}

TEST_F(DashboardsTest, RowsThatAreTooLargeAreAFault) {
  LoadEvents({"a"});
  DashboardOptions options = AlwaysFresh();
  options.most_result_bytes = 1;
  Dashboards dashboards(project_, options);
  EXPECT_EQ(std::get<ParameterFault>(dashboards.Answer(Ask(dashboards))).parameter, "limit");
}

TEST_F(DashboardsTest, ChartsAreAnsweredBesideATransactionThatWrites) {
  LoadEvents({"a"});
  Dashboards dashboards(project_, AlwaysFresh());
  const auto writer = OpenProjectWarehouse(project_)->Connect();
  Transaction transaction(*writer);
  writer->Execute("DELETE FROM shop.clickstream_acquisition_day_user_view_cnt");
  EXPECT_EQ(ResultRows(Answer(dashboards, Ask(dashboards))->rows).Integer(0, 1), 1);
}

TEST_F(DashboardsTest, QueriesHaveALimitOfTimeAndCanBeStopped) {
  const std::string endless =
      "SELECT count(*) FROM range(100000000) a, range(100000000) b WHERE (a.range + b.range) % 7 = 3";
  const auto run = [&](QueryPool& pool, const std::stop_token& stop) {
    pool.Run(
        [&](Connection& connection, const std::stop_token& limited) { connection.QueryRows(endless, {}, limited); },
        stop);
  };
  QueryPool quick(project_, {.connections = 1, .time_limit = std::chrono::milliseconds(50)});
  EXPECT_THROW(run(quick, {}), QueryTimedOut);
  EXPECT_THROW(run(quick, {}), QueryTimedOut) << "the connection is free again";

  QueryPool pool(project_, {.connections = 1, .time_limit = std::chrono::minutes(5)});
  std::stop_source stop;
  const std::jthread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    stop.request_stop();
  });
  EXPECT_THROW(run(pool, stop.get_token()), Cancelled);
}

TEST_F(DashboardsTest, ThePoolOnlyReads) {
  QueryPool pool(project_, {});
  EXPECT_THROW(
      pool.Run([](Connection& connection, const std::stop_token&) { connection.Execute("CREATE SCHEMA s"); }, {}),
      UserError);
}

}  // namespace
}  // namespace millrace
