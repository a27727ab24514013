// millrace run: processes on a schedule, until it is told to stop; millrace retry: lets a parked run be tried again.
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <optional>
#include <stop_token>
#include <thread>

#include "cli/command.h"
#include "cli/run_history.h"
#include "core/error.h"
#include "core/json_object.h"
#include "core/log.h"
#include "core/time.h"
#include "project/run_service.h"

namespace millrace {
namespace {

struct RunFlags {
  ConfigFlags config;
  bool once = false;
  bool json = false;
};

struct RetryFlags {
  ConfigFlags config;
  std::vector<std::string> files;
  bool json = false;
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

// While it lives, SIGTERM and SIGINT request the stop of a service, and what does not stop in time is given up.
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

  std::stop_token drain() const { return drain_.get_token(); }
  std::stop_token stop() const { return stop_.get_token(); }

 private:
  // True when the work ended first.
  static bool Sleep(const std::stop_token& done, std::chrono::milliseconds time, const std::atomic<bool>& wake) {
    const auto end = std::chrono::steady_clock::now() + time;
    while (!done.stop_requested() && !wake && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return done.stop_requested();
  }

  void Watch(const std::stop_token& done) {
    Sleep(done, std::chrono::hours(24 * 365 * 100), stop_asked);
    // Said even when the work has ended meanwhile.
    if (!stop_asked) return;
    LogInfo("told to stop; the run in progress has " + FormatDuration(timeout_.count()) + " to end");
    drain_.request_stop();
    if (Sleep(done, timeout_, abandon_asked)) return;
    stop_.request_stop();
    static const std::atomic<bool> never = false;
    if (Sleep(done, kCleanUpTime, never)) return;
    LogError("the run did not end in time and is abandoned; the next start undoes or finishes it");
    std::_Exit(kExitFailed);
  }

  const std::chrono::milliseconds timeout_;
  std::stop_source drain_;
  std::stop_source stop_;
  std::jthread watchdog_;
};

class RunLog : public JobObserver {
 public:
  void OnWait(const std::string& holder) override { LogInfo("waiting: " + holder); }
  void OnNote(const std::string& text) override { LogInfo(text); }
  void OnWarning(const std::string& text) override { LogWarning(text); }
};

// The service with what a process gives it.
struct RunningService {
  explicit RunningService(Project& project)
      : signals(project.config().schedule.stop_timeout_ms),
        service(project, {.observer = &log, .drain = signals.drain(), .stop = signals.stop()}) {}

  RunLog log;
  StopSignals signals;
  RunService service;
};

// The object of `run --once` and of `retry`.
void PrintRunJson(const std::optional<WorkflowRun>& run) {
  PrintToStdout(JsonObject().Json("scheduled_run", run ? WorkflowJson(*run) : "null").Finish() + "\n");
}

int RunOnce(RunService& service, bool json) {
  const std::optional<WorkflowRun> run = service.RunOnce();
  if (json) PrintRunJson(run);
  if (!run) {
    LogInfo("nothing to do");
    return kExitDone;
  }
  if (run->state == WorkflowState::kParked) {
    LogError("process " + run->id + " is parked: " + run->Current()->error + "; `millrace retry` resumes");
  }
  return run->state == WorkflowState::kDone && !service.left_behind() ? kExitDone : kExitFailed;
}

int Run(const RunFlags& flags) {
  if (flags.json && !flags.once) throw UserError("--json needs --once: a service at work writes log lines");
  Project project(flags.config.Load());
  RunningService running(project);
  if (flags.once) return RunOnce(running.service, flags.json);
  running.service.RunOnSchedule();
  running.signals.End();
  LogInfo("stopped");
  return kExitDone;
}

int Retry(const RetryFlags& flags) {
  Project project(flags.config.Load());
  if (!flags.files.empty()) {
    const std::vector<std::string> freed = FreeFailingFiles(project, flags.files);
    if (flags.json) {
      PrintToStdout(JsonObject().Json("files_freed", JsonTexts(freed)).Finish() + "\n");
      return kExitDone;
    }
    for (const std::string& name : freed) PrintToStdout(name + " will be tried again by the next run\n");
    return kExitDone;
  }
  const std::optional<RetriedRun> retried = RetryParkedRun(project);
  if (!retried) {
    if (flags.json) {
      PrintRunJson(std::nullopt);
    } else {
      PrintToStdout("nothing is parked\n");
    }
    return kExitDone;
  }
  if (!retried->service.empty() && flags.json) {
    PrintToStdout(JsonObject().Field("run_freed", retried->id).Field("running", retried->service).Finish() + "\n");
    return kExitDone;
  }
  if (!retried->service.empty()) {
    PrintToStdout("process " + retried->id + " will be tried again: " + retried->service + "\n");
    return kExitDone;
  }
  RunningService running(project);
  return RunOnce(running.service, flags.json);
}

}  // namespace

void RegisterRun(CommandLine& line) {
  auto flags = std::make_shared<RunFlags>();
  CLI::App& command = AddCommand(line.root, "run", "Process on the schedule of the configuration, until stopped",
                                 {"millrace run # in the foreground, with plain log lines; SIGTERM ends it",
                                  "millrace run --once # one run now, with its retries",
                                  "millrace run --set 'schedule.process=rate(10 minutes)'"});
  flags->config.AddTo(command);
  AddSwitch(command, "--once", flags->once, "Run once, now, and exit: 0 if done or nothing to do, 1 if parked");
  AddSwitch(command, "--json", flags->json, "With --once: print one JSON object, the run with its steps");
  command.callback([&line, flags] { line.run = [flags] { return Run(*flags); }; });
}

void RegisterRetry(CommandLine& line) {
  auto flags = std::make_shared<RetryFlags>();
  CLI::App& command = AddCommand(line.root, "retry", "Retry a parked scheduled run, or a file that failed",
                                 {"millrace retry # by the running `millrace run`, or in this process",
                                  "millrace retry --file year=2025/month=03/day=10/a.gz # release a quarantined file"});
  flags->config.AddTo(command);
  AddFlag(command, "--file", flags->files, "FILE",
          "Only this raw file, which runs failed to read: the next run tries it again; repeatable")
      ->default_str("");
  AddSwitch(command, "--json", flags->json, "Print one JSON object");
  command.callback([&line, flags] { line.run = [flags] { return Retry(*flags); }; });
}

}  // namespace millrace
