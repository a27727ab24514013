#include "ledger/sqlite_ledger.h"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/error.h"
#include "ledger/sqlite.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

class SqliteLedgerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "millrace-ledger-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
    path_ = LedgerPath(root_ + "/state/deep", "shop");
  }
  void TearDown() override { fs::remove_all(root_); }

  static LedgerJob Job(const std::string& id, JobKind kind = JobKind::kProcess) {
    return {.id = id, .kind = kind, .started_ns = 5, .host = "here", .pid = 7, .counters = {}, .error = {}};
  }
  static std::vector<std::string> Files(Ledger& ledger, std::string_view first = "", std::string_view last = "~") {
    std::vector<std::string> files;
    ledger.ForEachFile(first, last, [&](const KnownFile& file) {
      files.push_back(file.path + ":" + std::to_string(file.size) + ":" + std::to_string(file.modified_ns) + ":" +
                      file.job_id + ":" + std::string(JobStateName(file.state)));
    });
    return files;
  }

  std::string root_;
  std::string path_;
};

using Strings = std::vector<std::string>;

TEST_F(SqliteLedgerTest, JobGoesFromClaimToCommit) {
  auto ledger = OpenSqliteLedger(path_);
  const LedgerFile files[] = {{"b", 2, 20}, {"a", 1, 10}};
  ledger->BeginJob(Job("j1"), files);
  EXPECT_EQ(Files(*ledger), (Strings{"a:1:10:j1:running", "b:2:20:j1:running"}));
  EXPECT_EQ(ledger->UncommittedJobs(), std::unordered_set<std::string>{"j1"});

  const LedgerOutput outputs[] = {{"_staging/j1/x", "event_v2/p/x", "event_v2", "p", 3, 300}};
  ledger->BeginPublish("j1", outputs, {}, R"({"n":1})");
  ASSERT_EQ(ledger->UnfinishedJobs().size(), 1U);
  EXPECT_EQ(ledger->UnfinishedJobs()[0].state, JobState::kPublishing);
  ASSERT_EQ(ledger->Outputs("j1").size(), 1U);
  EXPECT_EQ(ledger->Outputs("j1")[0].staged_path, "_staging/j1/x");
  EXPECT_EQ(ledger->Outputs("j1")[0].final_path, "event_v2/p/x");
  EXPECT_EQ(ledger->Outputs("j1")[0].rows, 3U);

  ledger->Commit("j1", 99);
  EXPECT_TRUE(ledger->UnfinishedJobs().empty());
  EXPECT_TRUE(ledger->UncommittedJobs().empty());
  EXPECT_EQ(Files(*ledger, "b", "c"), Strings{"b:2:20:j1:committed"});
  const auto jobs = ledger->RecentJobs(10);
  ASSERT_EQ(jobs.size(), 1U);
  EXPECT_EQ(jobs[0].counters, R"({"n":1})");
  EXPECT_EQ(jobs[0].finished_ns, 99);
  EXPECT_EQ(jobs[0].pid, 7);
}

TEST_F(SqliteLedgerTest, ReleaseGivesFilesBackAndKeepsTheReason) {
  auto ledger = OpenSqliteLedger(path_);
  const LedgerFile files[] = {{"a", 1, 10}};
  ledger->BeginJob(Job("j1"), files);
  ledger->Release("j1", JobState::kFailed, "disk full", 6);
  EXPECT_TRUE(Files(*ledger).empty());
  ledger->BeginJob(Job("j2"), files);
  EXPECT_EQ(Files(*ledger), Strings{"a:1:10:j2:running"});
  EXPECT_EQ(ledger->RecentJobs(1)[0].id, "j2") << "newest first";
  EXPECT_EQ(ledger->RecentJobs(2)[1].error, "disk full");
  EXPECT_EQ(ledger->UncommittedJobs(), (std::unordered_set<std::string>{"j1", "j2"}));
}

TEST_F(SqliteLedgerTest, FileIsClaimedOnceAndTheWholeClaimFails) {
  auto ledger = OpenSqliteLedger(path_);
  const LedgerFile first[] = {{"b", 1, 10}};
  ledger->BeginJob(Job("j1"), first);
  const LedgerFile second[] = {{"a", 1, 10}, {"b", 1, 10}};
  EXPECT_THROW(ledger->BeginJob(Job("j2"), second), SystemError);
  EXPECT_EQ(Files(*ledger), Strings{"b:1:10:j1:running"});
  EXPECT_EQ(ledger->RecentJobs(10).size(), 1U) << "nothing of the second claim is left";
}

TEST_F(SqliteLedgerTest, JobMovesOnlyForward) {
  auto ledger = OpenSqliteLedger(path_);
  ledger->BeginJob(Job("j1"), {});
  EXPECT_THROW(ledger->Commit("j1", 1), InternalError) << "not published yet";
  ledger->BeginPublish("j1", {}, {}, "{}");
  EXPECT_THROW(ledger->Release("j1", JobState::kFailed, "", 1), InternalError) << "published is never given back";
  ledger->Commit("j1", 1);
  EXPECT_THROW(ledger->Commit("j1", 1), InternalError);
  EXPECT_THROW(ledger->BeginPublish("unknown", {}, {}, "{}"), InternalError);
}

TEST_F(SqliteLedgerTest, CommittedOutputsAreThoseOfLaterCommits) {
  const LedgerOutput output{
      .staged_path = "s", .final_path = "p", .table = "t", .partition = "", .rows = 1, .bytes = 1};
  auto ledger = OpenSqliteLedger(path_);
  ledger->BeginJob(Job("j1"), {});
  ledger->BeginPublish("j1", std::span(&output, 1), {}, "{}");
  EXPECT_TRUE(ledger->CommittedOutputs(0).empty()) << "not committed yet";
  ledger->Commit("j1", 7);
  EXPECT_TRUE(ledger->CommittedOutputs(7).empty());
  ASSERT_EQ(ledger->CommittedOutputs(6).size(), 1U);
  EXPECT_EQ(ledger->CommittedOutputs(6)[0].final_path, "p");
}

TEST_F(SqliteLedgerTest, RejectIsReplayedOnce) {
  auto ledger = OpenSqliteLedger(path_);
  ledger->BeginJob(Job("r1", JobKind::kReplay), {});
  const RejectKey keys[] = {{"f", 3, -1, 0xFFFFFFFFFFFFFFFF}, {"f", 3, 0, 1}};
  ledger->BeginPublish("r1", {}, keys, "{}");
  ledger->BeginJob(Job("r2", JobKind::kReplay), {});
  EXPECT_THROW(ledger->BeginPublish("r2", {}, std::span(keys).first(1), "{}"), SystemError);
  ledger->Commit("r1", 1);
  std::vector<RejectKey> replayed;
  ledger->ForEachReplayed([&](const RejectKey& key) { replayed.push_back(key); });
  EXPECT_EQ(replayed, (std::vector<RejectKey>{keys[0], keys[1]}));
  EXPECT_EQ(ledger->Summary().rejects_replayed, 2U);
}

TEST_F(SqliteLedgerTest, TakenBackJobGivesBackFilesAndRejects) {
  auto ledger = OpenSqliteLedger(path_);
  const RejectKey key{.source_file = "f", .line = 3, .fingerprint = 1};
  const LedgerOutput output{
      .staged_path = "s", .final_path = "p", .table = "t", .partition = "", .rows = 1, .bytes = 1};
  ledger->BeginJob(Job("j1"), std::vector<LedgerFile>{{"a", 1, 10}});
  EXPECT_THROW(ledger->TakeBack("j1", "", 1), InternalError) << "a running job is released";
  ledger->BeginPublish("j1", std::span(&output, 1), std::span(&key, 1), "{}");
  ledger->TakeBack("j1", "lost", 7);
  EXPECT_EQ(ledger->RecentJobs(1)[0].state, JobState::kAbandoned);
  EXPECT_EQ(ledger->RecentJobs(1)[0].error, "lost");
  EXPECT_TRUE(ledger->CommittedOutputs(0).empty());
  ledger->ForgetStrayOutputs(6);
  EXPECT_EQ(ledger->StrayOutputs().size(), 1U) << "of a job that ended after";
  ledger->ForgetStrayOutputs(7);
  EXPECT_EQ(ledger->StrayOutputs().size(), 0U);
  EXPECT_EQ(Files(*ledger), Strings());
  ledger->BeginJob(Job("j2"), std::vector<LedgerFile>{{"a", 1, 10}});
  ledger->BeginPublish("j2", {}, std::span(&key, 1), "{}");
  ledger->Commit("j2", 9);
  EXPECT_EQ(ledger->Summary().rejects_replayed, 1U);
}

TEST_F(SqliteLedgerTest, SummaryCountsCommittedOnly) {
  auto ledger = OpenSqliteLedger(path_);
  const LedgerFile one[] = {{"a", 10, 1}, {"b", 5, 1}};
  ledger->BeginJob(Job("j1"), one);
  ledger->BeginPublish("j1", {}, {}, "{}");
  ledger->Commit("j1", 1);
  const LedgerFile two[] = {{"c", 100, 1}};
  ledger->BeginJob(Job("j2"), two);
  ledger->Release("j2", JobState::kAbandoned, "", 1);
  ledger->BeginJob(Job("j3"), two);
  const LedgerSummary summary = ledger->Summary();
  EXPECT_EQ(summary.files_done, 2U);
  EXPECT_EQ(summary.bytes_done, 15U);
  EXPECT_EQ(summary.jobs_committed, 1U);
  EXPECT_EQ(summary.jobs_failed, 1U);
}

TEST_F(SqliteLedgerTest, ReadingMakesNothingAndChangesNothing) {
  EXPECT_TRUE(Files(*OpenSqliteLedgerToRead(path_)).empty());
  EXPECT_FALSE(fs::exists(root_ + "/state"));
  OpenSqliteLedger(path_)->BeginJob(Job("j1"), {});
  auto reader = OpenSqliteLedgerToRead(path_);
  EXPECT_EQ(reader->UnfinishedJobs().size(), 1U);
  EXPECT_THROW(reader->BeginJob(Job("j2"), {}), SystemError);
}

TEST_F(SqliteLedgerTest, OtherFilesAreRefused) {
  fs::create_directories(root_ + "/state/deep");
  std::ofstream(path_) << std::string(5000, 'x');
  EXPECT_THROW(OpenSqliteLedger(path_), SystemError);
  fs::remove(path_);
  SqliteConnection(path_).Run("CREATE TABLE others (x)");
  EXPECT_THROW(OpenSqliteLedger(path_), UserError);
  fs::remove(path_);
  OpenSqliteLedger(path_);
  SqliteConnection(path_).Run("PRAGMA user_version = 1000");
  EXPECT_THROW(OpenSqliteLedger(path_), UserError) << "made by a newer version";
}

// A ledger of the first version: its tables and what is in them stay, the new ones are added.
TEST_F(SqliteLedgerTest, OlderLedgerIsKeptAndGetsWhatItLacks) {
  const LedgerFile files[] = {{"a", 1, 10}};
  OpenSqliteLedger(path_)->BeginJob(Job("j1"), files);
  SqliteConnection(path_).Run(
      "DROP TABLE workflow_steps; DROP TABLE workflow_runs; DROP TABLE schedules; DROP TABLE retired; DROP TABLE "
      "erasures; PRAGMA user_version = 1");
  auto ledger = OpenSqliteLedger(path_);
  EXPECT_EQ(Files(*ledger), Strings{"a:1:10:j1:running"});
  EXPECT_TRUE(ledger->Workflows("", 10).empty());
  ledger->SaveWorkflow(
      {.id = "w1", .workflow = "load", .input = "x", .steps = {{.name = "s", .result = {}, .error = {}}}});
  EXPECT_EQ(OpenSqliteLedgerToRead(path_)->Workflows("load", 10).size(), 1U);
  EXPECT_TRUE(ledger->AllRetiredFiles().empty());
  EXPECT_TRUE(ledger->Erasures().empty());
}

// The commit is the swap: until it, what a job takes out counts; after it, never again.
TEST_F(SqliteLedgerTest, WhatAJobTakesOutCountsFromItsCommitOn) {
  using Paths = std::unordered_set<std::string>;
  auto ledger = OpenSqliteLedger(path_);
  const RetiredFile retired[] = {{.path = "event_v2/a", .table = "event_v2", .bytes = 3}};
  ledger->BeginJob(Job("failed", JobKind::kErase), {});
  ledger->Retire("failed", retired);
  ledger->RecordErasure("failed", R"({"n":0})");
  EXPECT_EQ(ledger->RetiredFiles(), Paths{});
  ledger->Release("failed", JobState::kFailed, "why", 6);

  ledger->BeginJob(Job("erased", JobKind::kErase), {});
  ledger->Retire("erased", retired);  // again: what a failed job noted is forgotten
  ledger->RecordErasure("erased", R"({"n":1})");
  ledger->BeginPublish("erased", {}, {}, "{}");
  EXPECT_EQ(ledger->RetiredFiles(), Paths{});
  EXPECT_TRUE(ledger->Erasures().empty());
  EXPECT_THROW(ledger->Retire("erased", retired), std::exception) << "too late: the job is journaled";

  ledger->Commit("erased", 9);
  EXPECT_EQ(ledger->RetiredFiles(), Paths{"event_v2/a"});
  EXPECT_EQ(ledger->Erasures(), Strings{R"({"n":1})"});
  ledger->MarkRetiredRemoved();
  EXPECT_EQ(ledger->RetiredFiles(), Paths{});
  EXPECT_EQ(OpenSqliteLedgerToRead(path_)->AllRetiredFiles(), Paths{"event_v2/a"});
}

TEST_F(SqliteLedgerTest, WorkflowIsKeptAsItWasSavedLast) {
  auto ledger = OpenSqliteLedger(path_);
  WorkflowRun run{.id = "w1", .workflow = "load", .started_ns = 5, .input = "in", .steps = {}};
  run.steps = {{.name = "a", .result = {}, .error = {}}, {.name = "b", .result = {}, .error = {}}};
  ledger->SaveWorkflow(run);
  run.state = WorkflowState::kParked;
  run.steps[0] = {.name = "a", .state = WorkflowState::kDone, .attempts = 1, .result = "r", .error = {}};
  run.steps[1] = {.name = "b",
                  .state = WorkflowState::kParked,
                  .attempts = 5,
                  .started_ns = 7,
                  .finished_ns = 8,
                  .next_attempt_ns = 9,
                  .result = {},
                  .error = "no disk"};
  ledger->SaveWorkflow(run);
  const std::vector<WorkflowRun> stored = ledger->Workflows("load", 10);
  ASSERT_EQ(stored.size(), 1U);
  EXPECT_EQ(stored[0].state, WorkflowState::kParked);
  EXPECT_EQ(stored[0].started_ns, 5);
  EXPECT_EQ(stored[0].input, "in");
  ASSERT_EQ(stored[0].steps.size(), 2U);
  EXPECT_EQ(stored[0].steps[0].result, "r");
  ASSERT_NE(stored[0].Current(), nullptr);
  EXPECT_EQ(stored[0].Current()->name, "b");
  EXPECT_EQ(stored[0].Current()->attempts, 5);
  EXPECT_EQ(stored[0].Current()->next_attempt_ns, 9);
  EXPECT_EQ(stored[0].Current()->error, "no disk");
}

TEST_F(SqliteLedgerTest, ScheduleIsKeptByName) {
  auto ledger = OpenSqliteLedger(path_);
  EXPECT_FALSE(ledger->FindSchedule("process"));
  ledger->SaveSchedule({.name = "process", .expression = "rate(1 day)", .time_zone = "UTC", .anchor = 5, .handled = 6});
  ledger->SaveSchedule({.name = "model", .expression = "rate(1 hour)", .time_zone = "UTC", .anchor = 1, .handled = 1});
  ledger->SaveSchedule(
      {.name = "process", .expression = "rate(2 days)", .time_zone = "UTC", .anchor = 7, .handled = 8});
  EXPECT_EQ(ledger->FindSchedule("process")->expression, "rate(2 days)");
  EXPECT_EQ(ledger->FindSchedule("process")->handled, 8);
  EXPECT_EQ(ledger->FindSchedule("model")->anchor, 1);
}

TEST_F(SqliteLedgerTest, FullDiskFailsTheClaimAndLeavesTheOldState) {
  OpenSqliteLedger(path_)->BeginJob(Job("j1"), {});
  // In a child, since the limit on file sizes cannot be raised again there.
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    auto ledger = OpenSqliteLedger(path_);
    const rlimit limit{.rlim_cur = 200'000, .rlim_max = 200'000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    std::vector<LedgerFile> files;
    files.reserve(20'000);
    for (int i = 0; i < 20'000; ++i) files.push_back({"year=2026/file-" + std::to_string(i), 1, 1});
    try {
      ledger->BeginJob(Job("j2"), files);
      ::_exit(1);
    } catch (const SystemError&) {
      ::_exit(Files(*ledger).empty() ? 0 : 2);
    }
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  auto ledger = OpenSqliteLedger(path_);
  EXPECT_TRUE(Files(*ledger).empty());
  ASSERT_EQ(ledger->UnfinishedJobs().size(), 1U);
  EXPECT_EQ(ledger->UnfinishedJobs()[0].id, "j1");
}

TEST_F(SqliteLedgerTest, OpensAndLooksUpManyFilesQuickly) {
  const auto seconds = [](auto action) {
    const auto start = std::chrono::steady_clock::now();
    action();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  std::vector<LedgerFile> files;
  files.reserve(100'000);
  for (int i = 0; i < 100'000; ++i) {
    files.push_back(
        {"year=2026/month=01/day=31/hour=12/1726000000-" + std::to_string(1'000'000 + i) + ".log.gz", 1, 1});
  }
  const double claim = seconds([&] { OpenSqliteLedger(path_)->BeginJob(Job("j1"), files); });
  std::unique_ptr<Ledger> ledger;
  const double open = seconds([&] { ledger = OpenSqliteLedger(path_); });
  uint64_t visited = 0;
  const double lookup = seconds([&] { ledger->ForEachFile("", "~", [&](const KnownFile&) { ++visited; }); });
  EXPECT_EQ(visited, 100'000U);
  std::cout << "100,000 files: claim " << claim << " s, open " << open << " s, look up " << lookup << " s\n";
  // Generous, since test machines are busy: measured 0.3 s, 0.001 s and 0.06 s.
  EXPECT_LT(open, 0.5);
  EXPECT_LT(lookup, 2.0);
}

}  // namespace
}  // namespace millrace
