// Durable workflows: named steps, one after the other, whose state is in the ledger. A run that was killed anywhere is
// carried on at the step it was at.
//
// The state of a step is saved before and after each attempt, so a kill between the two repeats the attempt: **a step
// must be idempotent**. A result is a text that later steps, also in a later process, can read.
//
// A step that throws is tried again, each time after twice the delay, and is parked after its last attempt; its run
// then waits for WorkflowStore::RetryParked. An attempt that ends with its process counts, so that a step which brings
// its process down is parked, too. UserError and InternalError park at once: waiting heals neither a wrong config nor a
// bug.
//
// One Engine at a time may work on a run: callers hold kRunLease (ledger/leases.h), and the ledger refuses what another
// one saves. Not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/clock.h"

#include "ledger/ledger.h"

namespace millrace {

// The view of a run that its steps get.
class StepView {
 public:
  explicit StepView(const WorkflowRun& run) : run_(run) {}
  const std::string& run_id() const { return run_.id; }
  const std::string& input() const { return run_.input; }
  // The result of an earlier step.
  const std::string& ResultOf(std::string_view step) const;

 private:
  const WorkflowRun& run_;
};

struct LinearStep {
  std::string name;
  std::function<std::string(const StepView&)> act;  // gives the result
};

struct LinearWorkflow {
  std::string name;
  std::vector<LinearStep> steps;
};

struct RetryPolicy {
  int attempts = 5;
  int64_t first_delay_ms = 30'000;
  int64_t longest_delay_ms = 3'600'000;
};

// The delay after the n-th attempt: doubled each time, then reduced at random by up to half, so that failures at the
// same time are not retried at the same time.
int64_t RetryDelayMs(const RetryPolicy& policy, int attempts_made, std::mt19937_64& random);

class Engine {
 public:
  // Nothing is owned. `log` gets a line about each attempt that failed; it may be empty. `fence`: the number of
  // kRunLease.
  Engine(Ledger& ledger, Clock& clock, const RetryPolicy& policy, uint64_t seed,
         std::function<void(const std::string&)> log, int64_t fence = 0);

  // Records a new run and executes it.
  WorkflowRun Start(const LinearWorkflow& workflow, const std::string& id, const std::string& input);

  // Executes a run until it is done or parked, or the clock stops; in that case its state is kept, and another process
  // may continue it. A run whose steps differ from those of the workflow is abandoned.
  WorkflowRun CarryOn(const LinearWorkflow& workflow, WorkflowRun run);

 private:
  bool Attempt(const LinearStep& step, WorkflowRun& run, WorkflowStep& state);
  void Save(const WorkflowRun& run) { ledger_.workflows().Save(run, fence_); }
  void Fail(WorkflowRun& run, WorkflowStep& state, const std::string& reason, bool hopeless);

  Ledger& ledger_;
  Clock& clock_;
  const RetryPolicy policy_;
  std::mt19937_64 random_;
  std::function<void(const std::string&)> log_;
  const int64_t fence_;
};

// The newest run of a workflow if it is neither done nor abandoned.
std::optional<WorkflowRun> UnfinishedRun(Ledger& ledger, std::string_view workflow);

}  // namespace millrace
