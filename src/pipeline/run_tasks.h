// The work of a job done by tasks in other processes: hands them out, and collects their answers until each task has
// one result; then it has them merge what they have staged (merge_staged.h; docs/reference/tasks.md). The caller holds
// claims, ledger and lease, and publishes.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernel/kernel.h"
#include "ledger/outputs.h"
#include "pipeline/plan.h"
#include "pipeline/workers.h"

namespace millrace {

// The runner of tasks: another process, which starts `millrace task` wherever it likes, as often as it likes. Not
// thread-safe.
class TaskRunner {
 public:
  virtual ~TaskRunner() = default;
  // Passes it one line of JSON. Throws SystemError if the runner has gone.
  virtual void Send(const std::string& line) = 0;
  // The next line that it passes on; null if none arrives in this time. Throws SystemError if the runner has gone.
  virtual std::optional<std::string> Receive(std::chrono::milliseconds patience) = 0;
};

struct TaskedWork {
  WorkersResult result;
  std::vector<LedgerOutput> outputs;  // staged, of the first result of each task that was not merged
};

struct TasksOptions {
  std::string lake;
  uint64_t task_bytes = 0;         // of raw files as stored, about
  uint64_t target_file_bytes = 0;  // of a lake file; 0: staged files are not merged
};

// Of `workers`, progress and the stop token are used. A file that a task cannot read fails alone: its task is handed
// out again without it. If a merge is given up, a warning says why, and the files that it should have merged are
// outputs. Throws RawFileFailure if no file at all can be read, SystemError if another task was given up or the runner
// has gone, UserError if an answer is wrong, and Cancelled.
TaskedWork RunTasks(TaskRunner& runner, std::span<const PlannedFile> planned, const TasksOptions& options,
                    const WorkerOptions& workers, const JobInfo& job);

// Tells the runner that a job has ended, so that it can stop what still works for it.
void TellJobEnd(TaskRunner& runner, const std::string& job_id, bool committed);

}  // namespace millrace
