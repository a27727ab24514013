#include "project/run_service.h"

#include <chrono>
#include <filesystem>
#include <random>
#include <thread>

#include "workflow/engine.h"
#include "workflow/schedule.h"
#include "workflow/scheduler.h"

#include "core/cancelled.h"
#include "core/error.h"
#include "ledger/held_lease.h"
#include "ledger/sqlite_ledger.h"
#include "pipeline/process_service.h"
#include "pipeline/process_workflow.h"
#include "project/known_places.h"
#include "project/project_parts.h"

namespace millrace {
namespace {

// Waits for a manual run that starts between two checks.
constexpr auto kPatience = std::chrono::seconds(5);

HeldLease TakeWorkflows(Ledger& ledger, const JobControl& control) {
  LeaseSurroundings surroundings;
  surroundings.sleep = [control](std::chrono::milliseconds time) {
    if (control.drain.stop_requested() || control.stop.stop_requested()) {
      throw Cancelled("told to stop while waiting for the lease of another `millrace run`");
    }
    std::this_thread::sleep_for(time);
  };
  const auto on_wait = [observer = control.observer](const std::string& holder) {
    if (observer != nullptr) observer->OnWait(holder);
  };
  return {ledger, kRunLease, std::chrono::seconds(0), on_wait, surroundings};
}

}  // namespace

struct RunService::State {
  State(Project& opened, const JobControl& asked)
      : project(opened),
        control(asked),
        ledger(opened.OpenLedger()),
        lease(TakeWorkflows(*ledger, asked)),
        clock(ending.get_token()),
        runner{.files = opened.files(),
               .ledger = *ledger,
               .clock = clock,
               .options = PipelineOptionsOf(opened.config()),
               .max_bytes_per_run = opened.config().processing.max_bytes_per_run,
               .retry = {.attempts = opened.config().schedule.attempts,
                         .first_delay_ms = opened.config().schedule.retry_delay_ms},
               .seed = std::random_device()(),
               .fence = lease.fence(),
               .process = [this](const ProcessWindow& window) { return RunProcess(window); },
               .log =
                   [this](const std::string& text) {
                     if (control.observer != nullptr) control.observer->OnNote(text);
                   },
               .warn =
                   [this](const std::string& text) {
                     if (control.observer != nullptr) control.observer->OnWarning(text);
                   }},
        on_drain(control.drain, [this] { ending.request_stop(); }),
        on_stop(control.stop, [this] { ending.request_stop(); }) {}

  RunReport RunProcess(const ProcessWindow& window) {
    // Opened for each run: databases and rules may have been replaced since the last one.
    const OpenEnrichments enrichments(project.config());
    PipelineOptions options = PipelineOptionsOf(project.config(), enrichments);
    options.lock_patience = kPatience;
    options.drain = control.drain;
    options.stop = control.stop;
    RunReport report = Process(project.files(), *ledger, options, window);
    left_behind = !report.failed_files.empty();
    return report;
  }

  Project& project;
  const JobControl control;
  std::unique_ptr<Ledger> ledger;
  HeldLease lease;
  std::stop_source ending;  // by either of the two tokens
  MachineClock clock;
  ProcessRunner runner;
  bool left_behind = false;
  std::stop_callback<std::function<void()>> on_drain;
  std::stop_callback<std::function<void()>> on_stop;
};

RunService::RunService(Project& project, const JobControl& control)
    : state_(std::make_unique<State>(project, control)) {
  CheckPlaces(project, *state_->ledger);
}
RunService::~RunService() = default;

std::optional<WorkflowRun> RunService::RunOnce() {
  return state_->runner.Tick();
}

bool RunService::left_behind() const {
  return state_->left_behind;
}

void RunService::RunOnSchedule() {
  const Config::Schedule& schedule = state_->project.config().schedule;
  Scheduler scheduler(*state_->ledger, state_->clock, ParseSchedule(schedule.process, "schedule.process"),
                      TimeZone(schedule.time_zone), kProcessWorkflow, state_->lease.fence());
  state_->runner.log("project " + state_->project.config().project + " on schedule " + schedule.process + " in " +
                     schedule.time_zone);
  millrace::RunOnSchedule(state_->runner, scheduler);
}

std::optional<RetriedRun> RetryParkedRun(Project& project) {
  const Config& config = project.config();
  // Do not create the state of a project that has never run.
  if (!std::filesystem::exists(LedgerPath(config.state, config.project))) return std::nullopt;
  const auto ledger = project.OpenLedger();
  const std::optional<WorkflowRun> run = UnfinishedRun(*ledger, kProcessWorkflow);
  if (!run || !ledger->workflows().RetryParked(run->id)) return std::nullopt;
  return RetriedRun{.id = run->id, .service = LeaseWatch(ledger->leases(), std::string(kRunLease)).Holder()};
}

std::vector<std::string> FreeFailingFiles(Project& project, const std::vector<std::string>& files) {
  const Config& config = project.config();
  const bool known = std::filesystem::exists(LedgerPath(config.state, config.project));
  const auto ledger = known ? project.OpenLedger() : nullptr;
  std::vector<std::string> freed;
  for (const std::string& file : files) {
    const bool with_folder = file.starts_with(config.raw + "/");
    const std::string name = with_folder ? file.substr(config.raw.size() + 1) : file;
    if (!ledger || !(ledger->failing_files().Free(name) || ledger->failing_files().Free(file))) {
      throw UserError("--file: no run has failed to read `" + file +
                      "`; `millrace status` lists the files that failed");
    }
    freed.push_back(name);
  }
  return freed;
}

}  // namespace millrace
