#include "cli/workflow_print.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

RunDetails Begun() {
  return {
      .run = {.id = "r1", .workflow = "process", .state = WorkflowState::kWaiting, .input = "{}"},
      .branches = {{.step = "process", .visits = 2}},
      .attempts = {
          {.visit = 1, .attempt = 1, .step = "plan", .outcome = AttemptOutcome::kDone, .report = R"({"files":1})"}}};
}

TEST(WorkflowSentence, SaysWhereARunIsAndWhy) {
  RunDetails run = Begun();
  EXPECT_EQ(WorkflowSentence(run), "waiting at step process after 0 attempts");
  WorkflowBranch& branch = run.branches[0];
  branch.attempts = 1;
  branch.error = "disk full";
  branch.wake_ns = 60'000'000'000;
  EXPECT_EQ(WorkflowSentence(run),
            "waiting at step process after 1 attempt: disk full; next attempt at 1970-01-01T00:01:00Z");
  run.run.state = branch.state = WorkflowState::kParked;
  branch.attempts = 5;
  EXPECT_EQ(WorkflowSentence(run), "parked at step process after 5 attempts: disk full; `millrace retry` resumes");
  run.run.state = branch.state = WorkflowState::kDone;
  EXPECT_EQ(WorkflowSentence(run), "");
  EXPECT_EQ(WorkflowSentence({.run = {.id = "r2", .workflow = "load", .input = "{}"}, .branches = {}, .attempts = {}}),
            "queued");
}

TEST(WorkflowSentence, TellsOfTheBranchThatFailed) {
  const RunDetails run{.run = {.id = "r1", .workflow = "load", .state = WorkflowState::kRunning, .input = "{}"},
                       .branches = {{.step = "tables", .state = WorkflowState::kRunning, .visits = 1},
                                    {.path = "tables#1/events", .step = "merge", .attempts = 2, .error = "conflict"},
                                    {.path = "tables#1/users", .state = WorkflowState::kDone}},
                       .attempts = {}};
  EXPECT_EQ(WorkflowSentence(run), "running at step tables/events/merge after 2 attempts: conflict");
}

TEST(WorkflowJson, HasTheStepsWithTheirResults) {
  EXPECT_EQ(WorkflowJson(Begun()),
            R"({"id":"r1","workflow":"process","state":"waiting","started":"1970-01-01T00:00:00Z","steps":[)"
            R"({"name":"plan","state":"done","attempts":1,"error":null,"result":{"files":1}},)"
            R"({"name":"process","state":"waiting","attempts":0,"error":null,"result":null}]})");
}

TEST(WorkflowJson, HasTheNewestVisitOfAStep) {
  RunDetails run = Begun();
  run.branches[0] = {.step = "plan", .state = WorkflowState::kParked, .visits = 3, .attempts = 2, .error = "no disk"};
  run.attempts.push_back({.visit = 3, .attempt = 1, .step = "plan", .outcome = AttemptOutcome::kFailed, .error = "x"});
  run.attempts.push_back(
      {.visit = 3, .attempt = 2, .step = "plan", .outcome = AttemptOutcome::kFailed, .error = "no disk"});
  EXPECT_NE(WorkflowJson(run).find(
                R"("steps":[{"name":"plan","state":"parked","attempts":2,"error":"no disk","result":null}])"),
            std::string::npos)
      << WorkflowJson(run);
}

}  // namespace
}  // namespace millrace
