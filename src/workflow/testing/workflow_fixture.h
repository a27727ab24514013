// What tests of the engine are built on: a ledger, a clock, and functions that write down when they are called.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "workflow/engine.h"
#include "workflow/testing/fake_clock.h"

#include "core/error.h"
#include "core/testing/temporary_folder.h"
#include "ledger/sqlite_ledger.h"

namespace millrace {

class WorkflowFixture : public ::testing::Test {
 protected:
  using Texts = std::vector<std::string>;

  // For tests that open a ledger several times.
  std::string path() const { return temporary_.path() + "/shop.db"; }

  Engine MakeEngine(Ledger& ledger, const std::string& workflow = "load") {
    return Engine({.ledger = ledger,
                   .clock = clock_,
                   .lease = {.name = WorkflowLease(workflow)},
                   .log = [this](const std::string& line) { log_.push_back(line); },
                   .warn = [this](const std::string& line) { warnings_.push_back(line); },
                   .others = &others_});
  }
  Engine MakeEngine() { return MakeEngine(*ledger_); }

  // A task that calls the function of the same name.
  static Step Call(const std::string& name, const std::string& next = "", const std::string& result = "") {
    return {.name = name, .action = Task{.function = name, .result = result, .retry = Retry()}, .next = next};
  }
  static std::vector<RetryRule> Retry() {
    return RetryOfSystemErrors({.retries = 2, .first_delay_ms = 1000, .longest_delay_ms = 60'000, .jitter = false});
  }
  // A workflow whose functions note their calls, as `name` or `name:item`, and give what `results_` says. A function
  // throws as often as `failures_` says.
  Workflow Make(std::vector<Step> steps, const std::string& name = "load") {
    Workflow made{.definition = {.name = name, .steps = std::move(steps)}};
    for (const std::string& function : FunctionsOf(made.definition)) {
      made.functions[function] = [this, function](const TaskContext& context) { return Act(function, context); };
    }
    return made;
  }

  WorkflowRun Stored(const std::string& id = "r1") { return ledger_->workflows().Find(id).value(); }
  // The words of the run and of its branches: `parked at b:3`, `running at all:1, all#1/x done`.
  std::string States(const std::string& id = "r1") {
    std::string text(WorkflowStateName(Stored(id).state));
    for (const WorkflowBranch& branch : ledger_->workflows().Branches(id)) {
      text += branch.path.empty() ? " at "
                                  : ", " + branch.path + " " + std::string(WorkflowStateName(branch.state)) + " at ";
      text += branch.step.empty() ? "end" : branch.step + ":" + std::to_string(branch.attempts);
    }
    return text;
  }
  // `a done, b failed: no disk`, the oldest first.
  std::string History(const std::string& id = "r1") {
    std::string text;
    for (const WorkflowAttempt& attempt : ledger_->workflows().Attempts(id, 1000)) {
      text = attempt.step + " " + std::string(AttemptOutcomeName(attempt.outcome)) +
             (attempt.error.empty() ? "" : ": " + attempt.error) + (text.empty() ? "" : ", ") + text;
    }
    return text;
  }
  Texts Calls() {
    const std::scoped_lock lock(mutex_);
    return calls_;
  }

  const TemporaryFolder temporary_;
  std::unique_ptr<Ledger> ledger_ = OpenSqliteLedger(":memory:");
  FakeClock clock_;
  std::map<std::string, Workflow> others_;
  Texts log_;
  Texts warnings_;
  std::map<std::string, Texts> results_;                  // by function, one a call; the last one remains
  std::map<std::string, int> failures_;                   // by function
  std::map<std::string, std::function<void()>> on_call_;  // by function
  std::map<std::string, int> calls_of_token_;

 private:
  TaskResult Act(const std::string& function, const TaskContext& context) {
    std::function<void()> on_call;
    TaskResult result;
    {
      const std::scoped_lock lock(mutex_);
      calls_.push_back(function + (context.data.Json("item") ? ":" + *context.data.Json("item") : ""));
      ++calls_of_token_[context.token];
      if (on_call_.contains(function)) on_call = on_call_[function];
      Texts& results = results_[function];
      if (failures_[function] > 0) {
        --failures_[function];
        throw SystemError("no disk");
      }
      if (!results.empty()) result.output = results[0];
      if (results.size() > 1) results.erase(results.begin());
    }
    if (on_call) on_call();
    return result;
  }

  std::mutex mutex_;
  Texts calls_;
};

}  // namespace millrace
