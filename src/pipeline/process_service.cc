#include "pipeline/process_service.h"

#include <algorithm>

#include "core/error.h"
#include "core/time.h"

namespace millrace {
namespace {

// How often to check the ledger for a retry of a parked run.
constexpr int64_t kParkedPollNs = kNanosecondsPerSecond;

bool IsParked(const std::optional<WorkflowRun>& run) {
  return run && run->state == WorkflowState::kParked;
}

// A failure before a run has started, for example because the raw directory is not mounted. The next scheduled time
// tries again.
void WarnOfNoRun(const ProcessRunner& runner, const std::exception& error) {
  runner.warn(std::string("cannot start a run: ") + error.what());
}

// A scheduled time has come.
void RunNow(ProcessRunner& runner, Scheduler& scheduler) {
  const int64_t now = runner.clock.NowNs() / kNanosecondsPerSecond;
  try {
    const std::optional<WorkflowRun> run = runner.Tick();
    if (!run) runner.log("nothing to do");
    if (IsParked(run))
      runner.warn("process " + run->id + " is parked: " + run->Current()->error + "; `millrace retry` resumes");
  } catch (const SystemError& error) {
    WarnOfNoRun(runner, error);
  } catch (const UserError& error) {
    WarnOfNoRun(runner, error);
  }
  // Record the time only now: if the process is killed before, the time has not been handled.
  scheduler.Handled(now);
}

// Waits until that time. Returns early if a parked run has to be retried.
void WaitForTick(ProcessRunner& runner, int64_t time_ns) {
  const bool parked = IsParked(UnfinishedRun(runner.ledger, kProcessWorkflow));
  if (!parked) {
    runner.clock.WaitUntil(time_ns);
    return;
  }
  while (runner.clock.NowNs() < time_ns) {
    if (!runner.clock.WaitUntil(std::min(time_ns, runner.clock.NowNs() + kParkedPollNs))) return;
    if (!IsParked(UnfinishedRun(runner.ledger, kProcessWorkflow))) return;
  }
}

}  // namespace

void RunOnSchedule(ProcessRunner& runner, Scheduler& scheduler) {
  while (!runner.clock.Stopping()) {
    const auto unfinished = UnfinishedRun(runner.ledger, kProcessWorkflow);
    if (unfinished && !IsParked(unfinished)) runner.Tick();
    if (runner.clock.Stopping()) break;
    const std::optional<int64_t> next = scheduler.Next();
    if (!next) {
      runner.log("the schedule has no more times");
      break;
    }
    if (*next * kNanosecondsPerSecond <= runner.clock.NowNs()) {
      RunNow(runner, scheduler);
      continue;
    }
    runner.log("next run at " + FormatInstant(*next * kNanosecondsPerSecond));
    WaitForTick(runner, *next * kNanosecondsPerSecond);
  }
}

}  // namespace millrace
