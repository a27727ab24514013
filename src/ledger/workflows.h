// Workflows: runs of named steps that survive their process (workflow/engine.h), and the history of their attempts.
//
// A run has one row, and one row for each of its branches with the current step and the data of the branch. The branch
// with the empty path is the run itself. The branches of a parallel step or a map, such as `tables#2/events`, exist
// only while that step runs. So a run has a bounded number of branches, however long it lasts, and each transition is
// one small durable change.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/leases.h"

namespace millrace {

// Queued: recorded, but not started. Waiting: to be continued, perhaps not before a certain time. Parked: not tried
// again until somebody requests it. Abandoned: never tried again; only earlier versions used this state.
enum class WorkflowState : uint8_t { kQueued, kWaiting, kRunning, kDone, kParked, kAbandoned };
std::string_view WorkflowStateName(WorkflowState state);

// One run. Its state is that of its branch with the empty path.
struct WorkflowRun {
  std::string id;
  std::string workflow;
  WorkflowState state = WorkflowState::kQueued;
  int64_t started_ns = 0;     // when it was recorded
  int64_t finished_ns = 0;    // 0 unless it is done or abandoned
  std::string input;          // a JSON object
  std::string parent = {};    // the id of the run that started it; empty: a schedule or a person
  int64_t retries = 0;        // how often somebody requested another try
  std::string asked_by = {};  // the person who asked for it; empty: a schedule, a command or another run

  bool over() const { return state == WorkflowState::kDone || state == WorkflowState::kAbandoned; }
};

// The position of a run, or of one of its parallel branches.
struct WorkflowBranch {
  std::string path = {};
  std::string step = {};  // empty when it is done
  WorkflowState state = WorkflowState::kWaiting;
  std::string data = {};    // a JSON object
  int64_t visits = 0;       // of steps, this one included
  int attempts = 0;         // begun, in this visit
  int64_t started_ns = 0;   // of the newest attempt
  int64_t finished_ns = 0;  // of the newest attempt; 0 while it runs
  int64_t wake_ns = 0;      // not before this
  int64_t retries = 0;      // WorkflowRun::retries when it was saved: a parked branch is tried again when they differ
  std::string error = {};   // why the newest attempt failed
};

// Stopped: ended early because the process was told to stop; it does not count.
enum class AttemptOutcome : uint8_t { kRunning, kDone, kFailed, kStopped };
std::string_view AttemptOutcomeName(AttemptOutcome outcome);

// One attempt of a task.
struct WorkflowAttempt {
  std::string path = {};  // of the branch
  int64_t visit = 0;
  int64_t retries = 0;  // of the branch
  int attempt = 0;      // from 1; with path, visit and retries, the key
  std::string step = {};
  AttemptOutcome outcome = AttemptOutcome::kRunning;
  int64_t started_ns = 0;  // never changes
  int64_t finished_ns = 0;
  std::string error = {};
  std::string report = {};  // what the task reported about its work, a JSON value; empty: nothing
};

struct AttemptOfWorkflow {
  std::string workflow;
  WorkflowAttempt attempt;
};

class WorkflowStore {
 public:
  virtual ~WorkflowStore() = default;

  // Records a run that has not started, in one durable change. Any process may call this. Returns false and changes
  // nothing if there is a run with its id.
  virtual bool Add(const WorkflowRun& run) = 0;
  // Records a run that a person asks for (WorkflowRun::asked_by), in one durable change, unless one with the same
  // workflow and input was asked for and has not begun. Returns the id of the one that waits. Any process may call
  // this.
  virtual std::string Ask(const WorkflowRun& run) = 0;
  // Saves a branch, and an attempt of it if given, in one durable change; with the branch of the empty path also the
  // state of the run, and the time when it was done. For the holder of the workflow's lease; the ledger refuses another
  // one with a SystemError and changes nothing.
  virtual void Save(std::string_view run_id, const WorkflowBranch& branch, const WorkflowAttempt* attempt,
                    const LeaseRef& lease) = 0;
  // Removes the branches whose path begins with `prefix`, row by row. For the holder of the lease.
  virtual void ForgetBranches(std::string_view run_id, std::string_view prefix, const LeaseRef& lease) = 0;
  // Requests another try of a parked run, in one durable change. Any process may call this. Returns false and changes
  // nothing if there is no such run or it is not parked.
  virtual bool RetryParked(std::string_view id) = 0;

  virtual std::optional<WorkflowRun> Find(std::string_view id) = 0;
  // Runs that are not over, oldest first; of all workflows if the name is empty.
  virtual std::vector<WorkflowRun> Unfinished(std::string_view workflow, size_t limit) = 0;
  // The newest runs of a workflow, newest first, after the first `offset` of them; of all workflows if the name is
  // empty.
  virtual std::vector<WorkflowRun> Recent(std::string_view workflow, size_t limit, size_t offset = 0) = 0;
  virtual uint64_t Count(std::string_view workflow) = 0;
  // The branches of a run, by path.
  virtual std::vector<WorkflowBranch> Branches(std::string_view run_id) = 0;
  // The latest attempts of a run, newest first.
  virtual std::vector<WorkflowAttempt> Attempts(std::string_view run_id, size_t limit) = 0;
  // Attempts of all runs that began in this time, nanoseconds since the epoch, the end excluded; the newest first.
  virtual std::vector<AttemptOfWorkflow> AttemptsBegunIn(int64_t from_ns, int64_t to_ns, size_t limit) = 0;

  // Removes up to `limit` records: attempts that began before this time, then runs that ended before it. Returns their
  // number.
  virtual size_t Prune(int64_t before_ns, size_t limit) = 0;
};

}  // namespace millrace
