// The services over one small project: what they return, how they are watched and how they are cancelled.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <thread>

#include <arrow/record_batch.h>
#include <gtest/gtest.h>

#include "core/cancelled.h"
#include "core/error.h"
#include "core/warehouse_address.h"
#include "ledger/held_lease.h"
#include "project/doctor.h"
#include "project/lake_query.h"
#include "project/lake_upkeep.h"
#include "project/run_service.h"
#include "project/status.h"
#include "project/testing/loaded_project_fixture.h"

namespace millrace {
namespace {

Config ServicesConfig(const TestProject& test) {
  Config config = ConfigOfTestProject(test, std::string(kNoWarehouse));
  config.schedule.process = "rate(1 hour)";
  return config;
}

// Notes what it is told, and may request a stop as soon as a job is at work.
class Watcher : public JobObserver {
 public:
  void OnWait(const std::string& /*holder*/) override {
    if (when_waiting) when_waiting();
  }
  void OnProgress(const ProgressCounts& counts) override {
    last = counts;
    if (when_at_work) when_at_work();
  }
  void OnNote(const std::string& text) override { notes.push_back(text); }
  void OnWarning(const std::string& text) override { warnings.push_back(text); }

  ProgressCounts last;
  std::vector<std::string> notes;
  std::vector<std::string> warnings;
  std::function<void()> when_at_work;
  std::function<void()> when_waiting;
};

class ServicesTest : public ::testing::Test {
 protected:
  uint64_t CountOf(const std::string& table) {
    uint64_t count = 0;
    LakeQuery(project_).Run(
        "SELECT count(*) AS n FROM " + table, [](const auto&) {},
        [&](const std::shared_ptr<arrow::RecordBatch>& batch) {
          count = static_cast<uint64_t>(ResultRows(batch).Integer(0, 0));
        });
    return count;
  }

  TestProject test_{/*two_apps=*/false};
  Project project_{ServicesConfig(test_)};
};

TEST_F(ServicesTest, WaitingForAnotherJobEndsWhenTheStopIsRequested) {
  const auto ledger = project_.OpenLedger();
  const HeldLease held(*ledger, kProjectLease, std::chrono::seconds(0), {});
  std::stop_source stop;
  Watcher watcher;
  watcher.when_waiting = [&] { stop.request_stop(); };
  EXPECT_THROW(ProcessRawFiles(project_, {}, false,
                               {.observer = &watcher, .patience = std::chrono::hours(1), .stop = stop.get_token()}),
               Cancelled);
}

// A run into another lake would leave half of the rows in each.
TEST_F(ServicesTest, AnotherLakeIsRefusedUnlessItHoldsTheFiles) {
  namespace fs = std::filesystem;
  test_.AddFile("a", 3);
  ProcessRawFiles(project_, {}, false, {});
  Config changed = ServicesConfig(test_);
  changed.lake += "2";
  Project other(changed);
  test_.AddFile("b", 2);
  EXPECT_THROW(ProcessRawFiles(other, {}, false, {}), UserError);
  EXPECT_THROW(RunService(other, {}).RunOnce(), UserError);
  EXPECT_THROW(LakeQuery{other}, UserError);
  EXPECT_EQ(ProcessRawFiles(project_, {}, false, {}).counters.files, 1U) << "the old one is as before";
  fs::rename(test_.options.lake, changed.lake);
  test_.AddFile("c", 1);
  EXPECT_EQ(ProcessRawFiles(other, {}, false, {}).counters.files, 1U) << "moved with its files";
  EXPECT_THROW(ProcessRawFiles(project_, {}, false, {}), UserError) << "and is known there from now on";
}

// Everything would be in the lake twice.
TEST_F(ServicesTest, ANewLedgerRefusesALakeWithFilesUntilItIsAdopted) {
  namespace fs = std::filesystem;
  test_.AddFile("a", 3);
  ProcessRawFiles(project_, {}, false, {});
  const uint64_t events = CountOf("event_v2");
  EXPECT_THROW(AdoptLake(project_), UserError) << "it is known";
  fs::remove_all(test_.options.state);
  EXPECT_THROW(ProcessRawFiles(project_, {}, false, {}), UserError);
  EXPECT_THROW(ProcessRawFiles(project_, {}, false, {}), UserError) << "each time";
  EXPECT_THROW(ReplayRejects(project_, {}, {}), UserError);
  EXPECT_THROW(RunService(project_, {}).RunOnce(), UserError);
  EXPECT_EQ(CountOf("event_v2"), events) << "reading is allowed";
  EXPECT_EQ(WorstOf(Examine(project_)), Health::kFailed);
  fs::remove(test_.Raw("a"));
  test_.AddFile("b", 2);
  EXPECT_GT(AdoptLake(project_), 0U);
  EXPECT_EQ(ProcessRawFiles(project_, {}, false, {}).counters.files, 1U);
  EXPECT_GT(CountOf("event_v2"), events);
}

TEST_F(ServicesTest, AProjectThatWasMovedAsAWholeIsTheSame) {
  namespace fs = std::filesystem;
  test_.AddFile("a", 3);
  ProcessRawFiles(project_, {}, false, {});
  Config moved = ServicesConfig(test_);
  const fs::path root = fs::path(moved.state).parent_path();
  const fs::path there = root.string() + "-moved";
  for (std::string* folder : {&moved.raw, &moved.lake, &moved.state}) {
    const fs::path to = there / fs::path(*folder).lexically_relative(root);
    fs::create_directories(to.parent_path());
    fs::rename(*folder, to);
    *folder = to.string();
  }
  {
    Project project(moved);
    EXPECT_EQ(ProcessRawFiles(project, {}, false, {}).counters.files, 0U);
  }
  fs::remove_all(there);
}

TEST_F(ServicesTest, ProcessingReturnsItsReportAndTellsItsProgress) {
  test_.AddFile("a", 3);
  test_.AddFile("b", 2);
  EXPECT_EQ(ForecastProcess(project_, {}).plan.files, 2U);
  EXPECT_EQ(StatusOf(project_, 5).plan.files, 2U);
  Watcher watcher;
  const RunReport report = ProcessRawFiles(project_, {}, false, {.observer = &watcher});
  EXPECT_EQ(report.counters.files, 2U);
  EXPECT_EQ(report.counters.events_read, 15U);
  EXPECT_EQ(watcher.last.files_done, 2U);
  EXPECT_EQ(watcher.last.files_total, 2U);
  const ProjectStatus status = StatusOf(project_, 5);
  EXPECT_EQ(status.summary.files_done, 2U);
  EXPECT_EQ(status.plan.files, 0U);
  ASSERT_EQ(status.jobs.size(), 1U);
  EXPECT_EQ(status.jobs[0].id, report.job_id);
  EXPECT_EQ(status.tables[static_cast<size_t>(TableId::kEvent)].files, 1U);
  EXPECT_EQ(CountOf("event_v2"), 10U);
}

TEST_F(ServicesTest, ACancelledRunSaysSoAndFreesItsFiles) {
  test_.AddFile("a", 3);
  std::stop_source stop;
  Watcher watcher;
  watcher.when_at_work = [&] { stop.request_stop(); };
  EXPECT_THROW(ProcessRawFiles(project_, {}, false, {.observer = &watcher, .stop = stop.get_token()}), Cancelled);
  const ProjectStatus status = StatusOf(project_, 5);
  EXPECT_EQ(status.plan.files, 1U) << "unread again";
  ASSERT_EQ(status.jobs.size(), 1U);
  EXPECT_EQ(status.jobs[0].state, JobState::kFailed);
  EXPECT_TRUE(status.holder.empty());
  EXPECT_EQ(ProcessRawFiles(project_, {}, false, {}).counters.files, 1U);
  test_.Check();
}

TEST_F(ServicesTest, WhatIsStoppedBeforeItBeginsDoesNothing) {
  test_.AddFile("a", 1);
  test_.AddFile("b", 1);
  ProcessRawFiles(project_, {}, false, {});
  test_.AddFile("c", 1);
  ProcessRawFiles(project_, {}, false, {});
  std::stop_source stop;
  stop.request_stop();
  const JobControl control{.stop = stop.get_token()};
  EXPECT_THROW(ReplayRejects(project_, {}, control), Cancelled);
  EXPECT_THROW(CompactLake(project_, {}, control), Cancelled);
  EXPECT_THROW(ReenrichLake(project_, {}, control), Cancelled);
  EXPECT_THROW(ErasePerson(project_, "user-a-0-a", control), Cancelled);
  test_.Check();
  EXPECT_EQ(StatusOf(project_, 100).summary.jobs_committed, 2U);
}

TEST_F(ServicesTest, UpkeepDoesWhatItsForecastSays) {
  test_.AddFile("a", 2);
  ProcessRawFiles(project_, {}, false, {});
  test_.AddFile("b", 2);
  ProcessRawFiles(project_, {}, false, {});
  const auto changes = CompactionOf(project_, {});
  ASSERT_FALSE(changes.empty());
  uint64_t files = 0;
  for (const PartitionChange& change : changes) files += change.files;
  EXPECT_EQ(CompactLake(project_, {}, {}).rewrite.files_replaced, files);
  EXPECT_TRUE(CompactionOf(project_, {}).empty());

  const std::string user = "user-a-0-a";
  EXPECT_FALSE(ErasureOf(project_, user).files.empty());
  EXPECT_GT(ErasePerson(project_, user, {}).rewrite.files_replaced, 0U);
  EXPECT_TRUE(ErasureOf(project_, user).files.empty());
  EXPECT_EQ(ErasuresOf(project_).size(), 1U);
  EXPECT_EQ(CountOf("event_v2"), 7U);
}

TEST_F(ServicesTest, AQueryIsCancelled) {
  std::stop_source stop;
  LakeQuery lake(project_);
  std::jthread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    stop.request_stop();
  });
  EXPECT_THROW(lake.Run(
                   "SELECT count(*) FROM range(100000000) a, range(100000000) b WHERE a.range * b.range % 7 = 3",
                   [](const auto&) {}, [](const auto&) {}, stop.get_token()),
               Cancelled);
  EXPECT_EQ(CountOf("event_v2"), 0U);
}

TEST_F(ServicesTest, TheRunServiceProcessesAndEndsWhenItIsDrained) {
  test_.AddFile("a", 2);
  std::stop_source drain;
  Watcher watcher;
  {
    RunService service(project_, {.observer = &watcher, .drain = drain.get_token()});
    const std::jthread drainer([&](const std::stop_token& ended) {
      const auto is_done = [&] {
        const std::vector<RunDetails> runs = RecentRuns(project_, "process", 1);
        return !runs.empty() && runs[0].run.over();
      };
      while (!is_done() && !ended.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
      Project other(ServicesConfig(test_));
      EXPECT_THROW(RunService(other, {}).RunOnce(), SystemError) << "one at a time";
      drain.request_stop();
    });
    service.RunOnSchedule();
  }
  EXPECT_TRUE(watcher.warnings.empty());
  EXPECT_EQ(watcher.notes.front(), "project shop: process rate(1 hour), in UTC");
  test_.Check();
  EXPECT_TRUE(StatusOf(project_, 1).workflows.at(0).next_run.has_value());
  EXPECT_TRUE(RunService(project_, {}).RunOnce().empty()) << "nothing to do";
}

TEST_F(ServicesTest, NothingIsParkedInAProjectThatHasNotRun) {
  EXPECT_TRUE(RetryParkedRuns(project_).empty());
  EXPECT_FALSE(std::filesystem::exists(test_.LedgerFileName()));
}

}  // namespace
}  // namespace millrace
