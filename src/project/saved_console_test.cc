// Saved analyses, boards and segments: checked, versioned, and run over a loaded warehouse.
#include "project/saved_console.h"

#include <thread>

#include <gtest/gtest.h>

#include "explore/description_error.h"

#include "core/cancelled.h"
#include "core/error.h"
#include "core/testing/eventually.h"
#include "core/time.h"
#include "project/project_warehouse.h"
#include "project/scheduled_segments.h"
#include "project/segment_runs.h"
#include "project/testing/loaded_project_fixture.h"

namespace millrace {
namespace {

constexpr const char* kBuyers =
    R"({"groups":[{"range":{"from":"2024-01-01","to":"2026-12-31"},"conditions":[{"kind":"done"}]}]})";

class SavedConsoleTest : public ::testing::Test {
 protected:
  static ConsoleDocument Document(DocumentKind kind, const std::string& body) {
    return {.kind = kind, .app = "shop", .title = "Mine", .body = body, .user = "anna"};
  }

  std::string UsersCsv(const std::string& segment, size_t most_bytes = SavedConsole::kMostExportBytes) {
    const auto users = saved_.ExportUsers("shop", segment, {}, most_bytes);
    std::string csv;
    while (users->Append(csv)) {
    }
    return csv;
  }
  void LoadEvents() {
    loaded_.test().AddFile("a", 3);
    loaded_.LoadAndModel();
  }

  LoadedProject loaded_;
  Project& project_ = loaded_.project();
  AppsWithData apps_{project_, std::chrono::milliseconds(0), std::chrono::milliseconds(30'000)};
  SavedConsole saved_{project_, apps_};
};

TEST_F(SavedConsoleTest, DocumentsAreCheckedAndKeptInTheirCanonicalForm) {
  const ConsoleDocument kept =
      saved_.Save(Document(DocumentKind::kAnalysis, R"({"kind":"event", "range":{"last_days":7}, "metrics":[{}]})"));
  EXPECT_FALSE(kept.id.empty());
  EXPECT_EQ(kept.version, 1);
  EXPECT_EQ(kept.body,
            R"({"kind":"event","range":{"last_days":7},"granularity":"day","metrics":[{"aggregation":"count"}]})");
  EXPECT_EQ(saved_.List("shop", DocumentKind::kAnalysis).size(), 1U);
  const std::string board = R"({"items":[{"analysis":")" + kept.id + R"("},{"chart":"overview.users_by_day"}]})";
  EXPECT_EQ(saved_.Save(Document(DocumentKind::kBoard, board)).version, 1);
  EXPECT_THROW(saved_.Save(Document(DocumentKind::kBoard, R"({"items":[{"chart":"nosuch"}]})")), DescriptionError);
  constexpr const char* kNoSuchParameter =
      R"({"items":[{"chart":"overview.users_by_day","parameters":{"nosuch":"1"}}]})";
  EXPECT_THROW(saved_.Save(Document(DocumentKind::kBoard, kNoSuchParameter)), DescriptionError);
  EXPECT_THROW(saved_.Save(Document(DocumentKind::kAnalysis, "{}")), DescriptionError);
  EXPECT_THROW(saved_.Save(Document(DocumentKind::kSegment, "{}")), DescriptionError);
  ConsoleDocument untitled = Document(DocumentKind::kBoard, board);
  untitled.title.clear();
  EXPECT_THROW(saved_.Save(untitled), DescriptionError);
  ConsoleDocument lost = Document(DocumentKind::kBoard, board);
  lost.app = "nosuch";
  EXPECT_THROW(saved_.Save(lost), UserError);
  EXPECT_TRUE(saved_.Remove("shop", DocumentKind::kAnalysis, kept.id));
  EXPECT_FALSE(saved_.Find("shop", DocumentKind::kAnalysis, kept.id));
}

TEST_F(SavedConsoleTest, OfTwoChangesOfOneVersionTheSecondIsAConflict) {
  ConsoleDocument mine = saved_.Save(Document(DocumentKind::kBoard, R"({"items":[]})"));
  const ConsoleDocument theirs = mine;
  mine.title = "Changed";
  EXPECT_EQ(saved_.Save(mine).version, 2);
  EXPECT_THROW(saved_.Save(theirs), DocumentConflict);
  EXPECT_EQ(saved_.Find("shop", DocumentKind::kBoard, mine.id)->title, "Changed");
}

TEST_F(SavedConsoleTest, ASegmentIsRunAndItsUsersAreExported) {
  const ConsoleDocument segment = saved_.Save(Document(DocumentKind::kSegment, kBuyers));
  const auto early = saved_.RunSegment("shop", segment.id, {});
  ASSERT_TRUE(early);
  EXPECT_FALSE(early->is_done);
  EXPECT_EQ(early->error, "nothing of the app `shop` has been loaded and modelled yet");
  LoadEvents();
  const auto run = saved_.RunSegment("shop", segment.id, {});
  ASSERT_TRUE(run);
  EXPECT_TRUE(run->is_done) << run->error;
  EXPECT_GT(run->segment_size, 0);
  EXPECT_GE(run->total_users, run->segment_size);
  EXPECT_EQ(saved_.Runs("shop", segment.id).size(), 2U);
  EXPECT_FALSE(saved_.RunSegment("shop", "nosuch", {}));
  OpenProjectWarehouse(project_)->Connect()->Execute(
      "UPDATE shop.user_v2 SET first_referrer = '=1+1', first_traffic_source = '', first_traffic_medium = NULL");
  const std::string csv = UsersCsv(segment.id);
  EXPECT_EQ(UsersCsv(segment.id, csv.size()), csv);
  EXPECT_THROW(UsersCsv(segment.id, csv.size() - 1), UserError);
  EXPECT_FALSE(saved_.ExportUsers("shop", "nosuch", {}));
  std::vector<std::unique_ptr<UserExport>> open(4);
  for (auto& each : open) each = saved_.ExportUsers("shop", segment.id, {});
  EXPECT_THROW(saved_.ExportUsers("shop", segment.id, {}), ExportsBusy);
  open.pop_back();
  EXPECT_EQ(UsersCsv(segment.id), csv) << "the connection of one that was left is free";
  EXPECT_TRUE(csv.starts_with("user_id,user_pseudo_id,")) << csv;
  EXPECT_GT(std::count(csv.begin(), csv.end(), '\n'), run->segment_size);
  EXPECT_NE(csv.find(",'=1+1,\"\",,"), std::string::npos) << "no formula; NULL is no text: " << csv;
  EXPECT_TRUE(saved_.Remove("shop", DocumentKind::kSegment, segment.id));
  EXPECT_EQ(
      OpenProjectWarehouse(project_)->Connect()->QueryRows("SELECT count(*) FROM shop.segment_user").Integer(0, 0), 0);
}

TEST_F(SavedConsoleTest, OfARunThatIsStoppedNothingIsRecorded) {
  const ConsoleDocument segment = saved_.Save(Document(DocumentKind::kSegment, kBuyers));
  LoadEvents();
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(saved_.RunSegment("shop", segment.id, stop.get_token()), Cancelled);
  EXPECT_TRUE(saved_.Runs("shop", segment.id).empty());
}

TEST_F(SavedConsoleTest, ARunOfAnAppThatIsNotInTheWarehouseIsRecorded) {
  ConsoleDocument segment = Document(DocumentKind::kSegment, kBuyers);
  segment.app = "gone";
  segment.id = "s";
  ASSERT_TRUE(project_.OpenLedger()->console_documents().Save(segment));
  const auto run = saved_.RunSegment("gone", "s", {});
  ASSERT_TRUE(run);
  EXPECT_EQ(run->error, "nothing was loaded of the app `gone`");
  EXPECT_EQ(saved_.Runs("gone", "s").size(), 1U);
}

TEST_F(SavedConsoleTest, ASegmentIsRunByItsSchedule) {
  const std::string body = std::string(kBuyers).insert(1, R"x("refresh":{"schedule":"rate(1 minute)"},)x");
  const ConsoleDocument segment = saved_.Save(Document(DocumentKind::kSegment, body));
  LoadEvents();
  const auto ledger = project_.OpenLedger();
  MachineClock clock({});
  const JobControl control;
  std::vector<std::string> said;
  const auto say = [&](const std::string& line) { said.push_back(line); };
  const WorkflowSurroundings surroundings{project_, *ledger, clock, control, say, say, [] {}};
  const Workflow workflow = MakeScheduledSegments(surroundings);
  EXPECT_FALSE(workflow.begin()) << "its first minute has not passed";
  // As if it had been changed an hour ago.
  ConsoleDocument old = segment;
  old.changed_ns -= 3'600 * kNanosecondsPerSecond;
  ASSERT_TRUE(ledger->console_documents().Save(old));
  ASSERT_TRUE(workflow.begin());
  const StateData data;
  const TaskContext context{.run_id = "r", .token = {}, .data = data, .attempt = 1, .stop = {}};
  EXPECT_EQ(workflow.functions.at("refresh")(context).report, R"({"segments":1})");
  ASSERT_EQ(said.size(), 1U);
  EXPECT_TRUE(said[0].starts_with("segments r: shop/" + segment.id + ": ")) << said[0];
  ASSERT_EQ(saved_.Runs("shop", segment.id).size(), 1U);
  EXPECT_TRUE(saved_.Runs("shop", segment.id)[0].is_done);
  EXPECT_FALSE(workflow.begin()) << "it is not due any more";
}

TEST_F(SavedConsoleTest, ASegmentIsStillDueWhenItsRunWasStopped) {
  const std::string body = std::string(kBuyers).insert(1, R"x("refresh":{"schedule":"rate(1 minute)"},)x");
  ConsoleDocument segment = saved_.Save(Document(DocumentKind::kSegment, body));
  LoadEvents();
  const auto ledger = project_.OpenLedger();
  segment.changed_ns -= 3'600 * kNanosecondsPerSecond;
  ASSERT_TRUE(ledger->console_documents().Save(segment));
  MachineClock clock({});
  const JobControl control;
  const auto say = [](const std::string&) {};
  const Workflow workflow = MakeScheduledSegments({project_, *ledger, clock, control, say, say, [] {}});
  std::stop_source stop;
  stop.request_stop();
  const StateData data;
  const TaskContext context{.run_id = "r", .token = {}, .data = data, .attempt = 1, .stop = stop.get_token()};
  EXPECT_THROW(workflow.functions.at("refresh")(context), Cancelled);
  EXPECT_TRUE(workflow.begin());
}

TEST_F(SavedConsoleTest, RunsOfSegmentsWaitInAQueueOfTheirOwn) {
  const ConsoleDocument segment = saved_.Save(Document(DocumentKind::kSegment, kBuyers));
  LoadEvents();
  SegmentRuns runs(saved_, {.most_waiting = 1});
  EXPECT_FALSE(runs.Start("shop", "nosuch"));
  const auto asked = runs.Start("shop", segment.id);
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->state, SegmentRunState::kWaiting);
  // Nobody waits for it: it runs all the same.
  std::vector<SegmentRunStatus> list;
  EXPECT_TRUE(Eventually([&] {
    list = runs.List("shop", segment.id);
    return list.front().state >= SegmentRunState::kDone;
  }));
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].state, SegmentRunState::kDone) << list[0].run.error;
  EXPECT_GT(list[0].run.segment_size, 0);
}

TEST_F(SavedConsoleTest, TheQueueOfRunsIsBounded) {
  const ConsoleDocument segment = saved_.Save(Document(DocumentKind::kSegment, kBuyers));
  SegmentRuns runs(saved_, {.most_waiting = 0});
  EXPECT_THROW(runs.Start("shop", segment.id), SegmentRunsBusy);
  EXPECT_TRUE(runs.List("shop", segment.id).empty());
}

TEST_F(SavedConsoleTest, ARunEndsWithItsTime) {
  const ConsoleDocument segment = saved_.Save(Document(DocumentKind::kSegment, kBuyers));
  LoadEvents();
  {
    SegmentRuns runs(saved_, {.time_limit = std::chrono::milliseconds(0)});
    runs.Start("shop", segment.id);
    EXPECT_TRUE(Eventually([&] { return !saved_.Runs("shop", segment.id).empty(); }));
  }
  EXPECT_EQ(saved_.Runs("shop", segment.id)[0].error, "it was stopped, because it took longer than 0ms");
}

}  // namespace
}  // namespace millrace
