// Workflows: runs of named steps that survive their process (workflow/engine.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

// Waiting: to be tried, first or again. Parked: given up until somebody asks for another try. Abandoned: never to be
// tried again.
enum class WorkflowState : uint8_t { kWaiting, kRunning, kDone, kParked, kAbandoned };
std::string_view WorkflowStateName(WorkflowState state);

struct WorkflowStep {
  std::string name;
  WorkflowState state = WorkflowState::kWaiting;
  int attempts = 0;             // begun
  int64_t started_ns = 0;       // of the newest attempt
  int64_t finished_ns = 0;      // of the newest attempt; 0 while it runs
  int64_t next_attempt_ns = 0;  // not before this
  std::string result;           // what the step said, for the steps after it
  std::string error;            // why the newest attempt failed
};

// One run of named steps. Its state is that of the step which it is at.
struct WorkflowRun {
  std::string id;
  std::string workflow;
  WorkflowState state = WorkflowState::kWaiting;
  int64_t started_ns = 0;
  int64_t finished_ns = 0;  // 0 unless it is done or abandoned
  std::string input;
  std::vector<WorkflowStep> steps;  // in their order

  // The step that it is at; null when all are done.
  const WorkflowStep* Current() const;
};

class WorkflowStore {
 public:
  virtual ~WorkflowStore() = default;

  // Keeps a run as it is now, new or not, with its steps, in one durable change. For the holder of kRunLease
  // (leases.h), under its number; the ledger refuses another one with a SystemError and changes nothing.
  virtual void Save(const WorkflowRun& run, int64_t fence = 0) = 0;
  // Gives a parked run all its attempts again, in one durable change; anybody may. False, and nothing changes, when
  // there is no such run or it is not parked.
  virtual bool RetryParked(std::string_view id) = 0;
  // The newest runs of a workflow, newest first; of all workflows when the name is empty.
  virtual std::vector<WorkflowRun> Recent(std::string_view workflow, size_t limit) = 0;
};

}  // namespace millrace
