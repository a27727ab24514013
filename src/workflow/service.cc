#include "workflow/service.h"

#include <algorithm>
#include <limits>

#include "core/error.h"
#include "core/time.h"

namespace millrace {
namespace {

// How often to look for a run that somebody started or retried.
constexpr int64_t kWorkPollNs = kNanosecondsPerSecond;
// How long ended runs and attempts are kept, and how many are removed at a time.
constexpr int64_t kHistoryNs = 90 * 86'400 * kNanosecondsPerSecond;
constexpr size_t kPrunedAtATime = 1000;

bool IsParked(const std::optional<WorkflowRun>& run) {
  return run && run->state == WorkflowState::kParked;
}

}  // namespace

std::string ErrorOf(Ledger& ledger, std::string_view run_id) {
  const std::vector<WorkflowBranch> branches = ledger.workflows().Branches(run_id);
  return branches.empty() ? "" : branches[0].error;
}

std::optional<WorkflowRun> WorkflowService::Tick() {
  WorkflowStore& workflows = parts_.ledger.workflows();
  WorkflowRun ended;
  if (auto unfinished = UnfinishedRun(parts_.ledger, workflow_.name())) {
    if (IsParked(unfinished)) return unfinished;
    if (const std::vector<WorkflowBranch> branches = workflows.Branches(unfinished->id); !branches.empty()) {
      Say(workflow_.name() + " " + unfinished->id + " continues at step " + branches[0].step);
    }
    ended = engine_.CarryOn(workflow_, *unfinished);
  } else {
    const std::optional<StateData> input = workflow_.begin ? workflow_.begin() : std::nullopt;
    if (!input) return std::nullopt;
    ended = engine_.Start(workflow_, new_id_(parts_.clock.NowNs()), *input);
  }
  if (ended.over()) workflows.Prune(parts_.clock.NowNs() - kHistoryNs, kPrunedAtATime);
  return ended;
}

bool WorkflowService::HasWork() {
  const auto unfinished = UnfinishedRun(parts_.ledger, workflow_.name());
  return unfinished && !IsParked(unfinished);
}

void WorkflowService::CarryOnAll() {
  while (!parts_.clock.Stopping() && HasWork()) Tick();
}

void WorkflowService::Serve(Scheduler* schedule) {
  while (!parts_.clock.Stopping()) {
    CarryOnAll();
    if (parts_.clock.Stopping()) break;
    if (schedule == nullptr) {
      WaitForWork(std::nullopt);
      continue;
    }
    const std::optional<int64_t> next = schedule->Next();
    if (!next) {
      Say(workflow_.name() + ": the schedule has no more times");
      break;
    }
    if (*next * kNanosecondsPerSecond <= parts_.clock.NowNs()) {
      RunNow(*schedule);
      continue;
    }
    Idle(workflow_.name() + ": next run at " + FormatInstant(*next * kNanosecondsPerSecond));
    WaitForWork(*next * kNanosecondsPerSecond);
  }
}

// A scheduled time has come.
void WorkflowService::RunNow(Scheduler& schedule) {
  const int64_t now = parts_.clock.NowNs() / kNanosecondsPerSecond;
  // A failure before a run has started, for example because the raw directory is not mounted. The next scheduled time
  // tries again.
  const auto warn_of_no_run = [this](const std::exception& error) {
    Warn(workflow_.name() + ": cannot start a run: " + error.what());
  };
  try {
    const std::optional<WorkflowRun> run = Tick();
    if (!run) Idle(workflow_.name() + ": nothing to do");
    if (IsParked(run)) {
      Warn(workflow_.name() + " " + run->id + " is parked: " + ErrorOf(parts_.ledger, run->id) +
           "; `millrace retry` resumes");
    }
  } catch (const SystemError& error) {
    warn_of_no_run(error);
  } catch (const UserError& error) {
    warn_of_no_run(error);
  }
  // Record the time only now: if the process is killed before, the time has not been handled.
  schedule.Handled(now);
}

// Waits until that time, or until a run has to be carried on.
void WorkflowService::WaitForWork(std::optional<int64_t> time_ns) {
  const int64_t end = time_ns.value_or(std::numeric_limits<int64_t>::max());
  while (parts_.clock.NowNs() < end) {
    if (!parts_.clock.WaitUntil(std::min(end, parts_.clock.NowNs() + kWorkPollNs))) return;
    if (HasWork()) return;
  }
}

void WorkflowService::Say(const std::string& text) const {
  if (parts_.log) parts_.log(text);
}

void WorkflowService::Idle(const std::string& text) const {
  if (parts_.idle) parts_.idle(text);
}

void WorkflowService::Warn(const std::string& text) const {
  if (parts_.warn) parts_.warn(text);
}

}  // namespace millrace
