// millrace run: processes on a schedule, until it is told to stop; millrace retry: lets a parked run be tried again.
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <thread>

#include "project/project_parts.h"

#include "cli/command.h"
#include "core/error.h"
#include "core/log.h"
#include "core/time.h"
#include "ledger/held_lease.h"
#include "ledger/sqlite_ledger.h"
#include "pipeline/process_service.h"
#include "storage/all_file_systems.h"

namespace millrace {
namespace {

struct RunFlags {
  ConfigFlags config;
  bool once = false;
};

struct RetryFlags {
  ConfigFlags config;
  std::vector<std::string> files;
};

// What a run that was given up may take to clean up; then the process ends, and the next start cleans up.
constexpr auto kCleanUpTime = std::chrono::seconds(10);

// Set by signals: the first one asks to stop, a further one to give up the run at once.
std::atomic<bool> stop_asked = false;
std::atomic<bool> abandon_asked = false;
static_assert(std::atomic<bool>::is_always_lock_free);

void OnSignal(int /*signal*/) {
  if (stop_asked.exchange(true)) abandon_asked = true;
}

// While it lives, SIGTERM and SIGINT ask to stop, and what does not stop in time is given up.
class StopSignals {
 public:
  explicit StopSignals(int64_t timeout_ms) : timeout_(timeout_ms) {
    struct sigaction action {};
    action.sa_handler = OnSignal;
    ::sigaction(SIGTERM, &action, nullptr);
    ::sigaction(SIGINT, &action, nullptr);
    watchdog_ = std::jthread([this](const std::stop_token& done) { Watch(done); });
  }
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  // The work has ended: what was to be said is said.
  void End() {
    watchdog_.request_stop();
    watchdog_.join();
  }

  static StopWish Wish() {
    return abandon_asked ? StopWish::kAbandon : stop_asked ? StopWish::kBeginNoMore : StopWish::kGoOn;
  }

 private:
  // True when the work ended first.
  static bool Sleep(const std::stop_token& done, std::chrono::milliseconds time, const std::atomic<bool>& wake) {
    const auto end = std::chrono::steady_clock::now() + time;
    while (!done.stop_requested() && !wake && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return done.stop_requested();
  }

  void Watch(const std::stop_token& done) const {
    Sleep(done, std::chrono::hours(24 * 365 * 100), stop_asked);
    // Said even when the work has ended meanwhile.
    if (!stop_asked) return;
    LogInfo("told to stop; a run at work has " + FormatDuration(timeout_.count()) + " to end");
    if (Sleep(done, timeout_, abandon_asked)) return;
    abandon_asked = true;
    static const std::atomic<bool> never = false;
    if (Sleep(done, kCleanUpTime, never)) return;
    LogError("the run did not end in time and is given up; the next start undoes or finishes it");
    std::_Exit(kExitFailed);
  }

  const std::chrono::milliseconds timeout_;
  std::jthread watchdog_;
};

// At most one process carries on the workflows of a project.
constexpr std::string_view kRunLease = "run";

HeldLease TakeWorkflows(Ledger& ledger) {
  LeaseSurroundings surroundings;
  surroundings.sleep = [](std::chrono::milliseconds time) {
    if (stop_asked) throw SystemError("told to stop while waiting for the lease of another `millrace run`");
    std::this_thread::sleep_for(time);
  };
  return {ledger, kRunLease, std::chrono::seconds(0), [](const std::string& holder) { LogInfo("waiting: " + holder); },
          surroundings};
}

// Everything that runs on behalf of a schedule, put together.
struct Service {
  explicit Service(const Config& config)
      : config(config),
        files(config),
        ledger(OpenSqliteLedger(LedgerPath(config.state, config.project))),
        clock(stop_asked),
        signals(config.schedule.stop_timeout_ms),
        runner{.files = files,
               .ledger = *ledger,
               .clock = clock,
               .options = PipelineOptionsOf(config),
               .max_bytes_per_run = config.processing.max_bytes_per_run,
               .retry = {.attempts = config.schedule.attempts, .first_delay_ms = config.schedule.retry_delay_ms},
               .seed = std::random_device()(),
               .process = [this](const ProcessWindow& window) { return RunProcess(window); },
               .log = LogInfo,
               .warn = LogWarning} {}

  RunReport RunProcess(const ProcessWindow& window) {
    // Opened for each run: databases and rules may have been replaced since the last one.
    const OpenEnrichments enrichments(config);
    PipelineOptions options = PipelineOptionsOf(config, enrichments);
    options.lock_patience = std::chrono::seconds(5);
    options.stop_wish = StopSignals::Wish;
    RunReport report = Process(files, *ledger, options, window);
    left_behind = !report.failed_files.empty();
    return report;
  }

  const Config& config;
  AllFileSystems files;
  std::unique_ptr<Ledger> ledger;
  MachineClock clock;
  StopSignals signals;
  ProcessRunner runner;
  bool left_behind = false;  // the newest run left files that it could not read
};

int RunOnce(Service& service) {
  const std::optional<WorkflowRun> run = service.runner.Tick();
  if (!run) {
    LogInfo("nothing to do");
    return kExitDone;
  }
  if (run->state == WorkflowState::kParked) {
    LogError("process " + run->id + " is parked: " + run->Current()->error + "; `millrace retry` resumes");
  }
  return run->state == WorkflowState::kDone && !service.left_behind ? kExitDone : kExitFailed;
}

int Run(const RunFlags& flags) {
  const Config config = flags.config.Load();
  Service service(config);
  const HeldLease lease = TakeWorkflows(*service.ledger);
  if (flags.once) return RunOnce(service);
  Scheduler scheduler(*service.ledger, service.clock, ParseSchedule(config.schedule.process, "schedule.process"),
                      TimeZone(config.schedule.time_zone), kProcessWorkflow);
  LogInfo("project " + config.project + " on schedule " + config.schedule.process + " in " + config.schedule.time_zone);
  RunOnSchedule(service.runner, scheduler);
  service.signals.End();
  LogInfo("stopped");
  return kExitDone;
}

// The next run tries these files again, alone.
int FreeFiles(const Config& config, const std::vector<std::string>& files) {
  const std::string path = LedgerPath(config.state, config.project);
  const auto ledger = std::filesystem::exists(path) ? OpenSqliteLedger(path) : nullptr;
  for (const std::string& file : files) {
    // As the ledger names it, or as a shell completes it.
    const bool with_folder = file.starts_with(config.raw + "/");
    const std::string name = with_folder ? file.substr(config.raw.size() + 1) : file;
    if (!ledger || !(ledger->failing_files().Forget(name) || ledger->failing_files().Forget(file))) {
      throw UserError("--file: no run has failed to read `" + file +
                      "`; `millrace status` names the files that failed");
    }
    PrintToStdout(name + " is tried again by the next run\n");
  }
  return kExitDone;
}

int Retry(const RetryFlags& flags) {
  const Config config = flags.config.Load();
  if (!flags.files.empty()) return FreeFiles(config, flags.files);
  const std::string path = LedgerPath(config.state, config.project);
  std::optional<WorkflowRun> parked;
  if (std::filesystem::exists(path)) {
    const auto ledger = OpenSqliteLedger(path);
    parked = UnfinishedRun(*ledger, kProcessWorkflow);
    if (parked && parked->state != WorkflowState::kParked) parked.reset();
    if (parked) RetryParked(*ledger, *parked);
  }
  if (!parked) {
    PrintToStdout("nothing is parked\n");
    return kExitDone;
  }
  Service service(config);
  const std::string holder = LeaseWatch(service.ledger->leases(), std::string(kRunLease)).Holder();
  if (!holder.empty()) {
    PrintToStdout("process " + parked->id + " will be tried again: " + holder + "\n");
    return kExitDone;
  }
  const HeldLease lease = TakeWorkflows(*service.ledger);
  return RunOnce(service);
}

}  // namespace

void RegisterRun(CommandLine& line) {
  auto flags = std::make_shared<RunFlags>();
  CLI::App& command = AddCommand(line.root, "run", "Process on the schedule of the config, until it is told to stop",
                                 {"millrace run # in the foreground, with plain log lines; SIGTERM ends it",
                                  "millrace run --once # one run with its retries, whatever the schedule says",
                                  "millrace run --set 'schedule.process=rate(10 minutes)'"});
  flags->config.AddTo(command);
  AddSwitch(command, "--once", flags->once, "Run once, now, and end: 0 when done or nothing to do, 1 when parked");
  command.callback([&line, flags] { line.run = [flags] { return Run(*flags); }; });
}

void RegisterRetry(CommandLine& line) {
  auto flags = std::make_shared<RetryFlags>();
  CLI::App& command =
      AddCommand(line.root, "retry", "Let the scheduled run that is parked, or a failed file, be tried again",
                 {"millrace retry # by the `millrace run` that is at work, or here and now",
                  "millrace retry --file year=2025/month=03/day=10/a.gz # frees a quarantined file"});
  flags->config.AddTo(command);
  AddFlag(command, "--file", flags->files, "FILE",
          "Only this raw file, which runs failed to read: the next run tries it again; repeatable");
  command.callback([&line, flags] { line.run = [flags] { return Retry(*flags); }; });
}

}  // namespace millrace
