#include "project/asked_runs.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <utility>

#include "workflow/engine.h"

#include "core/cancelled.h"
#include "core/json_object.h"
#include "core/time.h"
#include "ledger/held_lease.h"
#include "ledger/sqlite_ledger.h"
#include "pipeline/job_id.h"
#include "project/run_service.h"
#include "project/scheduled_replay.h"
#include "project/workflows.h"

namespace millrace {
namespace {

constexpr auto kLookForWork = std::chrono::seconds(1);
// Runs start runs of other workflows, which start others; no chain is longer.
constexpr int kLongestChain = 16;

class CarrierLog : public JobObserver {
 public:
  explicit CarrierLog(const std::function<void(const std::string&)>& warn) : warn_(warn) {}
  void OnWarning(const std::string& text) override { warn_(text); }

 private:
  const std::function<void(const std::string&)>& warn_;
};

}  // namespace

RunDetails AskForRun(Project& project, const std::string& workflow, const std::string& input, const std::string& user) {
  const auto known = ProjectWorkflows(project.config());
  if (std::ranges::find(known, workflow, &ProjectWorkflow::name) == known.end()) {
    throw UserError("no workflow `" + workflow + "` in this project");
  }
  const auto ledger = project.OpenLedger();
  if (const auto first = UnfinishedRun(*ledger, workflow); first && first->state == WorkflowState::kParked) {
    throw RunConflict("the run " + first->id + " of " + workflow +
                      " is parked, and no other begins before it; retry it");
  }
  const int64_t now = WallClockNs();
  const std::string id = ledger->workflows().Ask(
      {.id = NewJobId(now), .workflow = workflow, .started_ns = now, .input = input, .asked_by = user});
  const auto run = ledger->workflows().Find(id);
  MILLRACE_CHECK(run.has_value());
  return DetailsOf(*ledger, *run);
}

RunDetails AskForReplay(Project& project, const RejectFilter& filter, const std::string& user) {
  return AskForRun(project, kReplayWorkflow, ReplayInput(filter), user);
}

std::optional<RunDetails> AskForRetry(Project& project, const std::string& run) {
  const auto ledger = project.OpenLedger();
  const bool is_retried = ledger->workflows().RetryParked(run);
  const auto found = ledger->workflows().Find(run);
  if (!found) return std::nullopt;
  if (!is_retried) {
    throw RunConflict("the run " + run + " is not parked: it is " + std::string(WorkflowStateName(found->state)));
  }
  return DetailsOf(*ledger, *found);
}

bool IsAsked(Ledger& ledger, const WorkflowRun& run) {
  WorkflowRun each = run;
  for (int i = 0; i < kLongestChain; ++i) {
    if (!each.asked_by.empty() || each.retries > 0) return true;
    if (each.parent.empty()) return false;
    auto parent = ledger.workflows().Find(each.parent);
    if (!parent) return false;
    each = std::move(*parent);
  }
  return false;
}

bool HasAskedWork(Ledger& ledger, std::string_view workflow) {
  const auto runs = ledger.workflows().Unfinished(workflow, std::numeric_limits<int32_t>::max());
  if (runs.empty() || runs.front().state == WorkflowState::kParked) return false;
  return std::ranges::any_of(runs, [&](const WorkflowRun& run) { return IsAsked(ledger, run); });
}

RunCarrier::RunCarrier(Project& project, std::function<void(const std::string& line)> warn)
    : project_(project), warn_(std::move(warn)), thread_([this](const std::stop_token& stop) { Serve(stop); }) {}

void RunCarrier::Serve(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  while (!stop.stop_requested()) {
    std::string failure;
    try {
      CarryOn(stop);
    } catch (const Cancelled&) {
      // The server ends.
    } catch (const std::exception& error) {
      failure = error.what();
      ledger_ = nullptr;
    }
    if (!failure.empty() && failure != last_failure_) warn_("cannot carry out runs that are asked for: " + failure);
    last_failure_ = failure;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, kLookForWork, [] { return false; });
  }
}

void RunCarrier::CarryOn(const std::stop_token& stop) {
  const Config& config = project_.config();
  if (ledger_ == nullptr) {
    if (!LedgerExists(LedgerPath(config.state, config.project))) return;
    // To write, although it only looks: one of an earlier version is migrated, and what others add is seen.
    ledger_ = project_.OpenLedger();
  }
  const bool has_work = std::ranges::any_of(ProjectWorkflows(config), [&](const ProjectWorkflow& each) {
    return HasAskedWork(*ledger_, each.name) &&
           LeaseWatch(ledger_->leases(), WorkflowLease(each.name)).Holder().empty();
  });
  if (!has_work) return;
  CarrierLog log(warn_);
  // At once: a server that ends does not wait for hours. What was committed stays, and the run goes on later.
  CarryOnAskedRuns(project_, {.observer = &log, .drain = stop, .stop = stop});
}

}  // namespace millrace
