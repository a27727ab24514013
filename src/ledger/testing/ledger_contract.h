// What every implementation of Ledger must do. An implementation's test includes this header, once a test
// program, and says
//
//     INSTANTIATE_TEST_SUITE_P(Name, LedgerContract, ::testing::Values(LedgerMaker{…}));
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include <gtest/gtest.h>

#include "core/error.h"
#include "ledger/ledger.h"

namespace millrace {

// An empty ledger that a test may open as often as it wants, as several processes would. It goes with this object.
class LedgerUnderTest {
 public:
  virtual ~LedgerUnderTest() = default;
  virtual std::unique_ptr<Ledger> Open() = 0;
};
using LedgerMaker = std::function<std::unique_ptr<LedgerUnderTest>()>;

class LedgerContract : public ::testing::TestWithParam<LedgerMaker> {
 public:
  using Strings = std::vector<std::string>;
  using Ids = std::unordered_set<std::string>;

 protected:
  static LedgerJob Job(const std::string& id, JobKind kind = JobKind::kProcess) {
    return {.id = id, .kind = kind, .started_ns = 5, .host = "here", .pid = 7, .counters = {}, .error = {}};
  }
  static LedgerOutput Output(const std::string& path) {
    return {.staged_path = "s/" + path, .final_path = path, .table = "t", .partition = "p", .rows = 3, .bytes = 300};
  }
  void Begin(const std::string& id, const std::vector<LedgerFile>& files = {}) {
    ledger_->jobs().Begin(Job(id));
    ledger_->raw_files().Claim({id}, files);
  }
  void Finish(const std::string& id, int64_t finished_ns = 9) {
    ledger_->jobs().BeginPublish({id}, "{}");
    ledger_->jobs().Commit({id}, finished_ns);
  }
  // `path:size:modified:job:state` of the known files of a day.
  Strings Files(const std::string& day = "") {
    Strings files;
    KnownFileStream stream(ledger_->raw_files(), day);
    while (const KnownFile* file = stream.Next()) {
      files.push_back(file->path + ":" + std::to_string(file->size) + ":" + std::to_string(file->modified_ns) + ":" +
                      file->job_id + ":" + std::string(JobStateName(file->state)));
    }
    return files;
  }
  static LoadItem LakeFile(const std::string& path, int64_t registered_ns) {
    return {.path = path,
            .table = "event_v2",
            .app = "shop",
            .bytes = 300,
            .version = {},
            .rows = 3,
            .registered_ns = registered_ns};
  }
  Strings Waiting() {
    Strings paths;
    for (const LoadItem& item : ledger_->load_items().Waiting("event_v2", 10)) paths.push_back(item.path);
    return paths;
  }
  // `path:state` of all lake files, by state and path.
  Strings States() {
    Strings states;
    for (int state = 0; state < kLoadStateCount; ++state) {
      for (const LoadItem& item : ledger_->load_items().InState(static_cast<LoadState>(state), "", "", 100)) {
        states.push_back(item.path + ":" + std::string(LoadStateName(item.state)));
      }
    }
    std::ranges::sort(states);
    return states;
  }
  std::vector<RejectKey> Settled() {
    std::vector<RejectKey> keys;
    ledger_->replays().ForEachSettled([&](const RejectKey& key) { keys.push_back(key); });
    return keys;
  }

  std::unique_ptr<LedgerUnderTest> made_ = GetParam()();
  std::unique_ptr<Ledger> ledger_ = made_->Open();
};

TEST_P(LedgerContract, JobGoesFromClaimToCommit) {
  Begin("j1", {{"b", 2, 20}, {"a", 1, 10}});
  EXPECT_EQ(Files(), (Strings{"a:1:10:j1:running", "b:2:20:j1:running"}));
  EXPECT_EQ(ledger_->jobs().Uncommitted(), Ids{"j1"});
  ledger_->outputs().Note({"j1"}, std::vector{Output("event_v2/p/x")});
  ledger_->jobs().BeginPublish({"j1"}, R"({"n":1})");
  ASSERT_EQ(ledger_->jobs().Unfinished().size(), 1U);
  EXPECT_EQ(ledger_->jobs().Unfinished()[0].state, JobState::kPublishing);
  const auto outputs = ledger_->outputs().OfJob("j1");
  ASSERT_EQ(outputs.size(), 1U);
  EXPECT_EQ(outputs[0].staged_path, "s/event_v2/p/x");
  EXPECT_EQ(outputs[0].final_path, "event_v2/p/x");
  EXPECT_EQ(outputs[0].rows, 3U);

  ledger_->jobs().Commit({"j1"}, 99);
  EXPECT_TRUE(ledger_->jobs().Unfinished().empty());
  EXPECT_TRUE(ledger_->jobs().Uncommitted().empty());
  EXPECT_EQ(Files(), (Strings{"a:1:10:j1:committed", "b:2:20:j1:committed"}));
  ledger_ = made_->Open();
  const auto jobs = ledger_->jobs().Recent(10);
  ASSERT_EQ(jobs.size(), 1U);
  EXPECT_EQ(jobs[0].counters, R"({"n":1})");
  EXPECT_EQ(jobs[0].finished_ns, 99);
  EXPECT_EQ(jobs[0].pid, 7);
  EXPECT_EQ(jobs[0].host, "here");
}

TEST_P(LedgerContract, ReleasedJobFreesItsFilesAndKeepsTheReason) {
  Begin("j1", {{"a", 1, 10}});
  ledger_->jobs().Release({"j1"}, JobState::kFailed, "disk full", 6);
  EXPECT_TRUE(Files().empty());
  Begin("j2", {{"a", 2, 20}});
  EXPECT_EQ(Files(), Strings{"a:2:20:j2:running"}) << "as it was listed the second time";
  EXPECT_EQ(ledger_->jobs().Recent(1)[0].id, "j2") << "newest first";
  EXPECT_EQ(ledger_->jobs().Recent(2)[1].error, "disk full");
  EXPECT_EQ(ledger_->jobs().Uncommitted(), (Ids{"j1", "j2"}));
}

TEST_P(LedgerContract, FileIsClaimedByOneJob) {
  Begin("j1", {{"b", 1, 10}});
  ledger_->raw_files().Claim({"j1"}, std::vector<LedgerFile>{{"b", 1, 10}});  // again: an answer may have been lost
  EXPECT_THROW(Begin("j2", {{"a", 1, 10}, {"b", 1, 10}, {"c", 1, 10}}), SystemError);
  ledger_->jobs().Release({"j2"}, JobState::kFailed, "", 6);
  EXPECT_EQ(Files(), Strings{"b:1:10:j1:running"}) << "nothing of the second claim counts";
  Finish("j1");
  EXPECT_THROW(Begin("j3", {{"b", 1, 10}}), SystemError) << "read for ever";
}

TEST_P(LedgerContract, JobMovesOnlyForward) {
  JobStore& jobs = ledger_->jobs();
  Begin("j1");
  EXPECT_THROW(jobs.Begin(Job("j1")), SystemError) << "there is one already";
  EXPECT_THROW(jobs.Commit({"j1"}, 1), InternalError) << "not published yet";
  EXPECT_THROW(jobs.TakeBack({"j1"}, "", 1), InternalError) << "a running job is released";
  jobs.BeginPublish({"j1"}, "{}");
  EXPECT_THROW(jobs.Release({"j1"}, JobState::kFailed, "", 1), InternalError) << "published is never given back";
  EXPECT_THROW(ledger_->raw_files().Claim({"j1"}, std::vector<LedgerFile>{{"a", 1, 1}}), InternalError);
  EXPECT_THROW(ledger_->outputs().Note({"j1"}, std::vector{Output("x")}), InternalError);
  jobs.Commit({"j1"}, 1);
  EXPECT_THROW(jobs.Commit({"j1"}, 1), InternalError);
  EXPECT_THROW(jobs.BeginPublish({"unknown"}, "{}"), InternalError);
}

// Pages are small here; files before, between and behind the day folders belong to none.
TEST_P(LedgerContract, KnownFilesComeInPagesByDayFolder) {
  const std::string tenth = "year=2025/month=03/day=10";
  const std::string eleventh = "year=2025/month=03/day=11";
  Begin("j1", {{tenth + "/hour=01/b", 1, 1},
               {tenth + "/hour=01/a", 1, 1},
               {tenth + "/hour=02/a", 1, 1},
               {eleventh + "/a", 1, 1},
               {"a", 1, 1},
               {"year=2025/month=03/day=10.gz", 1, 1},
               {"year=2025/x", 1, 1},
               {"z", 1, 1}});
  const auto paths = [&](const std::string& day) {
    Strings all;
    std::string after;
    while (true) {
      const std::vector<KnownFile> page = ledger_->raw_files().Known(day, after, 2);
      for (const KnownFile& file : page) all.push_back(file.path);
      if (page.size() < 2) return all;
      after = page.back().path;
    }
  };
  EXPECT_EQ(paths(tenth), (Strings{tenth + "/hour=01/a", tenth + "/hour=01/b", tenth + "/hour=02/a"}));
  EXPECT_EQ(paths(eleventh), Strings{eleventh + "/a"});
  EXPECT_EQ(paths("year=2025/month=03/day=1"), Strings{});
  EXPECT_EQ(paths(""), (Strings{"a", "year=2025/month=03/day=10.gz", "year=2025/x", "z"}));

  std::vector<LedgerFile> page = ledger_->raw_files().OfJob("j1", "", 5);
  ASSERT_EQ(page.size(), 5U);
  EXPECT_EQ(page[0].path, "a");
  page = ledger_->raw_files().OfJob("j1", page.back().path, 5);
  ASSERT_EQ(page.size(), 3U);
  EXPECT_EQ(page[2].path, "z");
  EXPECT_TRUE(ledger_->raw_files().OfJob("none", "", 5).empty());
}

TEST_P(LedgerContract, FileThatAJobGivesBackIsFree) {
  Begin("one", {{"a", 1, 2}, {"b", 1, 2}});
  const Strings unread = {"a", "unknown"};
  ledger_->raw_files().GiveBack({"one"}, unread);
  Finish("one");
  EXPECT_EQ(Files(), Strings{"b:1:2:one:committed"});
  Begin("two", {{"a", 1, 2}});
  EXPECT_EQ(Files(), (Strings{"a:1:2:two:running", "b:1:2:one:committed"}));
}

TEST_P(LedgerContract, KeepsWhatFilesHeldAndWhichChangesWereTold) {
  Begin("one", {{"a", 1, 2}, {"b", 3, 4}});
  const std::vector<FileContent> contents = {{"a", "xxh3:aa"}, {"b", "etag:bb"}};
  ledger_->raw_files().NoteContents({"one"}, contents);
  Finish("one");
  ledger_->raw_files().NoteTouched("a", 20);
  ledger_->raw_files().NoteChangeTold({"b", 30, 40});
  const std::vector<KnownFile> files = ledger_->raw_files().Known("", "", 10);
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[0].content, "xxh3:aa");
  EXPECT_EQ(files[0].modified_ns, 20);
  EXPECT_EQ(files[0].told_size, -1);
  EXPECT_EQ(files[1].content, "etag:bb");
  EXPECT_EQ(files[1].modified_ns, 4);
  EXPECT_EQ(files[1].told_size, 30);
  EXPECT_EQ(files[1].told_modified_ns, 40);
}

TEST_P(LedgerContract, NotesTellWhatWorkersAreReading) {
  Begin("one", {{"a", 1, 2}, {"b", 3, 4}, {"c", 5, 6}});
  FailingFileStore& failing = ledger_->failing_files();
  const Strings first = {"a"};
  const Strings second = {"c", "b"};
  failing.NoteReading({"one"}, 0, first);
  failing.NoteReading({"one"}, 1, first);
  failing.NoteReading({"one"}, 1, second);
  const auto names = [&](std::string_view job) {
    Strings found;
    // As the next process sees it.
    for (const LedgerFile& file : made_->Open()->failing_files().BeingRead(job)) {
      found.push_back(file.path + ":" + std::to_string(file.size) + ":" + std::to_string(file.modified_ns));
    }
    return found;
  };
  EXPECT_EQ(names("one"), (Strings{"a:1:2", "b:3:4", "c:5:6"}));
  EXPECT_TRUE(names("two").empty());
  failing.ForgetReading({"one"});
  EXPECT_TRUE(names("one").empty());
}

TEST_P(LedgerContract, FailuresAreCountedOncePerJob) {
  for (const char* job : {"1", "2", "3", "4", "5"}) ledger_->jobs().Begin(Job(job));
  FailingFileStore& failing = ledger_->failing_files();
  EXPECT_EQ(failing.Record({"1"}, {"b", 10, 20}, "no right", 5), 1);
  EXPECT_EQ(failing.Record({"1"}, {"b", 10, 20}, "no right", 6), 1);
  EXPECT_EQ(failing.Record({"1"}, {"a", 1, 2}, "x", 6), 1);
  EXPECT_EQ(failing.Record({"2"}, {"b", 11, 20}, "it grew", 7), 2);
  EXPECT_FALSE(failing.All()[1].quarantined());
  EXPECT_EQ(failing.Record({"3"}, {"b", 12, 20}, "it grew", 8), 3);
  ASSERT_EQ(failing.All().size(), 2U);
  EXPECT_EQ(failing.All()[0].path, "a");
  const FailingFile file = failing.All()[1];
  EXPECT_EQ(file.size, 12U);
  EXPECT_EQ(file.failed_ns, 8);
  EXPECT_EQ(file.reason, "it grew");
  EXPECT_TRUE(file.quarantined());
  EXPECT_EQ(failing.Record({"4"}, {"b", 12, 20}, "x", 9), 4);
  EXPECT_EQ(failing.Record({"5"}, {"b", 13, 20}, "x", 9), 1) << "a quarantined file that has changed begins anew";
  EXPECT_TRUE(failing.Free("b"));
  EXPECT_FALSE(failing.Free("b"));
  EXPECT_EQ(failing.All().size(), 1U);
  failing.Forget("a");
  EXPECT_TRUE(failing.All().empty());
}

TEST_P(LedgerContract, CommittedOutputsAreThoseOfLaterCommits) {
  Begin("j1");
  ledger_->outputs().Note({"j1"}, std::vector{Output("p"), Output("o")});
  ledger_->outputs().Note({"j1"}, std::vector{Output("p")});  // noted before it was begun, now finished
  ledger_->jobs().BeginPublish({"j1"}, "{}");
  EXPECT_TRUE(ledger_->outputs().CommittedSince(0).empty()) << "not committed yet";
  ledger_->jobs().Commit({"j1"}, 7);
  EXPECT_TRUE(ledger_->outputs().CommittedSince(7).empty());
  EXPECT_EQ(ledger_->outputs().CommittedSince(6).size(), 2U);
  EXPECT_EQ(ledger_->outputs().OfJob("j1")[0].final_path, "o");
  EXPECT_TRUE(ledger_->outputs().Stray().empty());
}

TEST_P(LedgerContract, NewestValidOutputIsOfTheNewestCommittedJobThatHasOne) {
  OutputStore& outputs = ledger_->outputs();
  EXPECT_FALSE(outputs.NewestValid());
  const auto newest = [&] { return outputs.NewestValid().value_or(LedgerOutput{}).final_path; };
  Begin("j1");
  outputs.Note({"j1"}, std::vector{Output("a")});
  EXPECT_FALSE(outputs.NewestValid()) << "not committed yet";
  Finish("j1");
  Begin("j2");
  outputs.Note({"j2"}, std::vector{Output("b")});
  Finish("j2");
  EXPECT_EQ(newest(), "b");
  Begin("j3");
  outputs.Retire({"j3"}, std::vector<RetiredFile>{{.path = "b", .table = "t", .bytes = 1}});
  EXPECT_EQ(newest(), "b") << "not retired yet";
  Finish("j3");
  EXPECT_EQ(newest(), "a");
}

TEST_P(LedgerContract, OutputsAreCheckedInTurn) {
  OutputStore& outputs = ledger_->outputs();
  const auto next = [&](size_t limit) {
    std::string paths;
    for (const JobOutput& each : outputs.NextToCheck(limit)) paths += each.job_id + each.output.final_path + " ";
    return paths;
  };
  EXPECT_EQ(next(2), "");
  const std::vector<std::pair<std::string, std::string>> jobs = {
      {"1", "b"}, {"2", "a"}, {"3", "dead"}, {"4", "retired"}, {"5", "c"}};
  for (const auto& [job, path] : jobs) {
    Begin(job);
    outputs.Note({job}, std::vector{Output(path), Output(path + "2")});
    if (job == "5") {
      outputs.Retire({"5"}, std::vector<RetiredFile>{{.path = "retired", .table = "t", .bytes = 1}});
    }
    if (path == "dead") {
      ledger_->jobs().Release({job}, JobState::kFailed, "", 1);
    } else {
      Finish(job);
    }
  }
  EXPECT_EQ(next(3), "1b 1b2 2a ");
  ledger_ = made_->Open();
  OutputStore& later = ledger_->outputs();
  const auto go_on = [&](size_t limit) {
    std::string paths;
    for (const JobOutput& each : later.NextToCheck(limit)) paths += each.job_id + each.output.final_path + " ";
    return paths;
  };
  EXPECT_EQ(go_on(5), "2a2 4retired2 ") << "records that do not count are steps, too";
  EXPECT_EQ(go_on(3), "5c 5c2 1b ");
  EXPECT_EQ(go_on(100), "1b2 2a 2a2 4retired2 5c 5c2 1b ") << "each once";
  EXPECT_EQ(go_on(1), "1b2 ") << "whoever reads all of them moves nothing";
}

TEST_P(LedgerContract, RejectIsReplayedOnce) {
  const std::vector<RejectKey> keys = {{"f", 3, -1, 0xFFFFFFFFFFFFFFFF}, {"f", 3, 0, 1}};
  Begin("r1");
  ledger_->replays().Note({"r1"}, keys);
  EXPECT_TRUE(Settled().empty()) << "not journaled yet";
  Begin("r2");
  EXPECT_THROW(ledger_->replays().Note({"r2"}, std::span(keys).first(1)), SystemError);
  Finish("r1");
  EXPECT_EQ(Settled(), keys);
  EXPECT_EQ(ledger_->Summary().rejects_replayed, 2U);
}

TEST_P(LedgerContract, TakenBackJobGivesBackFilesAndRejects) {
  const std::vector<RejectKey> keys = {{.source_file = "f", .line = 3, .fingerprint = 1}};
  Begin("j1", {{"a", 1, 10}});
  ledger_->outputs().Note({"j1"}, std::vector{Output("p")});
  ledger_->replays().Note({"j1"}, keys);
  ledger_->jobs().BeginPublish({"j1"}, "{}");
  EXPECT_EQ(Settled(), keys);
  ledger_->jobs().TakeBack({"j1"}, "lost", 7);
  EXPECT_EQ(ledger_->jobs().Recent(1)[0].state, JobState::kAbandoned);
  EXPECT_EQ(ledger_->jobs().Recent(1)[0].error, "lost");
  EXPECT_TRUE(ledger_->outputs().CommittedSince(0).empty());
  EXPECT_TRUE(Settled().empty());
  EXPECT_TRUE(Files().empty());
  ledger_->outputs().ForgetStray(6);
  EXPECT_EQ(ledger_->outputs().Stray().size(), 1U) << "of a job that ended after";
  ledger_->outputs().ForgetStray(7);
  EXPECT_TRUE(ledger_->outputs().Stray().empty());
  Begin("j2", {{"a", 1, 10}});
  ledger_->replays().Note({"j2"}, keys);
  Finish("j2");
  EXPECT_EQ(Files(), Strings{"a:1:10:j2:committed"});
  EXPECT_EQ(ledger_->Summary().rejects_replayed, 1U);
}

TEST_P(LedgerContract, SummaryCountsCommittedOnly) {
  Begin("j1", {{"a", 10, 1}, {"b", 5, 1}});
  Finish("j1");
  Begin("j2", {{"c", 100, 1}});
  ledger_->jobs().Release({"j2"}, JobState::kAbandoned, "", 1);
  Begin("j3", {{"c", 100, 1}});
  const LedgerSummary summary = ledger_->Summary();
  EXPECT_EQ(summary.files_done, 2U);
  EXPECT_EQ(summary.bytes_done, 15U);
  EXPECT_EQ(summary.jobs_committed, 1U);
  EXPECT_EQ(summary.jobs_failed, 1U);
}

// The commit is the swap: until it, what a job takes out counts; after it, never again.
TEST_P(LedgerContract, WhatAJobTakesOutCountsFromItsCommitOn) {
  OutputStore& outputs = ledger_->outputs();
  const RetiredFile retired[] = {{.path = "event_v2/a", .table = "event_v2", .bytes = 3}};
  Begin("failed");
  outputs.Retire({"failed"}, retired);
  outputs.RecordErasure({"failed"}, R"({"n":0})");
  EXPECT_EQ(outputs.Retired(), Ids{});
  ledger_->jobs().Release({"failed"}, JobState::kFailed, "why", 6);

  Begin("erased");
  outputs.Retire({"erased"}, retired);  // what a failed job noted does not count
  outputs.RecordErasure({"erased"}, R"({"n":1})");
  Begin("other");
  EXPECT_THROW(outputs.Retire({"other"}, retired), SystemError) << "one job takes a file out";
  ledger_->jobs().BeginPublish({"erased"}, "{}");
  EXPECT_EQ(outputs.Retired(), Ids{});
  EXPECT_TRUE(outputs.Erasures().empty());
  EXPECT_THROW(outputs.Retire({"erased"}, retired), InternalError) << "too late: the job is journaled";

  ledger_->jobs().Commit({"erased"}, 9);
  EXPECT_EQ(outputs.Retired(), Ids{"event_v2/a"});
  EXPECT_EQ(outputs.Erasures(), Strings{R"({"n":1})"});
  outputs.MarkRetiredRemoved();
  EXPECT_EQ(outputs.Retired(), Ids{});
  EXPECT_EQ(outputs.AllRetired(), Ids{"event_v2/a"});
}

TEST_P(LedgerContract, RunIsAddedOnce) {
  WorkflowStore& workflows = ledger_->workflows();
  EXPECT_TRUE(workflows.Add({.id = "w1", .workflow = "load", .started_ns = 5, .input = R"({"a":1})", .parent = "p"}));
  EXPECT_FALSE(workflows.Add({.id = "w1", .workflow = "load", .started_ns = 6, .input = "{}"}));
  const std::optional<WorkflowRun> run = made_->Open()->workflows().Find("w1");
  ASSERT_TRUE(run);
  EXPECT_EQ(run->workflow, "load");
  EXPECT_EQ(run->state, WorkflowState::kQueued);
  EXPECT_EQ(run->started_ns, 5);
  EXPECT_EQ(run->finished_ns, 0);
  EXPECT_EQ(run->input, R"({"a":1})");
  EXPECT_EQ(run->parent, "p");
  EXPECT_EQ(run->retries, 0);
  EXPECT_FALSE(workflows.Find("w2"));
  EXPECT_TRUE(workflows.Branches("w1").empty());
}

TEST_P(LedgerContract, BranchesAndAttemptsAreKeptAsTheyWereSavedLast) {
  WorkflowStore& workflows = ledger_->workflows();
  const LeaseRef lease{.name = WorkflowLease("load")};
  workflows.Add({.id = "w1", .workflow = "load", .started_ns = 5, .input = "{}"});
  WorkflowBranch root{.step = "a", .state = WorkflowState::kRunning, .data = "{}", .visits = 1, .attempts = 1};
  workflows.Save("w1", root, nullptr, lease);
  EXPECT_EQ(workflows.Find("w1")->state, WorkflowState::kRunning);
  root = {.step = "b",
          .state = WorkflowState::kWaiting,
          .data = R"({"n":1})",
          .visits = 2,
          .attempts = 3,
          .started_ns = 7,
          .finished_ns = 8,
          .wake_ns = 9,
          .retries = 4,
          .error = "no disk"};
  WorkflowAttempt attempt{.visit = 2, .retries = 4, .attempt = 3, .step = "b", .started_ns = 7};
  workflows.Save("w1", root, &attempt, lease);
  attempt.outcome = AttemptOutcome::kFailed;
  attempt.finished_ns = 8;
  attempt.error = "no disk";
  attempt.report = R"({"rows":7})";
  workflows.Save("w1", root, &attempt, lease);
  workflows.Save("w1", {.path = "b#2/x", .step = "c", .data = "{}"}, nullptr, lease);

  const std::vector<WorkflowBranch> stored = made_->Open()->workflows().Branches("w1");
  ASSERT_EQ(stored.size(), 2U);
  EXPECT_EQ(stored[0].path, "");
  EXPECT_EQ(stored[0].step, "b");
  EXPECT_EQ(stored[0].state, WorkflowState::kWaiting);
  EXPECT_EQ(stored[0].data, R"({"n":1})");
  EXPECT_EQ(stored[0].visits, 2);
  EXPECT_EQ(stored[0].attempts, 3);
  EXPECT_EQ(stored[0].started_ns, 7);
  EXPECT_EQ(stored[0].finished_ns, 8);
  EXPECT_EQ(stored[0].wake_ns, 9);
  EXPECT_EQ(stored[0].retries, 4);
  EXPECT_EQ(stored[0].error, "no disk");
  EXPECT_EQ(stored[1].path, "b#2/x");
  const std::vector<WorkflowAttempt> attempts = workflows.Attempts("w1", 10);
  ASSERT_EQ(attempts.size(), 1U) << "saved twice, and once more";
  EXPECT_EQ(attempts[0].path, "");
  EXPECT_EQ(attempts[0].visit, 2);
  EXPECT_EQ(attempts[0].retries, 4);
  EXPECT_EQ(attempts[0].attempt, 3);
  EXPECT_EQ(attempts[0].step, "b");
  EXPECT_EQ(attempts[0].outcome, AttemptOutcome::kFailed);
  EXPECT_EQ(attempts[0].started_ns, 7);
  EXPECT_EQ(attempts[0].finished_ns, 8);
  EXPECT_EQ(attempts[0].error, "no disk");
  EXPECT_EQ(attempts[0].report, R"({"rows":7})");
}

TEST_P(LedgerContract, BranchesAreForgottenByPath) {
  WorkflowStore& workflows = ledger_->workflows();
  const LeaseRef lease{.name = WorkflowLease("load")};
  for (const char* id : {"w1", "w2"}) {
    workflows.Add({.id = id, .workflow = "load", .input = "{}"});
    for (const char* path : {"", "a#1/x", "a#1/y", "a#12/x"}) workflows.Save(id, {.path = path}, nullptr, lease);
  }
  workflows.ForgetBranches("w1", "a#1/", lease);
  const std::vector<WorkflowBranch> left = workflows.Branches("w1");
  ASSERT_EQ(left.size(), 2U);
  EXPECT_EQ(left[1].path, "a#12/x");
  EXPECT_EQ(workflows.Branches("w2").size(), 4U);
}

TEST_P(LedgerContract, RunsAreListedByWorkflowAndState) {
  WorkflowStore& workflows = ledger_->workflows();
  for (const char* id : {"w1", "w2", "w3"}) workflows.Add({.id = id, .workflow = "load", .input = "{}"});
  workflows.Add({.id = "m1", .workflow = "model", .input = "{}"});
  workflows.Save("w1", {.state = WorkflowState::kDone, .finished_ns = 9}, nullptr, {.name = WorkflowLease("load")});
  EXPECT_EQ(workflows.Find("w1")->finished_ns, 9);
  const auto ids = [](const std::vector<WorkflowRun>& runs) {
    Strings ids;
    for (const WorkflowRun& run : runs) ids.push_back(run.id);
    return ids;
  };
  EXPECT_EQ(ids(workflows.Unfinished("load", 10)), (Strings{"w2", "w3"})) << "the oldest first";
  EXPECT_EQ(ids(workflows.Unfinished("load", 1)), Strings{"w2"});
  EXPECT_EQ(ids(workflows.Unfinished("", 10)), (Strings{"w2", "w3", "m1"}));
  EXPECT_EQ(ids(workflows.Recent("load", 2)), (Strings{"w3", "w2"})) << "the newest first";
  EXPECT_EQ(workflows.Recent("", 10).size(), 4U);
  EXPECT_TRUE(workflows.Recent("none", 10).empty());
}

TEST_P(LedgerContract, ParkedRunIsTriedAgainWhoeverAsks) {
  WorkflowStore& workflows = ledger_->workflows();
  workflows.Add({.id = "w1", .workflow = "load", .input = "{}"});
  workflows.Save("w1", {.step = "b", .state = WorkflowState::kParked, .attempts = 5, .error = "no disk"}, nullptr,
                 {.name = WorkflowLease("load")});
  EXPECT_FALSE(workflows.RetryParked("w2"));
  EXPECT_TRUE(made_->Open()->workflows().RetryParked("w1"));
  EXPECT_EQ(workflows.Find("w1")->state, WorkflowState::kWaiting);
  EXPECT_EQ(workflows.Find("w1")->retries, 1);
  EXPECT_EQ(workflows.Branches("w1").at(0).state, WorkflowState::kParked) << "until the run is carried on";
  EXPECT_FALSE(workflows.RetryParked("w1")) << "it waits already";
}

// What a holder of a lease saves, under the number that a former one has.
TEST_P(LedgerContract, WorkflowsAreSavedUnderTheNewestNumberOfTheirLeaseOnly) {
  LeaseStore& leases = ledger_->leases();
  WorkflowStore& workflows = ledger_->workflows();
  const ProcessIdentity owner{.host = "h", .boot_id = "b", .pid = 1, .started = 2};
  const std::string name = WorkflowLease("load");
  workflows.Add({.id = "w1", .workflow = "load", .input = "{}"});
  const WorkflowBranch child{.path = "a#1/x"};
  ScheduleState schedule{.name = "load", .expression = "rate(1 day)", .time_zone = "UTC", .anchor = 5, .handled = 6};
  const int64_t old = leases.Take(leases.Find(name), owner, 5).value();
  workflows.Save("w1", {.step = "a"}, nullptr, {name, old});
  workflows.Save("w1", child, nullptr, {name, old});
  ledger_->schedules().Save(schedule, {name, old});
  leases.GiveBack(name, old);
  const int64_t now = leases.Take(leases.Find(name), owner, 6).value();

  const WorkflowBranch done{.state = WorkflowState::kDone, .finished_ns = 9};
  const WorkflowAttempt attempt{.attempt = 1};
  schedule.handled = 7;
  for (const int64_t late : {old, int64_t{0}}) {
    EXPECT_THROW(workflows.Save("w1", done, &attempt, {name, late}), SystemError);
    EXPECT_THROW(workflows.ForgetBranches("w1", "a#1/", {name, late}), SystemError);
    EXPECT_THROW(ledger_->schedules().Save(schedule, {name, late}), SystemError);
  }
  EXPECT_EQ(workflows.Find("w1")->state, WorkflowState::kWaiting);
  EXPECT_EQ(workflows.Branches("w1").size(), 2U);
  EXPECT_TRUE(workflows.Attempts("w1", 10).empty());
  EXPECT_EQ(ledger_->schedules().Find("load")->handled, 6);
  workflows.Save("w1", done, &attempt, {name, now});
  ledger_->schedules().Save(schedule, {name, now});
  EXPECT_EQ(workflows.Find("w1")->state, WorkflowState::kDone);
  EXPECT_EQ(ledger_->schedules().Find("load")->handled, 7);
}

TEST_P(LedgerContract, AttemptsAreTheNewestOfTheirRun) {
  WorkflowStore& workflows = ledger_->workflows();
  const LeaseRef lease{.name = WorkflowLease("load")};
  for (const char* id : {"w1", "w2"}) {
    workflows.Add({.id = id, .workflow = "load", .input = "{}"});
    for (int i = 1; i <= 4; ++i) {
      const WorkflowAttempt attempt{.visit = 1, .attempt = i, .step = "a", .started_ns = 10 * i};
      workflows.Save(id, {.step = "a"}, &attempt, lease);
    }
  }
  const std::vector<WorkflowAttempt> attempts = workflows.Attempts("w1", 3);
  ASSERT_EQ(attempts.size(), 3U);
  EXPECT_EQ(attempts[0].attempt, 4);
  EXPECT_EQ(attempts[2].attempt, 2);
}

TEST_P(LedgerContract, HistoryIsPrunedByAge) {
  WorkflowStore& workflows = ledger_->workflows();
  const LeaseRef lease{.name = WorkflowLease("load")};
  // w1 ended long ago, w2 is at work since then, w3 ended just now.
  for (const char* id : {"w1", "w2", "w3"}) workflows.Add({.id = id, .workflow = "load", .input = "{}"});
  const auto save = [&](const char* id, WorkflowState state, int64_t time) {
    const WorkflowAttempt attempt{.visit = time, .attempt = 1, .step = "a", .started_ns = time};
    workflows.Save(id, {.step = "a", .state = state, .finished_ns = time}, &attempt, lease);
  };
  save("w1", WorkflowState::kWaiting, 10);
  save("w1", WorkflowState::kDone, 20);
  save("w2", WorkflowState::kWaiting, 15);
  save("w2", WorkflowState::kWaiting, 80);
  save("w3", WorkflowState::kDone, 90);
  EXPECT_EQ(workflows.Prune(50, 2), 2U) << "in pages";
  EXPECT_EQ(workflows.Recent("", 10).size(), 3U);
  EXPECT_EQ(workflows.Prune(50, 100), 2U) << "an attempt and a run";
  EXPECT_EQ(workflows.Prune(50, 100), 0U);
  EXPECT_FALSE(workflows.Find("w1"));
  EXPECT_TRUE(workflows.Branches("w1").empty());
  EXPECT_EQ(workflows.Attempts("w2", 10).size(), 1U);
  EXPECT_EQ(workflows.Branches("w2").size(), 1U) << "where it is does not grow old";
  EXPECT_EQ(workflows.Attempts("w3", 10).size(), 1U);
}

TEST_P(LedgerContract, ScheduleIsKeptByName) {
  ScheduleStore& schedules = ledger_->schedules();
  EXPECT_FALSE(schedules.Find("process"));
  schedules.Save({.name = "process", .expression = "rate(1 day)", .time_zone = "UTC", .anchor = 5, .handled = 6},
                 {.name = "x"});
  schedules.Save({.name = "model", .expression = "rate(1 hour)", .time_zone = "UTC", .anchor = 1, .handled = 1},
                 {.name = "x"});
  schedules.Save({.name = "process", .expression = "rate(2 days)", .time_zone = "UTC", .anchor = 7, .handled = 8},
                 {.name = "x"});
  EXPECT_EQ(schedules.Find("process")->expression, "rate(2 days)");
  EXPECT_EQ(schedules.Find("process")->handled, 8);
  EXPECT_EQ(schedules.Find("model")->anchor, 1);
}

TEST_P(LedgerContract, ListingsOfARawDirectoryAreKeptInOrderAndByPages) {
  using Days = std::vector<DayListing>;
  ListingStore& listings = ledger_->listings();
  EXPECT_EQ(listings.LastFull("/raw"), 0);
  EXPECT_EQ(listings.Days("/raw", "", 10), Days{});
  const DayListing first{.folder = "year=2025/month=03/day=10", .quiet_since_ns = 5, .finished_ns = 0};
  const DayListing second{.folder = "year=2025/month=03/day=11", .quiet_since_ns = -6, .finished_ns = 7};
  const DayListing loose{.folder = "year=2025/month=03", .quiet_since_ns = 1, .finished_ns = 2};
  listings.Save("/raw", Days{second, first, loose});
  listings.Save("s3://bucket/raw", Days{first});
  listings.SaveFull("/raw", 8);
  EXPECT_EQ(listings.Days("/raw", "", 10), (Days{loose, first, second}));
  EXPECT_EQ(listings.Days("/raw", "", 2), (Days{loose, first}));
  EXPECT_EQ(listings.Days("/raw", first.folder, 2), Days{second});
  EXPECT_EQ(listings.LastFull("s3://bucket/raw"), 0) << "another directory";

  DayListing changed = first;
  changed.finished_ns = 9;
  listings.Save("/raw", Days{changed});
  listings.Forget("/raw", Strings{loose.folder, "year=1999"});
  listings.SaveFull("/raw", 7);
  const auto other = made_->Open();
  EXPECT_EQ(other->listings().Days("/raw", "", 10), (Days{changed, second}));
  EXPECT_EQ(other->listings().Days("s3://bucket/raw", "", 10), Days{first});
  EXPECT_EQ(other->listings().LastFull("/raw"), 7);
}

TEST_P(LedgerContract, PlaceIsKeptByKey) {
  PlaceStore& places = ledger_->places();
  EXPECT_FALSE(places.Find("lake"));
  places.Save("lake", {.path = "/srv/lake", .from_state = "../lake"});
  places.Save("raw", {.path = "s3://bucket/raw", .from_state = {}});
  places.Save("lake", {.path = "/mnt/lake", .from_state = "../../mnt/lake"});
  EXPECT_EQ(places.Find("lake")->path, "/mnt/lake");
  EXPECT_EQ(places.Find("lake")->from_state, "../../mnt/lake");
  EXPECT_EQ(made_->Open()->places().Find("raw")->path, "s3://bucket/raw");
}

TEST_P(LedgerContract, LakeFileGoesFromItsAnnouncementToTheWarehouse) {
  LoadItemStore& items = ledger_->load_items();
  EXPECT_EQ(items.Register(std::vector{LakeFile("b", 20), LakeFile("a", 30), LakeFile("c", 10)}), 3U);
  EXPECT_EQ(Waiting(), (Strings{"c", "b", "a"})) << "oldest first";
  EXPECT_EQ(items.Claim("l1", Strings{"a", "c", "gone"}, 0), 2U);
  EXPECT_EQ(items.Claim("l2", Strings{"a", "b"}, 0), 1U) << "another batch has it";
  EXPECT_EQ(items.ClaimedLoads(), (Strings{"l1", "l2"}));
  EXPECT_TRUE(Waiting().empty());

  items.Finish("l1", {.finished_ns = 99}, 0);
  items.GiveBack("l2", 0);
  EXPECT_TRUE(made_->Open()->load_items().ClaimedLoads().empty());
  EXPECT_EQ(Waiting(), Strings{"b"});
  EXPECT_EQ(States(), (Strings{"a:loaded", "b:new", "c:loaded"}));
  const LoadItem loaded = items.Find("a").value();
  EXPECT_EQ(loaded.load_id, "l1");
  EXPECT_EQ(loaded.finished_ns, 99);
  EXPECT_EQ(loaded.app, "shop");
  EXPECT_EQ(loaded.rows, 3);
  EXPECT_EQ(items.OfLoad("l1").size(), 2U);
  items.Forget(Strings{"a", "gone"}, 0);
  EXPECT_FALSE(items.Find("a"));
}

TEST_P(LedgerContract, RepeatedAnnouncementOfALakeFileChangesNothing) {
  LoadItemStore& items = ledger_->load_items();
  items.Register(std::vector{LakeFile("a", 1)});
  items.Claim("l1", Strings{"a"}, 0);
  EXPECT_EQ(items.Register(std::vector{LakeFile("a", 2)}), 0U);
  items.Finish("l1", {.finished_ns = 9}, 0);
  LoadItem again = LakeFile("a", 3);
  EXPECT_EQ(items.Register(std::vector{again}), 0U);
  again.version = "v1";
  EXPECT_EQ(items.Register(std::vector{again}), 0U) << "the first announcement did not name a version";
  again.bytes = 4;
  EXPECT_EQ(items.Register(std::vector{again}), 1U) << "another file under the same name";
  EXPECT_EQ(States(), Strings{"a:new"});
  again.version = "v2";
  EXPECT_EQ(items.Register(std::vector{again}), 1U);
  EXPECT_EQ(items.Find("a")->registered_ns, 3);
}

TEST_P(LedgerContract, FileThatWasReplacedDuringItsLoadIsNotMarkedAsLoaded) {
  LoadItemStore& items = ledger_->load_items();
  items.Register(std::vector{LakeFile("a", 1)});
  items.Claim("l1", Strings{"a"}, 0);
  LoadItem other = LakeFile("a", 2);
  other.bytes = 7;
  items.Register(std::vector{other});
  items.Finish("l1", {.finished_ns = 9}, 0);
  EXPECT_EQ(States(), Strings{"a:new"});
}

TEST_P(LedgerContract, FailedLakeFileIsTriedFirstUntilItsAttemptsAreUsedUp) {
  LoadItemStore& items = ledger_->load_items();
  items.Register(std::vector{LakeFile("bad", 5), LakeFile("new", 1)});
  for (int attempt = 1; attempt <= kLoadAttempts; ++attempt) {
    EXPECT_EQ(Waiting().front(), attempt == 1 ? "new" : "bad");
    items.Claim("l" + std::to_string(attempt), Strings{"bad"}, 0);
    items.Finish("l" + std::to_string(attempt),
                 {.state = LoadState::kFailed, .error = "no Parquet", .finished_ns = attempt}, 0);
  }
  EXPECT_EQ(Waiting(), Strings{"new"});
  EXPECT_EQ(items.Find("bad")->attempts, kLoadAttempts);
  EXPECT_EQ(items.Find("bad")->error, "no Parquet");
  const auto counts = items.Counts();
  ASSERT_EQ(counts.size(), 1U);
  EXPECT_EQ(counts[0].table, "event_v2");
  EXPECT_EQ(counts[0].files, (std::array<uint64_t, kLoadStateCount>{1, 0, 0, 1, 0}));
  EXPECT_EQ(counts[0].bytes[0], 300U);
  EXPECT_EQ(counts[0].given_up, 1U);
  EXPECT_EQ(counts[0].oldest_ns, 1);
  EXPECT_EQ(items.RetryFailed(0), 1U);
  EXPECT_EQ(Waiting(), (Strings{"new", "bad"}));
}

TEST_P(LedgerContract, RejectsOfALoadedFileAreStoredByOneJob) {
  LoadItemStore& items = ledger_->load_items();
  items.Register(std::vector{LakeFile("a", 1), LakeFile("b", 1)});
  items.Claim("l1", Strings{"a"}, 0);
  items.Finish("l1", {.finished_ns = 9, .has_rejects = true}, 0);
  items.Claim("l2", Strings{"b"}, 0);
  items.Finish("l2", {.finished_ns = 9}, 0);
  ASSERT_EQ(items.WithRejects(10).size(), 1U);
  EXPECT_TRUE(items.Find("a")->has_rejects);
  EXPECT_FALSE(items.Find("b")->has_rejects);
  Begin("failed");
  items.NoteRejects({"failed"}, Strings{"a"});
  EXPECT_TRUE(items.WithRejects(10).empty());
  ledger_->jobs().Release({"failed"}, JobState::kFailed, "", 6);
  EXPECT_EQ(items.WithRejects(10).at(0).path, "a");
  Begin("j2");
  items.NoteRejects({"j2"}, Strings{"a"});
  Finish("j2");
  EXPECT_TRUE(items.WithRejects(10).empty());
}

TEST_P(LedgerContract, FilesOfAnAppWaitUntilItIsRegistered) {
  LoadItemStore& items = ledger_->load_items();
  LoadItem file = LakeFile("a", 1);
  file.state = LoadState::kUnknownApp;
  LoadItem other = LakeFile("b", 1);
  other.state = LoadState::kUnknownApp;
  other.app = "other";
  items.Register(std::vector{file, other});
  EXPECT_TRUE(Waiting().empty());
  items.RegisterApp({.app = "shop", .schema = "shop"}, 0);
  EXPECT_EQ(Waiting(), Strings{"a"});
  EXPECT_EQ(items.InState(LoadState::kUnknownApp, "", "", 10).size(), 1U);
  EXPECT_EQ(made_->Open()->load_items().Apps(), (std::vector<RegisteredApp>{{.app = "shop", .schema = "shop"}}));
}

TEST_P(LedgerContract, CommittedJobIsRegisteredOnce) {
  LoadItemStore& items = ledger_->load_items();
  Begin("failed");
  Begin("j2");
  ledger_->jobs().Release({"failed"}, JobState::kFailed, "", 6);
  Begin("j3");
  Finish("j3");
  EXPECT_EQ(items.JobsToRegister(10).size(), 1U) << "not before it is committed";
  Finish("j2");
  const auto jobs = items.JobsToRegister(10);
  ASSERT_EQ(jobs.size(), 2U);
  EXPECT_EQ(jobs[0].id, "j2") << "in the order of their beginnings";
  items.MarkRegistered("j2", 0);
  EXPECT_EQ(items.JobsToRegister(1).at(0).id, "j3");
}

TEST_P(LedgerContract, JobIsRegisteredAfterItHasRemovedWhatItRetired) {
  LoadItemStore& items = ledger_->load_items();
  const RetiredFile retired[] = {{.path = "event_v2/a", .table = "event_v2", .bytes = 3}};
  Begin("j1");
  ledger_->outputs().Retire({"j1"}, retired);
  EXPECT_TRUE(items.JobsRetiring().empty());
  Finish("j1");
  EXPECT_TRUE(items.JobsToRegister(10).empty());
  EXPECT_EQ(items.JobsRetiring().at(0).id, "j1");
  ledger_->outputs().MarkRetiredRemoved();
  EXPECT_EQ(items.JobsToRegister(10).at(0).id, "j1");
  EXPECT_TRUE(items.JobsRetiring().empty());

  items.RecordRetirement("j1", "session", "shop", "{}", 0);
  items.RecordRetirement("j1", "event_v2", "shop", "{}", 0);
  items.RecordRetirement("j1", "event_v2", "shop", R"({"n":1})", 0);
  EXPECT_EQ(items.Retirements("j1"), (Strings{R"({"n":1})", "{}"}));
  EXPECT_TRUE(items.Retirements("j2").empty());
}

// What a holder of kLoadLease writes, under the number that a former one has.
TEST_P(LedgerContract, LateLoadWritesNothing) {
  LeaseStore& leases = ledger_->leases();
  LoadItemStore& items = ledger_->load_items();
  const ProcessIdentity owner{.host = "h", .boot_id = "b", .pid = 1, .started = 2};
  const Strings paths{"a"};
  items.Register(std::vector{LakeFile("a", 1)});
  const int64_t old = leases.Take(leases.Find(kLoadLease), owner, 5).value();
  items.Claim("l1", paths, old);
  leases.GiveBack(kLoadLease, old);
  leases.Take(leases.Find(kLoadLease), owner, 6);
  EXPECT_THROW(items.Claim("l2", paths, old), SystemError);
  EXPECT_THROW(items.Finish("l1", {.finished_ns = 9}, old), SystemError);
  EXPECT_THROW(items.GiveBack("l1", old), SystemError);
  EXPECT_THROW(items.RetryFailed(old), SystemError);
  EXPECT_THROW(items.Forget(paths, old), SystemError);
  EXPECT_THROW(items.MarkRegistered("j", old), SystemError);
  EXPECT_THROW(items.RegisterApp({.app = "x", .schema = "x"}, old), SystemError);
  EXPECT_EQ(States(), Strings{"a:claimed"});
}

TEST_P(LedgerContract, LeaseIsTakenByOneAndGivenBack) {
  LeaseStore& leases = ledger_->leases();
  const ProcessIdentity first{.host = "h", .boot_id = "b", .pid = 1, .started = 2};
  const ProcessIdentity second{.host = "i", .boot_id = "c", .pid = 3, .started = 4};
  const Lease fresh = leases.Find("x");
  EXPECT_FALSE(fresh.held);
  EXPECT_EQ(fresh.fence, 0);
  EXPECT_EQ(leases.Take(fresh, first, 77), 1);
  EXPECT_EQ(leases.Take(fresh, second, 78), std::nullopt) << "somebody was quicker";
  const Lease taken = made_->Open()->leases().Find("x");
  EXPECT_TRUE(taken.held);
  EXPECT_EQ(taken.owner, first);
  EXPECT_EQ(taken.since_ns, 77);
  EXPECT_TRUE(leases.Beat("x", 1));
  EXPECT_EQ(leases.Find("x").counter, taken.counter + 1);
  EXPECT_EQ(leases.Take(taken, second, 78), std::nullopt) << "it gave a sign of life meanwhile";
  leases.GiveBack("x", 1);
  EXPECT_FALSE(leases.Beat("x", 1));
  EXPECT_EQ(leases.Take(leases.Find("x"), second, 79), 2);
  leases.GiveBack("x", 1);
  EXPECT_TRUE(leases.Find("x").held) << "a former holder gives back nothing";
  EXPECT_FALSE(leases.Find("y").held) << "each name is a lease of its own";
  EXPECT_TRUE(ledger_->OpenLeases()->Beat("x", 2)) << "as another thread does";
}

// Everything that changes a job, under the number that a former owner has.
TEST_P(LedgerContract, LateOwnerChangesNothing) {
  LeaseStore& leases = ledger_->leases();
  JobStore& jobs = ledger_->jobs();
  const ProcessIdentity owner{.host = "h", .boot_id = "b", .pid = 1, .started = 2};
  const LedgerFile file{.path = "a", .size = 1, .modified_ns = 1};
  const RetiredFile retired{.path = "r", .table = "t", .bytes = 1};
  const RejectKey key{.source_file = "f", .line = 1};
  const LedgerOutput output = Output("p");
  const int64_t old = leases.Take(leases.Find(kProjectLease), owner, 5).value();
  jobs.Begin(Job("running"), old);
  jobs.Begin(Job("publishing"), old);
  jobs.BeginPublish({"publishing", old}, "{}");
  FailingFileStore& failing = ledger_->failing_files();
  const std::string read = "c";
  ledger_->raw_files().Claim({"running", old}, std::vector<LedgerFile>{{.path = read, .size = 1, .modified_ns = 1}});
  failing.NoteReading({"running", old}, 0, std::span(&read, 1));
  failing.Record({"running", old}, {"a", 1, 1}, "it grew", 1);
  leases.GiveBack(kProjectLease, old);
  const int64_t now = leases.Take(leases.Find(kProjectLease), owner, 6).value();

  EXPECT_THROW(jobs.Begin(Job("late"), old), SystemError);
  EXPECT_THROW(jobs.Begin(Job("late")), SystemError) << "without any number";
  EXPECT_THROW(ledger_->raw_files().Claim({"running", old}, std::span(&file, 1)), SystemError);
  EXPECT_THROW(ledger_->outputs().Note({"running", old}, std::span(&output, 1)), SystemError);
  EXPECT_THROW(ledger_->outputs().Retire({"running", old}, std::span(&retired, 1)), SystemError);
  EXPECT_THROW(ledger_->outputs().RecordErasure({"running", old}, "{}"), SystemError);
  EXPECT_THROW(ledger_->outputs().ForgetStray(9, old), SystemError);
  EXPECT_THROW(ledger_->outputs().MarkRetiredRemoved(old), SystemError);
  EXPECT_THROW(ledger_->outputs().NextToCheck(0, old), SystemError);
  EXPECT_THROW(ledger_->replays().Note({"running", old}, std::span(&key, 1)), SystemError);
  const std::string source = "f";
  EXPECT_THROW(ledger_->replays().Forget(std::span(&source, 1), old), SystemError);
  EXPECT_THROW(failing.NoteReading({"running", old}, 0, std::span(&read, 1)), SystemError);
  EXPECT_THROW(failing.ForgetReading({"running", old}), SystemError);
  EXPECT_THROW(failing.Record({"running", old}, {"b", 1, 1}, "late", 9), SystemError);
  EXPECT_THROW(failing.Forget("a", old), SystemError);
  EXPECT_THROW(ledger_->rereads().Note({"running", old}, std::span(&file, 1)), SystemError);
  EXPECT_THROW(ledger_->rereads().HandOver(std::span(&file, 1), old), SystemError);
  EXPECT_THROW(jobs.BeginPublish({"running", old}, "{}"), SystemError);
  EXPECT_THROW(jobs.Release({"running", old}, JobState::kFailed, "", 1), SystemError);
  EXPECT_THROW(jobs.Commit({"publishing", old}, 1), SystemError);
  EXPECT_THROW(jobs.TakeBack({"publishing", old}, "", 1), SystemError);

  EXPECT_EQ(jobs.Unfinished().size(), 2U);
  EXPECT_EQ(Files().size(), 1U) << "the one that it claimed in time";
  EXPECT_TRUE(ledger_->outputs().OfJob("running").empty());
  EXPECT_EQ(failing.BeingRead("running").size(), 1U);
  ASSERT_EQ(failing.All().size(), 1U);
  EXPECT_EQ(failing.All()[0].path, "a");
  jobs.Release({"running", now}, JobState::kAbandoned, "", 1);
  jobs.Commit({"publishing", now}, 1);
  EXPECT_EQ(ledger_->Summary().jobs_committed, 1U);
}

}  // namespace millrace
