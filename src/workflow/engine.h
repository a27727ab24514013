// Carries out runs of workflows. A run that was killed anywhere is carried on at the steps that it was at.
//
// Where each branch of a run is, and its data, are in the ledger (ledger/workflows.h) before and after each attempt of
// a task, before a wait and before branches begin. Nothing else is remembered: choices are made again from the data.
// A kill between two changes repeats at most the attempt that was at work, which counts as a failed one, so that a task
// which brings its process down is parked, too. What an attempt finished before a stop request is kept; one that throws
// because of it does not count.
//
// A run whose last attempt failed, without a rule that catches it, is parked until WorkflowStore::RetryParked: then the
// branches that were parked get all their attempts again, and those that are done stay done.
//
// Another definition than the one that a run began with is no obstacle: a branch goes on at the step of the same name.
// If that is gone, the branch begins again at its first step, with the data that it began with, and the log says so.
//
// A run of another workflow that is waited for is carried out here, under the lease of that workflow, if nobody holds
// it; otherwise it is waited for. If it is parked, the step fails with kPartFailed.
//
// One Engine at a time works on a run: callers hold the workflow's lease, and the ledger refuses what another one
// saves. An Engine is used by one thread; it has its branches done by threads of their own, which take turns at the
// ledger.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

#include "workflow/clock.h"
#include "workflow/workflow.h"

#include "ledger/ledger.h"

namespace millrace {

// What an Engine works with. Nothing is owned.
struct EngineParts {
  Ledger& ledger;
  Clock& clock;
  LeaseRef lease = {};                                                 // held by the caller
  std::function<void(const std::string&)> log = {};                    // what happens; may be empty
  std::function<void(const std::string&)> warn = {};                   // what failed; may be empty
  std::function<void(const std::string&)> idle = {};                   // what a service waits for; may be empty
  std::stop_token stop = {};                                           // attempts have to be abandoned
  const std::map<std::string, Workflow>* others = nullptr;             // that may be carried out here, by name
  std::shared_ptr<std::mutex> mutex = std::make_shared<std::mutex>();  // of the ledger, `log` and `warn`
};

class Engine {
 public:
  explicit Engine(EngineParts parts) : parts_(std::move(parts)) {}

  // Records a new run and executes it. `input` is its data at first. Throws what the ledger throws.
  WorkflowRun Start(const Workflow& workflow, const std::string& id, const StateData& input);

  // Executes a run until it is done or parked, or the clock stops; in that case another process may continue it.
  // Returns it as it is then. A parked run is returned unchanged.
  WorkflowRun CarryOn(const Workflow& workflow, const WorkflowRun& run);

 private:
  const EngineParts parts_;
};

// The oldest run of a workflow that is not over; null: none.
std::optional<WorkflowRun> UnfinishedRun(Ledger& ledger, std::string_view workflow);

}  // namespace millrace
