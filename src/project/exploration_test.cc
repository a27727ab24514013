// Analyses as a service: over a loaded warehouse, kept until a load, refused, cancelled, limited.
#include "project/exploration.h"

#include <future>

#include <gtest/gtest.h>

#include "explore/description_error.h"

#include "core/error.h"
#include "project/analysis_suggestions.h"
#include "project/app_metadata.h"
#include "project/testing/loaded_project_fixture.h"

namespace millrace {
namespace {

using std::chrono::milliseconds;

constexpr const char* kCountAll = R"({"kind":"event","range":{"last_days":1000},"metrics":[{}]})";

class ExplorationTest : public ::testing::Test {
 protected:
  void LoadFile(const std::string& name, int events) {
    loaded_.test().AddFile(name, events);
    loaded_.LoadAndModel();
  }
  static QueryReport Answer(Exploration& exploration, const std::string& description) {
    const std::string id = exploration.Submit("shop", description);
    std::promise<void> ended;
    const auto notice = exploration.NotifyAtEnd(id, [&] { ended.set_value(); });
    EXPECT_EQ(ended.get_future().wait_for(milliseconds(30'000)), std::future_status::ready);
    return *exploration.Poll(id);
  }

  LoadedProject loaded_;
  Project& project_ = loaded_.project();
  AppsWithData apps_{project_, milliseconds(0), milliseconds(30'000)};
};

TEST_F(ExplorationTest, AnswersAreKeptUntilALoadChangesTheWarehouse) {
  LoadFile("a", 3);
  Exploration exploration(project_, apps_);
  const QueryReport first = Answer(exploration, kCountAll);
  ASSERT_EQ(first.state, QueryState::kDone) << first.problem;
  EXPECT_EQ(first.app, "shop");
  EXPECT_EQ(first.result->description,
            R"({"kind":"event","range":{"last_days":1000},"granularity":"day","metrics":[{"aggregation":"count"}]})");
  EXPECT_EQ(first.result->kind, "event");
  EXPECT_EQ(first.result->range.days(), 1000);
  EXPECT_NE(first.result->statement.sql.text().find("clickstream_event_view_v3"), std::string::npos);
  EXPECT_EQ(first.result->rows.RowsJson().substr(0, 18), R"([["total",null,6],)") << first.result->rows.RowsJson();
  EXPECT_EQ(first.result->rows.Csv().substr(0, 33), "scope,period,metric_1\r\ntotal,,6\r\n");
  EXPECT_EQ(Answer(exploration, kCountAll).result, first.result);
  LoadFile("b", 2);
  const QueryReport second = Answer(exploration, kCountAll);
  EXPECT_NE(second.result, first.result);
  EXPECT_EQ(second.result->rows.RowsJson().substr(0, 19), R"([["total",null,10],)");
}

TEST_F(ExplorationTest, FinishedResultsAreKeptWithinABudgetOfBytes) {
  LoadFile("a", 3);
  constexpr const char* kCountUsers =
      R"({"kind":"event","range":{"last_days":1000},"metrics":[{"aggregation":"users"}]})";
  for (const size_t budget : {size_t{1}, size_t{1} << 20}) {
    Exploration exploration(project_, apps_, {.result_bytes = budget});
    const QueryReport first = Answer(exploration, kCountAll);
    const QueryReport second = Answer(exploration, kCountUsers);
    ASSERT_EQ(second.state, QueryState::kDone) << second.problem;
    EXPECT_EQ(exploration.Poll(first.id).has_value(), budget > 1);
    EXPECT_TRUE(exploration.Poll(second.id)) << "the newest one can be read whatever its size";
  }
}

TEST_F(ExplorationTest, AComparisonHasRowsOfItsOwn) {
  LoadFile("a", 3);
  Exploration exploration(project_, apps_);
  const QueryReport report = Answer(
      exploration,
      R"({"kind":"event","range":{"last_days":1000},"compare":{"from":"2001-01-01","to":"2001-01-02"},"metrics":[{}]})");
  ASSERT_EQ(report.state, QueryState::kDone) << report.problem;
  ASSERT_TRUE(report.result->compared);
  EXPECT_EQ(report.result->compared->rows.RowsJson(), R"([["total",null,0]])");
}

TEST_F(ExplorationTest, RefusesWhatItCannotAnswer) {
  Exploration exploration(project_, apps_);
  EXPECT_THROW(exploration.Submit("shop", "{}"), DescriptionError);
  EXPECT_THROW(exploration.Submit("nosuch", kCountAll), UserError);
  EXPECT_FALSE(exploration.Poll("nosuch"));
  EXPECT_FALSE(exploration.Cancel("nosuch"));
  const QueryReport report = Answer(exploration, kCountAll);
  EXPECT_EQ(report.state, QueryState::kFailed);
  EXPECT_EQ(report.problem, "nothing of the app `shop` has been loaded and modelled yet");
}

TEST_F(ExplorationTest, WaitingOnesAreBoundedAndCanBeCancelled) {
  Exploration exploration(project_, apps_, {.most_running = 0, .most_waiting = 2});
  const std::string id = exploration.Submit("shop", kCountAll);
  const std::string other = exploration.Submit("shop", kCountAll);
  EXPECT_NE(other.substr(0, other.find('-')), id.substr(0, id.find('-'))) << "ids say nothing of each other";
  EXPECT_THROW(exploration.Submit("shop", kCountAll), ExplorationBusy);
  EXPECT_EQ(exploration.Poll(id)->state, QueryState::kWaiting);
  int notices = 0;
  exploration.NotifyAtEnd(id, [&] { ++notices; });  // of a client that goes at once
  const auto notice = exploration.NotifyAtEnd(id, [&] { ++notices; });
  EXPECT_TRUE(exploration.Cancel(id));
  EXPECT_EQ(notices, 1);
  EXPECT_EQ(exploration.Poll(id)->state, QueryState::kCancelled);
  EXPECT_NO_THROW(exploration.Submit("shop", kCountAll));
}

TEST_F(ExplorationTest, ATimeLimitEndsAnAnalysis) {
  LoadFile("a", 3);
  Exploration exploration(project_, apps_, {.time_limit = milliseconds(0)});
  const QueryReport report = Answer(exploration, kCountAll);
  EXPECT_EQ(report.state, QueryState::kFailed);
  EXPECT_NE(report.problem.find("longer than"), std::string::npos) << report.problem;
}

TEST_F(ExplorationTest, SuggestsWhatAScanHasFound) {
  const AnalysisSuggestions none = SuggestForAnalyses(project_, "shop");
  EXPECT_EQ(none.scanned_ns, 0);
  EXPECT_TRUE(none.events.empty());
  EXPECT_EQ(none.properties.size(), ViewColumns().size());
  LoadFile("a", 3);
  ScanApps(project_, {}, {});
  const AnalysisSuggestions found = SuggestForAnalyses(project_, "shop");
  EXPECT_GT(found.scanned_ns, 0);
  ASSERT_FALSE(found.events.empty());
  EXPECT_GT(found.events[0].count, 0);
  EXPECT_GE(found.properties.size(), ViewColumns().size());
  const auto platform = std::ranges::find_if(
      found.properties, [](const SuggestedProperty& each) { return each.property.name == "platform"; });
  ASSERT_NE(platform, found.properties.end());
  EXPECT_FALSE(platform->values.empty());
}

}  // namespace
}  // namespace millrace
