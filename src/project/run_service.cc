#include "project/run_service.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include "workflow/schedule.h"
#include "workflow/scheduler.h"
#include "workflow/service.h"

#include "core/cancelled.h"
#include "core/error.h"
#include "core/store_address.h"
#include "core/warehouse_address.h"
#include "ledger/held_lease.h"
#include "ledger/sqlite_ledger.h"
#include "pipeline/job_id.h"
#include "pipeline/process_workflow.h"
#include "project/asked_runs.h"
#include "project/known_places.h"
#include "project/project_parts.h"
#include "project/project_warehouse.h"
#include "project/workflows.h"

namespace millrace {

struct RunServiceState {
  RunServiceState(Project& opened, const JobControl& asked)
      : project(opened),
        control(asked),
        clock(ending.get_token()),
        on_drain(control.drain, [this] { ending.request_stop(); }),
        on_stop(control.stop, [this] { ending.request_stop(); }) {}

  void Log(const std::string& text) {
    const std::scoped_lock lock(mutex);
    if (control.observer != nullptr) control.observer->OnNote(text);
  }
  void Warn(const std::string& text) {
    const std::scoped_lock lock(mutex);
    if (control.observer != nullptr) control.observer->OnWarning(text);
  }

  // From the beginning, so that commands beside a service that is idle meet its owner, and need not open the file
  // themselves. What fails here fails again when somebody needs it, who says so.
  void HoldWarehouse() {
    const Config& config = project.config();
    if (!HasWarehouse(config) || ParseWarehouseAddress(config.warehouse.uri).file.empty()) return;
    try {
      if (!IsWarehouseFileMissing(config)) OpenProjectWarehouse(project);
    } catch (const Cancelled&) {
      // Another program had the file until the service was told to stop.
    } catch (const std::exception& error) {
      Warn(std::string("cannot open the warehouse: ") + error.what());
    }
  }

  HeldLease Take(Ledger& ledger, const std::string& workflow) {
    LeaseSurroundings surroundings;
    surroundings.sleep = [this](std::chrono::milliseconds time) {
      if (clock.Stopping()) throw Cancelled("interrupted while waiting for the lease of another `millrace run`");
      std::this_thread::sleep_for(time);
    };
    const auto on_wait = [this](const std::string& holder) {
      if (control.observer != nullptr) control.observer->OnWait(holder);
    };
    return {ledger, WorkflowLease(workflow), std::chrono::seconds(0), on_wait, surroundings};
  }

  Project& project;
  const JobControl control;
  std::stop_source ending;  // by either of the two tokens, or because one of the workflows has failed
  MachineClock clock;
  std::mutex mutex;  // of the observer
  std::atomic<bool> left_behind = false;
  std::stop_callback<std::function<void()>> on_drain;
  std::stop_callback<std::function<void()>> on_stop;
  // Opened by the first that needs it, and shared with other processes until the service ends. Null: somebody else
  // keeps it.
  std::optional<KeptWarehouse> warehouse;
};

namespace {

// What the workflows of one thread work with.
struct Bench {
  explicit Bench(RunServiceState& state)
      : state(state),
        ledger(state.project.OpenLedger()),
        workflows(MakeWorkflows({.project = state.project,
                                 .ledger = *ledger,
                                 .clock = state.clock,
                                 .control = state.control,
                                 .log = [&state](const std::string& text) { state.Log(text); },
                                 .warn = [&state](const std::string& text) { state.Warn(text); },
                                 .note_left_behind = [&state] { state.left_behind = true; }})) {}

  WorkflowService Service(const std::string& name, int64_t fence) {
    return {workflows.at(name),
            {.ledger = *ledger,
             .clock = state.clock,
             .lease = {.name = WorkflowLease(name), .fence = fence},
             .log = [this](const std::string& text) { state.Log(text); },
             .warn = [this](const std::string& text) { state.Warn(text); },
             .stop = state.control.stop,
             .others = &workflows},
            NewJobId};
  }
  bool HasWork(const std::string& name) {
    const auto run = UnfinishedRun(*ledger, name);
    return run && run->state != WorkflowState::kParked;
  }

  RunServiceState& state;
  std::unique_ptr<Ledger> ledger;
  std::map<std::string, Workflow> workflows;
};

// A workflow in its thread.
struct ServedWorkflow {
  ServedWorkflow(RunServiceState& state, const std::string& name)
      : bench(state), lease(state.Take(*bench.ledger, name)), name(name) {}

  void Serve() {
    WorkflowService service = bench.Service(name, lease.fence());
    const Config::Schedule& config = bench.state.project.config().schedule;
    const std::string& expression = bench.workflows.at(name).schedule;
    if (expression.empty()) return service.Serve(nullptr);
    Scheduler scheduler(*bench.ledger, bench.state.clock, ParseSchedule(expression, "schedule." + name),
                        TimeZone(config.time_zone), name, lease.fence());
    service.Serve(&scheduler);
  }

  Bench bench;
  HeldLease lease;
  const std::string name;
};

// One line: when the workflows run, but for those that people alone start.
std::string PlanOf(const Config& config, const std::vector<std::unique_ptr<ServedWorkflow>>& served) {
  std::string text = "project " + config.project;
  char separator = ':';
  for (const auto& each : served) {
    const Workflow& workflow = each->bench.workflows.at(each->name);
    const std::string& schedule = workflow.schedule;
    if (schedule.empty() && !workflow.begin) continue;
    text += std::string(1, separator) + " " + each->name + (schedule.empty() ? " when started" : " " + schedule);
    separator = ',';
  }
  return text + ", in " + config.schedule.time_zone;
}

}  // namespace

RunService::RunService(Project& project, const JobControl& control)
    : state_(std::make_unique<RunServiceState>(project, control)) {
  state_->warehouse.emplace(
      project, [state = state_.get()](const std::string& line) { state->Log(line); }, control.stop);
}
RunService::~RunService() = default;

std::vector<RunDetails> RunService::RunOnce(const std::vector<std::string>& workflows) {
  std::vector<std::string> names;
  for (const ProjectWorkflow& each : ProjectWorkflows(state_->project.config())) {
    if (workflows.empty() || std::ranges::find(workflows, each.name) != workflows.end()) names.emplace_back(each.name);
  }
  if (std::ranges::find(names, kProcessWorkflow) != names.end()) {
    CheckInput(state_->project.files(), PipelineOptionsOf(state_->project.config()));
  }
  OpenLedgerForJobs(state_->project);
  Bench bench(*state_);
  std::vector<RunDetails> runs;
  const auto tick = [&](const std::string& name) {
    const HeldLease lease = state_->Take(*bench.ledger, name);
    const auto run = bench.Service(name, lease.fence()).Tick();
    if (run) runs.push_back(DetailsOf(*bench.ledger, *run));
  };
  for (const std::string& name : names) {
    if (!state_->clock.Stopping()) tick(name);
  }
  // Then what these have started, unless a service does it.
  for (bool more = true; more && !state_->clock.Stopping();) {
    more = false;
    for (const ProjectWorkflow& each : ProjectWorkflows(state_->project.config())) {
      if (!bench.HasWork(each.name)) continue;
      if (!LeaseWatch(bench.ledger->leases(), WorkflowLease(each.name)).Holder().empty()) continue;
      tick(each.name);
      more = true;
    }
  }
  return runs;
}

bool RunService::left_behind() const {
  return state_->left_behind;
}

void RunService::RunOnSchedule() {
  // A mistake in the config is told now and not hours later, with the first raw file. A store may answer again by then.
  const Config& config = state_->project.config();
  { const OpenEnrichments tried(config); }
  if (!IsStoreAddress(config.raw)) CheckInput(state_->project.files(), PipelineOptionsOf(config));
  OpenLedgerForJobs(state_->project);
  // All leases first: a second service does not start, and says so.
  std::vector<std::unique_ptr<ServedWorkflow>> served;
  for (const ProjectWorkflow& each : ProjectWorkflows(config)) {
    served.push_back(std::make_unique<ServedWorkflow>(*state_, each.name));
  }
  state_->Log(PlanOf(config, served));
  std::mutex mutex;
  std::exception_ptr failure;
  {
    std::vector<std::jthread> threads;
    threads.reserve(served.size() + 1);
    threads.emplace_back([this] { state_->HoldWarehouse(); });
    for (const auto& each : served) {
      threads.emplace_back([&, workflow = each.get()] {
        try {
          workflow->Serve();
        } catch (...) {
          const std::scoped_lock lock(mutex);
          if (!failure) failure = std::current_exception();
          state_->ending.request_stop();
        }
      });
    }
  }
  if (failure) std::rethrow_exception(failure);
}

void CarryOnAskedRuns(Project& project, const JobControl& control) {
  RunServiceState state(project, control);
  OpenLedgerForJobs(project);
  Bench bench(state);
  for (bool more = true; more && !state.clock.Stopping();) {
    more = false;
    for (const ProjectWorkflow& each : ProjectWorkflows(project.config())) {
      if (state.clock.Stopping() || !HasAskedWork(*bench.ledger, each.name)) continue;
      if (!LeaseWatch(bench.ledger->leases(), WorkflowLease(each.name)).Holder().empty()) continue;
      const HeldLease lease = state.Take(*bench.ledger, each.name);
      bench.Service(each.name, lease.fence()).Tick();
      more = true;
    }
  }
}

std::vector<std::string> FreeFailingFiles(Project& project, const std::vector<std::string>& files) {
  const Config& config = project.config();
  const bool known = LedgerExists(LedgerPath(config.state, config.project));
  const auto ledger = known ? project.OpenLedger() : nullptr;
  std::vector<std::string> freed;
  for (const std::string& file : files) {
    const bool with_folder = file.starts_with(config.raw + "/");
    const std::string name = with_folder ? file.substr(config.raw.size() + 1) : file;
    if (!ledger || !(ledger->failing_files().Free(name) || ledger->failing_files().Free(file))) {
      throw UserError("no run has failed to read `" + file + "`; `millrace status` lists the files that failed");
    }
    freed.push_back(name);
  }
  return freed;
}

}  // namespace millrace
