// Apps and charts of a small project, from raw files to results.
#include "project/dashboards.h"

#include <csignal>
#include <filesystem>
#include <map>
#include <optional>
#include <thread>

#include <arrow/record_batch.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/cancelled.h"
#include "core/testing/eventually.h"
#include "core/time.h"
#include "project/project_warehouse.h"
#include "project/testing/dashboard_fixture.h"
#include "warehouse/testing/postgres_server.h"

namespace millrace {
namespace {

class DashboardsTest : public ::testing::Test {
 protected:
  static DashboardOptions AlwaysFresh() {
    DashboardOptions options;
    options.version_age = std::chrono::milliseconds(0);
    options.most_stale = std::chrono::milliseconds(0);
    return options;
  }

  void LoadEvents(const std::vector<std::string>& ids) { test_.LoadEvents(ids); }
  ChartQuestion Ask(Dashboards& dashboards, const ChartParameters& parameters = {}) {
    auto asked = dashboards.Ask(dashboards.apps().Known("shop"), *FindChart("overview.users_by_day"), parameters);
    return std::get<ChartQuestion>(std::move(asked));
  }
  static std::shared_ptr<const ChartResult> Answer(Dashboards& dashboards, const ChartQuestion& question) {
    return dashboards.Answer(question).result;
  }

  DashboardProject test_;
  Project& project_ = test_.project();
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
  EXPECT_EQ(app->first_day, test_.event_day());
  EXPECT_GT(app->last_complete_day, test_.event_day());
  EXPECT_TRUE(app->refreshed_us);
  EXPECT_EQ(app->platforms, (std::vector<ChosenValue>{"Web"}));
  const ChartQuestion question = Ask(dashboards);
  const auto result = Answer(dashboards, question);
  EXPECT_EQ(ResultRows(result->rows).Text(0, 0), FormatDay(test_.event_day()));
  EXPECT_EQ(ResultRows(result->rows).Integer(0, 1), 2);
  EXPECT_EQ(result->total_rows, 1);
  EXPECT_EQ(result->comparison, nullptr);
  EXPECT_EQ(Answer(dashboards, Ask(dashboards)), result) << "kept";
  EXPECT_NE(Ask(dashboards, {{"platform", "iOS"}}).key, question.key);

  const auto elsewhere = std::make_shared<AppData>(*app);
  elsewhere->schema = "other";
  const auto other = dashboards.Ask({.data = elsewhere}, *question.request.chart, {});
  EXPECT_NE(std::get<ChartQuestion>(other).key, question.key) << "another statement";
  elsewhere->schema = app->schema;
  elsewhere->id = "other";
  const auto of_other_app = dashboards.Ask({.data = elsewhere}, *question.request.chart, {});
  EXPECT_NE(std::get<ChartQuestion>(of_other_app).place, question.place) << "no app is shown what is kept of another";

  LoadEvents({"c"});
  const ChartQuestion later = Ask(dashboards);
  EXPECT_NE(later.key, question.key);
  EXPECT_EQ(ResultRows(Answer(dashboards, later)->rows).Integer(0, 1), 3);
}

TEST_F(DashboardsTest, AnEarlierAnswerIsGivenWhileTheNextOneIsComputed) {
  LoadEvents({"a", "b"});
  DashboardOptions options = AlwaysFresh();
  options.most_stale = std::chrono::hours(1);
  Dashboards dashboards(project_, options);
  const ChartAnswer first = dashboards.Answer(Ask(dashboards));
  EXPECT_TRUE(first.is_current);
  LoadEvents({"c"});
  const ChartQuestion question = Ask(dashboards);
  const ChartAnswer stale = dashboards.Answer(question);
  EXPECT_EQ(stale.result, first.result);
  EXPECT_FALSE(stale.is_current);
  EXPECT_EQ(stale.question.key, first.question.key) << "it says what it is of";
  EXPECT_NE(stale.question.key, question.key);
  ChartAnswer next;
  EXPECT_TRUE(Eventually([&] { return (next = dashboards.Answer(Ask(dashboards))).is_current; }));
  EXPECT_EQ(ResultRows(next.result->rows).Integer(0, 1), 3);
  EXPECT_EQ(next.question.key, question.key);
}

TEST_F(DashboardsTest, AVersionIsThatOfWhatAChartReads) {
  LoadEvents({"a"});
  Dashboards dashboards(project_, AlwaysFresh());
  const auto version = [&](const char* chart, const ChartParameters& parameters = {}) {
    return std::get<ChartQuestion>(dashboards.Ask(dashboards.apps().Known("shop"), *FindChart(chart), parameters))
        .version;
  };
  const ChartParameters days_before = {{"from", FormatDay(test_.event_day() - 9)},
                                       {"to", FormatDay(test_.event_day() - 3)}};
  const std::string of_metrics = version("overview.users_by_day");
  const std::string of_days_before = version("overview.users_by_day", days_before);
  const std::string of_events = version("details.events");
  const auto data_version = dashboards.apps().Find("shop")->data_version;

  test_.LoadEventsOnly({"b"});
  EXPECT_NE(dashboards.apps().Find("shop")->data_version, data_version);
  EXPECT_EQ(version("overview.users_by_day"), of_metrics) << "metrics do not change with a load";
  EXPECT_NE(version("details.events"), of_events);

  RunModels(project_, {}, {});
  EXPECT_NE(version("overview.users_by_day"), of_metrics);
  EXPECT_EQ(version("overview.users_by_day", days_before), of_days_before) << "these days were not built again";
}

// What a version leaves out must not matter: whatever the model runs did, equal versions have equal rows.
TEST_F(DashboardsTest, EqualVersionsHaveEqualRows) {
  LoadEvents({"a"});
  DashboardOptions options = AlwaysFresh();
  options.cache_bytes = 0;
  Dashboards dashboards(project_, options);
  std::map<std::string, std::shared_ptr<arrow::RecordBatch>> seen;
  int same = 0;
  const auto look = [&](int days_before) {
    for (const ChartSheet& sheet : ChartSheets()) {
      for (const Chart& chart : sheet.charts) {
        const ChartParameters days = {{"from", FormatDay(test_.event_day() - days_before - 5)},
                                      {"to", FormatDay(test_.event_day() - days_before)}};
        const auto asked = dashboards.Ask(dashboards.apps().Known("shop"), chart, days);
        const auto& question = std::get<ChartQuestion>(asked);
        const auto rows = Answer(dashboards, question)->rows;
        const auto [place, is_new] = seen.emplace(question.place + question.version, rows);
        if (is_new) continue;
        ++same;
        EXPECT_TRUE(place->second->Equals(*rows)) << chart.id;
      }
    }
  };
  look(0);
  test_.LoadEventsOnly({"b", "c"});
  look(0);
  EXPECT_GT(same, 20) << "charts of metrics";
  look(3);
  RunModels(project_, {}, {});
  look(3);
  EXPECT_GT(same, 40) << "of days that were not built";
}

TEST_F(DashboardsTest, RowsThatAreCutAreSaidToBe) {
  LoadEvents({"a"});
  OpenProjectWarehouse(project_)->Connect()->Execute(
      "INSERT INTO shop.clickstream_acquisition_day_user_view_cnt SELECT * REPLACE (event_date - 1 AS event_date) FROM "
      "shop.clickstream_acquisition_day_user_view_cnt");
  Dashboards dashboards(project_, AlwaysFresh());
  const std::string first = FormatDay(test_.event_day() - 1);
  const std::string last = FormatDay(test_.event_day());
  const auto answer = [&](const std::string& limit, const std::string& offset) {
    return Answer(dashboards, Ask(dashboards, {{"from", first},
                                               {"to", last},
                                               {"compare_from", first},
                                               {"compare_to", last},
                                               {"limit", limit},
                                               {"offset", offset}}));
  };
  const auto whole = answer("2", "0");
  EXPECT_EQ(whole->rows->num_rows(), 2);
  EXPECT_EQ(whole->comparison->num_rows(), 2);
  EXPECT_FALSE(whole->is_truncated || whole->is_comparison_truncated);
  const auto cut = answer("1", "0");
  EXPECT_EQ(cut->rows->num_rows(), 1);
  EXPECT_EQ(cut->comparison->num_rows(), 1);
  EXPECT_EQ(cut->total_rows, 2);
  EXPECT_TRUE(cut->is_truncated && cut->is_comparison_truncated);
  EXPECT_FALSE(answer("1", "1")->is_truncated) << "the last page";
}

TEST_F(DashboardsTest, AWrongParameterIsAValue) {
  LoadEvents({"a"});
  Dashboards dashboards(project_, AlwaysFresh());
  const auto asked =
      dashboards.Ask(dashboards.apps().Known("shop"), *FindChart("overview.users_by_day"), {{"top", "1"}});
  EXPECT_EQ(std::get<ParameterFault>(asked).parameter, "top");
}

TEST_F(DashboardsTest, RowsThatAreTooLargeAreAFault) {
  LoadEvents({"a"});
  DashboardOptions options = AlwaysFresh();
  options.most_result_bytes = 1;
  Dashboards dashboards(project_, options);
  EXPECT_EQ(Answer(dashboards, Ask(dashboards))->fault.value().parameter, "limit");
}

TEST_F(DashboardsTest, ChartsAreAnsweredBesideATransactionThatWrites) {
  LoadEvents({"a"});
  Dashboards dashboards(project_, AlwaysFresh());
  const auto writer = OpenProjectWarehouse(project_)->Connect();
  Transaction transaction(*writer);
  writer->Execute("DELETE FROM shop.clickstream_acquisition_day_user_view_cnt");
  EXPECT_EQ(ResultRows(Answer(dashboards, Ask(dashboards))->rows).Integer(0, 1), 1);
}

TEST_F(DashboardsTest, ThroughTheProcessThatHoldsTheFile) {
  LoadEvents({"a"});
  const auto holder = OpenProjectWarehouse(project_);
  Project other(project_.config());
  Dashboards dashboards(other, AlwaysFresh());
  EXPECT_EQ(ResultRows(Answer(dashboards, Ask(dashboards))->rows).Integer(0, 1), 1);
}

TEST(DashboardsOnPostgres, FollowTheDataAndOutliveLostConnections) {
  PostgresServer server;
  DashboardProject test(server.uri());
  test.LoadEvents({"a", "b"});
  DashboardOptions options;
  options.version_age = std::chrono::milliseconds(0);
  options.cache_bytes = 0;
  Dashboards dashboards(test.project(), options);
  const auto users = [&] {
    const auto asked = dashboards.Ask(dashboards.apps().Known("shop"), *FindChart("overview.users_by_day"), {});
    return ResultRows(dashboards.Answer(std::get<ChartQuestion>(asked)).result->rows).Integer(0, 1);
  };
  EXPECT_EQ(users(), 2);
  server.KillBackends();
  EXPECT_EQ(users(), 2);
  test.LoadEvents({"c"});
  EXPECT_EQ(users(), 3);
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

// A process that holds the project's DuckDB file and answers nobody.
class Holder {
 public:
  explicit Holder(const std::string& uri) {
    int pipe[2];
    if (::pipe(pipe) != 0) throw SystemError("no pipe");
    pid_ = ::fork();
    if (pid_ == 0) {
      WarehouseOptions options;
      options.uri = uri;
      const auto warehouse = OpenWarehouse(options);
      if (::write(pipe[1], "x", 1) == 1) ::pause();
      ::_exit(0);
    }
    char ready = 0;
    EXPECT_EQ(::read(pipe[0], &ready, 1), 1);
    ::close(pipe[0]);
    ::close(pipe[1]);
  }
  ~Holder() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;

 private:
  pid_t pid_;
};

TEST_F(DashboardsTest, AFileThatAnotherProgramHoldsIsNotWaitedForForever) {
  for (const bool is_kept : {false, true}) {
    SCOPED_TRACE(is_kept);
    std::vector<std::string> said;
    std::optional<KeptWarehouse> kept;
    if (is_kept)
      kept.emplace(
          project_, [&](const std::string& line) { said.push_back(line); }, std::stop_token());
    {
      const Holder holder(project_.config().warehouse.uri);
      QueryPool pool(project_, {.connections = 2, .time_limit = std::chrono::milliseconds(1500)});
      const auto ask = [&] {
        pool.Run([](Connection& connection, const std::stop_token&) { connection.Execute("SELECT 1"); }, {});
      };
      {
        const std::jthread other([&] { EXPECT_THROW(ask(), QueryTimedOut); });
        EXPECT_THROW(ask(), QueryTimedOut);
      }
      EXPECT_THROW(ask(), QueryTimedOut);
    }
    EXPECT_EQ(said.size(), is_kept ? 1 : 0) << "a line is said once";
    QueryPool later(project_, {.connections = 1, .time_limit = std::chrono::seconds(30)});
    EXPECT_NO_THROW(
        later.Run([](Connection& connection, const std::stop_token&) { connection.Execute("SELECT 1"); }, {}));
  }
}

TEST_F(DashboardsTest, ThePoolOnlyReads) {
  QueryPool pool(project_, {});
  EXPECT_THROW(
      pool.Run([](Connection& connection, const std::stop_token&) { connection.Execute("CREATE SCHEMA s"); }, {}),
      UserError);
}

}  // namespace
}  // namespace millrace
