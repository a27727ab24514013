// Runs of workflows, their branches and attempts, and schedules.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "ledger/testing/ledger_fixture.h"

namespace millrace {

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
  EXPECT_EQ(ids(workflows.Recent("load", 2, 1)), (Strings{"w2", "w1"})) << "after the first one";
  EXPECT_EQ(workflows.Recent("", 10).size(), 4U);
  EXPECT_EQ(workflows.Count(""), 4U);
  EXPECT_EQ(workflows.Count("load"), 3U);
  EXPECT_TRUE(workflows.Recent("none", 10).empty());
}

TEST_P(LedgerContract, RunThatWaitsIsNotAskedForTwice) {
  WorkflowStore& workflows = ledger_->workflows();
  const WorkflowRun run{.id = "w1", .workflow = "load", .started_ns = 5, .input = "{}", .asked_by = "Ann"};
  const auto like = [&](const char* id) {
    WorkflowRun other = run;
    other.id = id;
    return other;
  };
  workflows.Add({.id = "w0", .workflow = "load", .input = "{}"});
  EXPECT_EQ(workflows.Ask(run), "w1") << "one that nobody asked for is no answer";
  EXPECT_EQ(made_->Open()->workflows().Find("w1")->asked_by, "Ann");
  EXPECT_EQ(workflows.Find("w0")->asked_by, "");
  EXPECT_EQ(made_->Open()->workflows().Ask(like("w2")), "w1");
  WorkflowRun other = like("w3");
  other.input = R"({"a":1})";
  EXPECT_EQ(workflows.Ask(other), "w3");
  other = like("w4");
  other.workflow = "models";
  EXPECT_EQ(workflows.Ask(other), "w4");
  workflows.Save("w1", {.step = "a", .state = WorkflowState::kRunning}, nullptr, {.name = WorkflowLease("load")});
  EXPECT_EQ(workflows.Ask(like("w5")), "w5") << "the first one has begun";
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

TEST_P(LedgerContract, AttemptsOfATimeAreThoseOfAllWorkflows) {
  WorkflowStore& workflows = ledger_->workflows();
  for (const char* name : {"load", "models"}) {
    const LeaseRef lease{.name = WorkflowLease(name)};
    const std::string id = std::string("of-") + name;
    workflows.Add({.id = id, .workflow = name, .input = "{}"});
    for (int i = 1; i <= 4; ++i) {
      const WorkflowAttempt attempt{
          .visit = 1, .attempt = i, .step = "a", .started_ns = 10 * i + (name[0] == 'm' ? 1 : 0), .finished_ns = 99};
      workflows.Save(id, {.step = "a"}, &attempt, lease);
    }
  }
  const std::vector<AttemptOfWorkflow> found = workflows.AttemptsBegunIn(20, 40, 10);
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[0].workflow, "models");
  EXPECT_EQ(found[0].attempt.started_ns, 31);
  EXPECT_EQ(found[0].attempt.finished_ns, 99);
  EXPECT_EQ(found[1].workflow, "load");
  EXPECT_EQ(found[3].attempt.started_ns, 20) << "the beginning is part of the time, the end is not";
  EXPECT_EQ(workflows.AttemptsBegunIn(20, 40, 3).size(), 3U);
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

}  // namespace millrace
