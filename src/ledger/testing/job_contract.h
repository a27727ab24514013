// Jobs: their states, what a job that is given up or taken back frees, and the number of the lease.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "ledger/testing/ledger_fixture.h"

namespace millrace {

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
  EXPECT_EQ(ledger_->jobs().BegunIn(5, 6, 10).size(), ledger_->jobs().Recent(10).size());
  EXPECT_EQ(ledger_->jobs().BegunIn(5, 6, 1)[0].id, "j2");
  EXPECT_TRUE(ledger_->jobs().BegunIn(0, 5, 10).empty()) << "without the end";
  EXPECT_TRUE(ledger_->jobs().BegunIn(6, 9, 10).empty());
  EXPECT_EQ(ledger_->jobs().Uncommitted(), (Ids{"j1", "j2"}));
}

TEST_P(LedgerContract, JobsAreListedByKindAndState) {
  JobStore& jobs = ledger_->jobs();
  for (const char* id : {"j1", "j2", "j3"}) Begin(id);
  LedgerJob replay = Job("j4");
  replay.kind = JobKind::kReplay;
  jobs.Begin(replay);
  jobs.Release({"j1"}, JobState::kFailed, "disk full", 6);
  const auto ids = [](const std::vector<LedgerJob>& found) {
    Strings ids;
    for (const LedgerJob& job : found) ids.push_back(job.id);
    return ids;
  };
  EXPECT_EQ(ids(jobs.Recent(2, {.kind = JobKind::kProcess})), (Strings{"j3", "j2"}));
  EXPECT_EQ(ids(jobs.Recent(2, {.kind = JobKind::kProcess}, 2)), Strings{"j1"});
  EXPECT_EQ(ids(jobs.Recent(9, {.kind = JobKind::kProcess, .state = JobState::kFailed})), Strings{"j1"});
  EXPECT_EQ(jobs.Count({}), 4U);
  EXPECT_EQ(jobs.Count({.kind = JobKind::kReplay}), 1U);
  EXPECT_EQ(jobs.Count({.state = JobState::kRunning}), 3U);
  EXPECT_EQ(jobs.Find("j1")->error, "disk full");
  EXPECT_FALSE(jobs.Find("j9"));
  EXPECT_EQ(FindJobKind("re-enrich"), JobKind::kReenrich);
  EXPECT_EQ(FindJobState("nothing"), std::nullopt);
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
