// Lake files that jobs write and retire, and the rejects that they replay.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "ledger/testing/ledger_fixture.h"

namespace millrace {

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

}  // namespace millrace
